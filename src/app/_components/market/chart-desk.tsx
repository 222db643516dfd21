"use client";

import { useQuery } from "@tanstack/react-query";
import { ListOrdered } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { IconButton, Sheet } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { type ResolutionName, useScope } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { useIsPhone } from "@/app/_lib/use-media";
import { ChartPane } from "./chart/chart-pane";
import { InstrumentFacts } from "./instrument-facts";
import { NoMarketData } from "./sample-data";
import type { Instrument } from "./types";
import { useInstruments } from "./use-instruments";
import { WatchPanel } from "./watch-panel/watch-panel";
import { useWatchState } from "./watch-panel/watch-state";

/** The desk: lists of instruments, the chart of one of them, and what is known about it. */
export function ChartDesk() {
  const [{ symbol, resolution }, setScope] = useScope();
  const trpc = useTRPC();
  const isEmpty = useInstruments().data?.length === 0;
  const known = useQuery(trpc.instrument.get.queryOptions({ symbol }));
  const instrument = known.data;
  const watch = useWatch();
  const onResolution = (next: ResolutionName) => void setScope({ resolution: next });
  const choose = (chosen: Instrument, history: "push" | "replace") => {
    const isCovered = chosen.resolutions.some((series) => series.resolution === resolution);
    const first = chosen.resolutions.find(({ stored }) => stored);
    const next = isCovered || first === undefined ? resolution : first.resolution;
    void setScope({ symbol: chosen.symbol, resolution: next }, { history });
  };
  if (isEmpty) return <NoMarketData />;
  return (
    <div
      className={cn(
        "grid min-h-0 flex-1 max-md:flex max-md:flex-none max-md:flex-col",
        watch.isBeside
          ? "grid-cols-[264px_minmax(0,1fr)_276px] max-xl:grid-cols-[240px_minmax(0,1fr)]"
          : "grid-cols-[minmax(0,1fr)_276px] max-xl:grid-cols-[minmax(0,1fr)]",
      )}
    >
      {watch.isBeside ? (
        <div className="flex min-h-0 border-r border-line-2 max-md:hidden">
          <WatchPanel symbol={symbol} instrument={instrument} onChoose={choose} onHide={watch.hide} />
        </div>
      ) : null}
      <WatchSheet watch={watch}>
        <WatchPanel
          symbol={symbol}
          instrument={instrument}
          onChoose={(chosen) => {
            choose(chosen, "push");
            watch.setSheet(false);
          }}
        />
      </WatchSheet>
      <ChartPane
        symbol={symbol}
        resolution={resolution}
        onResolution={onResolution}
        instrument={instrument}
        isUnknown={known.isError}
        lists={watch.button}
      />
      {instrument === undefined ? (
        <div className="border-l border-line-2 max-xl:hidden" />
      ) : (
        <div className="overflow-auto border-l border-line-2 max-xl:col-span-full max-xl:border-t max-xl:border-l-0 max-md:overflow-visible max-md:border-0">
          <InstrumentFacts instrument={instrument} resolution={resolution} onResolution={onResolution} />
        </div>
      )}
    </div>
  );
}

/** Where the lists are: beside the chart, hidden behind a button, or on a phone in a sheet. */
function useWatch() {
  const t = useTranslations("watchPanel");
  const phone = useIsPhone();
  const { open, change } = useWatchState();
  const [sheet, setSheet] = useState(false);
  const show = () => (phone ? setSheet(true) : change({ open: true }));
  return {
    isBeside: open && !phone,
    hide: () => change({ open: false }),
    sheet: sheet && phone,
    setSheet,
    button:
      open && !phone ? null : (
        <IconButton label={t("show")} icon={<ListOrdered aria-hidden="true" size={15} />} onClick={show} />
      ),
  };
}

interface WatchSheetProps {
  readonly watch: ReturnType<typeof useWatch>;
  readonly children: ReactNode;
}

function WatchSheet({ watch, children }: WatchSheetProps) {
  const t = useTranslations("watchPanel");
  return (
    <Sheet open={watch.sheet} onOpenChange={watch.setSheet} title={t("title")}>
      <div className="flex h-[70dvh]">{children}</div>
    </Sheet>
  );
}

"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { ChartView } from "@/app/_components/charts/price-canvas";
import { PriceChart } from "@/app/_components/charts/price-chart";
import { useBarFeed } from "@/app/_components/charts/use-bar-feed";
import { EmptyState } from "@/app/_components/ui";
import { useInstrument } from "../use-instrument";
import type { BacktestFormControl } from "./use-backtest-form";

const DEFAULT_TICK = "0.01";

/** Before the first run: what to do, and the bars it would run on. */
export function RunPreview({ control }: { readonly control: BacktestFormControl }) {
  const t = useTranslations("backtest");
  const [symbol, resolution] = control.form.watch(["symbol", "resolution"]);
  const { instrument } = useInstrument(symbol);
  const { feed, state } = useBarFeed(symbol, resolution, null);
  const isReady = state.status === "ready";
  // Everything of the first page, years of days or days of minutes; pages that come later leave the view where it is.
  const view = useMemo<ChartView | null>(
    () => (isReady ? { fromMs: feed.state().window.bars.time[0] ?? null, toMs: null, turn: 0 } : null),
    [feed, isReady],
  );
  return (
    <>
      <EmptyState title={t("emptyTitle")} className="max-w-[72ch]">
        {t("emptyText")}
      </EmptyState>
      <PriceChart
        key={`${symbol} ${resolution}`}
        feed={feed}
        state={state}
        symbol={symbol}
        currency={instrument?.currency ?? ""}
        resolution={resolution}
        tick={instrument?.tick ?? DEFAULT_TICK}
        indicators=""
        isLog={false}
        view={view}
        empty={<EmptyState title={t("noBars")} />}
        className="min-h-80 flex-1 border-t border-line-2"
      />
    </>
  );
}

"use client";

import { useEffect, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import type { BarFeed } from "@/app/_components/charts/bar-feed";
import { PAGE_BARS } from "@/app/_components/charts/bar-pages";
import { fillsOf, type RunSeries } from "@/app/_components/charts/equity-columns";
import type { ChartView } from "@/app/_components/charts/price-canvas";
import { PriceChart } from "@/app/_components/charts/price-chart";
import { useBarFeed } from "@/app/_components/charts/use-bar-feed";
import { Select } from "@/app/_components/ui";
import { resolutionMs } from "@/modules/data";
import type { Run, RunCard } from "../types";
import { useInstrument } from "../use-instrument";
import { fillsOfTrade, spanOfTrade } from "./trade-fills";
import type { TradeRow } from "./trades-table";

const NO_FILLS_SELECTED: readonly number[] = [];
/** A trade further left than this many pages is jumped to instead of walked to. */
const NEAR_PAGES = 4;

interface Wanted {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Brings a span into the window: by walking left when it is near, by starting over beside it when it is not. */
async function bringInto(feed: BarFeed, wanted: Wanted, barMs: number, signal: AbortSignal): Promise<void> {
  await feed.settled();
  if (signal.aborted) return;
  const times = feed.state().window.bars.time;
  const [firstMs, lastMs] = [times[0], times.at(-1)];
  const isLeft = firstMs === undefined || firstMs > wanted.fromMs;
  const isRight = lastMs === undefined || (lastMs < wanted.toMs && !feed.state().window.atEnd);
  const isFar = firstMs === undefined || firstMs - wanted.fromMs > NEAR_PAGES * PAGE_BARS * barMs;
  if (isRight || (isLeft && isFar)) await feed.open(wanted.toMs);
  if (!signal.aborted) await feed.reach(wanted.fromMs);
}

export interface FillsChartProps {
  readonly run: Run;
  readonly card: RunCard;
  readonly series: RunSeries;
  readonly tick: string;
  readonly isLog: boolean;
  readonly selected: TradeRow | null;
  /** Another instrument was chosen than that of the selected trade. */
  readonly onUnselect: () => void;
  readonly className?: string;
}

/** Prices of the run's window with its fills. A chosen trade brings its fills into view, wherever they are. */
export function FillsChart(props: FillsChartProps) {
  const { run, card, series, tick: runTick, isLog, selected, onUnselect, className } = props;
  const t = useTranslations("runs");
  const { resolution } = run.spec;
  const symbols = useMemo(() => [run.spec.symbol, ...(run.spec.others ?? [])], [run.spec]);
  const [chosenSymbol, setChosenSymbol] = useState(run.spec.symbol);
  const symbol = selected?.trade.symbol ?? chosenSymbol;
  const tick = useInstrument(symbol).instrument?.tick ?? runTick;
  const fills = useMemo(() => fillsOf(series, Math.max(0, symbols.indexOf(symbol))), [series, symbols, symbol]);
  const { feed, state } = useBarFeed(symbol, resolution, card.lastMs + 1, {
    adjustment: card.adjustment,
    // The run's prices are on the footing of its own last day.
    untilDate: run.spec.to,
    // It saw every stored bar.
    hours: "stored",
  });
  const [view, setView] = useState<ChartView | null>(null);
  const barMs = resolutionMs(resolution);
  useEffect(() => {
    const abort = new AbortController();
    const isShort = card.bars <= NEAR_PAGES * PAGE_BARS;
    const whole = { fromMs: isShort ? card.firstMs : card.lastMs - PAGE_BARS * barMs, toMs: card.lastMs };
    const wanted = selected === null ? whole : spanOfTrade(selected.trade, barMs);
    void bringInto(feed, wanted, barMs, abort.signal).then(() => {
      if (!abort.signal.aborted) setView((known) => ({ ...wanted, turn: (known?.turn ?? 0) + 1 }));
    });
    return () => abort.abort();
  }, [feed, card, selected, barMs]);
  const chosen = selected === null ? NO_FILLS_SELECTED : fillsOfTrade(fills, selected.trade);
  const chart = (
    <PriceChart
      key={symbol}
      feed={feed}
      state={state}
      symbol={symbol}
      currency={run.currency}
      resolution={resolution}
      tick={tick}
      indicators=""
      isLog={isLog}
      view={view}
      fills={fills}
      selectedFills={chosen}
      empty={null}
      {...(className === undefined ? {} : { className })}
    />
  );
  if (symbols.length === 1) return chart;
  return (
    <>
      <div className="flex items-center gap-2 px-3 pt-2 text-12 text-tx-3 max-md:px-4">
        <Select
          value={symbol}
          onChange={(next) => {
            setChosenSymbol(next);
            onUnselect();
          }}
          aria-label={t("fillsOf")}
          options={symbols.map((value) => ({ value, label: value }))}
        />
      </div>
      {chart}
    </>
  );
}

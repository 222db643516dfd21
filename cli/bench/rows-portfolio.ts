import { performance } from "node:perf_hooks";
import { type BarColumns, DAY_MS } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { findStrategy, makeSeededBars, runBacktest, runPortfolioBacktest } from "@/modules/strategy";
import type { Figure } from "./figure";
import { COMMISSION_RATE, WORKLOAD, WrongAnswer } from "./fixture";

/** Instruments that share cash, fewest first: the growth from the first to the last is what the row is about. */
const SIZES = [1, 10, 100] as const;
/** Of each instrument. */
const BARS = 5_000;
/** The best counts: other programs only ever make it slower. */
const TRIES = 3;
/** More than all of them can spend: no order is refused, so each trades as it would alone. */
const BROKER = {
  ...DEFAULT_BROKER,
  cash: 1e9,
  commission: { kind: "percent", rate: COMMISSION_RATE },
} as const;
/** Profits are added up in another order, so the last digits differ. */
const TOLERANCE = 1e-4;

/** Row 1: the engine of several instruments, beside that of one run over each of them by itself; the answers are compared. */
export function measurePortfolio(): readonly Figure[] {
  const all = Array.from({ length: SIZES.at(-1) ?? 0 }, (_, seed) => makeSeededBars(BARS, seed + 1));
  // The compiler of the machine learns on the first moments: growth is about what comes after.
  profitTogether(all);
  profitAlone(all[0] ?? makeSeededBars(BARS));
  return SIZES.map((instruments) => {
    const some = all.slice(0, instruments);
    const alone = best(() => some.reduce((sum, bars) => sum + profitAlone(bars), 0));
    const together = best(() => profitTogether(some));
    if (!(Math.abs(alone.answer - together.answer) < TOLERANCE)) {
      throw new WrongAnswer(`${instruments} instruments earn ${alone.answer} alone, together ${together.answer}`);
    }
    return {
      row: 1,
      what: `instruments on shared cash, ${BARS} bars each`,
      bars: instruments,
      value: together.tookMs,
      unit: "ms",
      against: "one after the other",
      againstValue: alone.tookMs,
    };
  });
}

function best(run: () => number): { readonly tookMs: number; readonly answer: number } {
  let [tookMs, answer] = [Number.POSITIVE_INFINITY, Number.NaN];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const since = performance.now();
    answer = run();
    tookMs = Math.min(tookMs, performance.now() - since);
  }
  return { tookMs, answer };
}

function startCross() {
  const strategy = findStrategy("sma-cross");
  const prepared = strategy.ok ? strategy.value.prepare(WORKLOAD) : strategy;
  if (!prepared.ok) throw new WrongAnswer("the workload's strategy is there");
  return prepared.value.start();
}

function profitAlone(bars: BarColumns): number {
  const { equity } = runBacktest({ run: startCross(), bars, broker: BROKER, terms: DEFAULT_TERMS });
  return (equity.at(-1) ?? Number.NaN) - BROKER.cash;
}

function profitTogether(all: readonly BarColumns[]): number {
  const runs = all.map(startCross);
  const { equity } = runPortfolioBacktest({
    run: {
      onBars: ({ instruments }) => {
        for (let at = 0; at < instruments.length; at += 1) {
          const desk = instruments[at];
          if (desk?.bar.isNew === true) runs[at]?.onBar(desk.bar, desk);
        }
      },
    },
    instruments: all.map((bars, at) => ({
      symbol: String(at),
      base: { bars, closeMs: bars.time.map((time) => time + DAY_MS) },
      terms: DEFAULT_TERMS,
    })),
    broker: BROKER,
  });
  return (equity.at(-1) ?? Number.NaN) - BROKER.cash;
}

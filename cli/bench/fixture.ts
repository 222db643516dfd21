import { barCount } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { summarizeDrawdown } from "@/modules/risk";
import { type BacktestResult, findStrategy, makeSeededBars, runBacktest } from "@/modules/strategy";
import { bareLoop } from "./bare-loop";

/** The published workload: SMA 10/30, 10 units, 0.1 % commission, 100 000 cash, on the seeded bars. */
export const WORKLOAD = { fast: 10, slow: 30, quantity: 10 } as const;
export const COMMISSION_RATE = 0.001;

/** What Backtrader, backtesting.py and vectorbt agree on to 6 decimals. */
const PUBLISHED = [
  { bars: 10_000, fills: 360, trades: 180, equity: "99700.906632", drawdown: "0.003008" },
  { bars: 100_000, fills: 3881, trades: 1940, equity: "96224.407779", drawdown: "0.037781" },
] as const;

/** An answer is wrong: no figure of this run means anything. */
export class WrongAnswer extends Error {
  override readonly name = "WrongAnswer";
}

function mustEqual(what: string, actual: string | number | undefined, expected: string | number): void {
  if (actual !== expected) throw new WrongAnswer(`${what} is ${expected}, was ${actual}: the figures are not printed`);
}

/** Runs the workload on bars, cold or warm. */
export function runWorkload(bars: ReturnType<typeof makeSeededBars>): BacktestResult {
  const strategy = findStrategy("sma-cross");
  const prepared = strategy.ok ? strategy.value.prepare(WORKLOAD) : strategy;
  if (!prepared.ok) throw new WrongAnswer("the workload's strategy is there");
  const broker = { ...DEFAULT_BROKER, commission: { kind: "percent", rate: COMMISSION_RATE } } as const;
  return runBacktest({ run: prepared.value.start(), bars, broker, terms: DEFAULT_TERMS });
}

/** The engine still gives the published numbers. */
export function checkEngine(): void {
  for (const { bars, fills, trades, equity, drawdown } of PUBLISHED) {
    const result = runWorkload(makeSeededBars(bars));
    mustEqual(`fills of ${bars} bars`, result.fills.bar.length, fills);
    mustEqual(`trades of ${bars} bars`, result.trades.side.length, trades);
    mustEqual(`equity after ${bars} bars`, result.equity.at(-1)?.toFixed(6), equity);
    mustEqual(`drawdown of ${bars} bars`, (-summarizeDrawdown(result.equity).maximum).toFixed(6), drawdown);
  }
}

export interface Answer {
  readonly fills: number;
  readonly equity: number;
}

/** An answer on the seeded bars is the published one, and where none was published, that of the bare loop. */
export function checkAnswer(bars: ReturnType<typeof makeSeededBars>, { fills, equity }: Answer): void {
  const count = barCount(bars);
  const published = PUBLISHED.find((each) => each.bars === count);
  const bare = bareLoop(bars, WORKLOAD);
  mustEqual(`fills of ${count} bars`, fills, published?.fills ?? bare.fills);
  mustEqual(`equity after ${count} bars`, equity.toFixed(6), published?.equity ?? bare.equity.toFixed(6));
}

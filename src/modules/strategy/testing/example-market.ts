import { type BarColumns, barColumnsOf, barCount, calendarOf, DAY_MS } from "@/modules/data";
import { DEFAULT_TERMS } from "@/modules/execution";
import { closesOf } from "../domain/portfolio/bar-closes";
import type { TimedBars, TradedInstrument } from "../domain/portfolio/market";
import { makeSeededBars, makeUniform } from "../domain/seeded-bars";

/** Two instruments that belong together: the second strays from the first and comes back. In sessions of New York. */
export function exampleMarket(name: string): readonly TradedInstrument[] {
  const calendar = calendarOf("XNYS");
  const sessions = calendar?.sessions(Date.UTC(2024, 0, 2), Date.UTC(2024, 0, 2) + 20 * DAY_MS) ?? [];
  const starts = sessions.flatMap(({ openMs, closeMs }) =>
    Array.from({ length: (closeMs - openMs) / STEP_MS }, (_, bar) => openMs + bar * STEP_MS),
  );
  const walk = makeSeededBars(starts.length * 5, 7);
  const uniform = makeUniform(3);
  let stray = 0;
  const first = starts.map((time, at) => {
    const [from, to] = [at * 5, at * 5 + 5];
    const high = Math.max(...walk.high.subarray(from, to));
    const low = Math.min(...walk.low.subarray(from, to));
    return { time, open: walk.open[from] ?? 0, high, low, close: walk.close[to - 1] ?? 0, volume: 1 };
  });
  const second = first.map((bar) => {
    stray = 0.7 * stray + (uniform() - 0.5) * 0.01;
    const scale = Math.exp(stray) * 0.5;
    return { ...bar, open: bar.open * scale, high: bar.high * scale, low: bar.low * scale, close: bar.close * scale };
  });
  const traded = (symbol: string, rows: typeof first): TradedInstrument => {
    const bars = barColumnsOf(rows);
    const base = { bars, ...closesOf(bars.time, "5m", calendar) };
    const series = { "1h": longer(base, 60 * 60_000), "1d": longer(base, DAY_MS) };
    return { symbol, base, terms: DEFAULT_TERMS, ...(name === "three-step" ? { series } : {}) };
  };
  return [traded("ONE", first), traded("TWO", second)];
}
const STEP_MS = 5 * 60_000;

/** Bars joined by the clock: what they are joined by does not matter here, only that both strategies are shown the same. */
function longer({ bars, closeMs }: TimedBars, lengthMs: number): TimedBars {
  const groups = new Map<number, number[]>();
  for (let at = 0; at < barCount(bars); at += 1) {
    const group = Math.floor((bars.time[at] ?? 0) / lengthMs);
    groups.set(group, [...(groups.get(group) ?? []), at]);
  }
  const parts = [...groups.values()];
  const joined: BarColumns = barColumnsOf(
    parts.map((part) => ({
      time: bars.time[part[0] ?? 0] ?? 0,
      open: bars.open[part[0] ?? 0] ?? 0,
      high: Math.max(...part.map((at) => bars.high[at] ?? 0)),
      low: Math.min(...part.map((at) => bars.low[at] ?? 0)),
      close: bars.close[part.at(-1) ?? 0] ?? 0,
      volume: part.length,
    })),
  );
  return { bars: joined, closeMs: Float64Array.from(parts, (part) => closeMs[part.at(-1) ?? 0] ?? 0) };
}

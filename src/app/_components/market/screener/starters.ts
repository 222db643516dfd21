import type { DraftCondition, DraftOperand } from "@/modules/data";

/** Screens that people begin with: real conditions that fill the builder. Their names and reasons are texts of the page. */

const close: DraftOperand = { kind: "price", field: "close", barsAgo: 0, times: 1 };
const volume: DraftOperand = { kind: "price", field: "volume", barsAgo: 0, times: 1 };
const value = (number: number): DraftOperand => ({ kind: "value", value: number });
const indicator = (name: string, params: Readonly<Record<string, number>>, line = name): DraftOperand => ({
  kind: "indicator",
  name,
  params,
  line,
  barsAgo: 0,
  times: 1,
});
const sma = (length: number) => indicator("sma", { length });
const MACD = { fast: 12, slow: 26, signal: 9 };
/** Sessions of a year. */
const YEAR = 252;

export const STARTERS = {
  /** The channel is made of the bars before the newest, so a close above it is a new high. */
  yearHigh: {
    kind: "compare",
    left: close,
    is: "above",
    right: indicator("donchian", { length: YEAR }, "upper"),
  },
  pullback: {
    kind: "all",
    of: [
      { kind: "compare", left: indicator("rsi", { length: 14 }), is: "below", right: value(30) },
      { kind: "compare", left: close, is: "above", right: sma(200) },
    ],
  },
  goldenCross: { kind: "compare", left: sma(50), is: "crosses_above", right: sma(200) },
  volumeSurge: {
    kind: "compare",
    left: volume,
    is: "at_least",
    right: { kind: "average_volume", bars: 20, barsAgo: 1, times: 3 },
  },
  momentum: {
    kind: "all",
    of: [
      { kind: "compare", left: indicator("macd", MACD), is: "crosses_above", right: indicator("macd", MACD, "signal") },
      { kind: "compare", left: indicator("macd", MACD), is: "below", right: value(0) },
    ],
  },
  selloff: {
    kind: "all",
    of: [
      { kind: "compare", left: { kind: "change", bars: 5, barsAgo: 0, times: 1 }, is: "at_most", right: value(-10) },
      {
        kind: "any",
        of: [
          {
            kind: "compare",
            left: close,
            is: "below",
            right: indicator("bollinger", { length: 20, multiplier: 2 }, "lower"),
          },
          { kind: "compare", left: indicator("rsi", { length: 2 }), is: "below", right: value(10) },
        ],
      },
    ],
  },
} as const satisfies Readonly<Record<string, DraftCondition>>;

export type StarterName = keyof typeof STARTERS;
export const STARTER_NAMES = [
  "yearHigh",
  "pullback",
  "goldenCross",
  "volumeSurge",
  "momentum",
  "selloff",
] as const satisfies readonly StarterName[];

import type { ScreenComparison, ScreenOperand } from "@/modules/data";
import type { RuleStrategy } from "./rule-strategy";

/** Rules to begin with: three are the built-in strategies of the same idea, written as conditions. */

const close: ScreenOperand = { kind: "price", field: "close", barsAgo: 0, times: 1 };
const value = (level: number): ScreenOperand => ({ kind: "value", value: level });
const indicator = (name: string, params: Readonly<Record<string, number>>, line = name): ScreenOperand => ({
  kind: "indicator",
  name,
  params,
  line,
  barsAgo: 0,
  times: 1,
});
const compare = (left: ScreenOperand, is: ScreenComparison["is"], right: ScreenOperand): ScreenComparison => ({
  kind: "compare",
  left,
  is,
  right,
});

/** Each begins long only, without anything beside its conditions. */
const PLAIN = {
  format: 1,
  short: null,
  stop: null,
  target: null,
  trail: null,
  size: { kind: "fixed", quantity: 10 },
} as const;

const parameter = (name: string, label: string, minimum: number, maximum: number, at: readonly string[]) => ({
  name,
  label,
  minimum,
  maximum,
  at: [...at],
});

const QUANTITY = parameter("quantity", "Quantity", 1e-8, 1e9, ["size.quantity"]);
const [FAST, SLOW] = [indicator("sma", { length: 10 }), indicator("sma", { length: 30 })];
const RSI = indicator("rsi", { length: 14 });
const bollinger = (line: string) => indicator("bollinger", { length: 20, multiplier: 2 }, line);

export const RULE_EXAMPLES = {
  averageCross: {
    ...PLAIN,
    title: "Moving average cross",
    description: "Buys when the fast average of closes rises above the slow one and sells when it falls below.",
    category: "trend",
    source:
      "Brock, Lakonishok and LeBaron 1992, Simple Technical Trading Rules and the Stochastic Properties of Stock Returns",
    long: { entry: compare(FAST, "crosses_above", SLOW), exit: compare(FAST, "crosses_below", SLOW) },
    parameters: [
      parameter("fast", "Fast average", 1, 500, ["long.entry.left.params.length", "long.exit.left.params.length"]),
      parameter("slow", "Slow average", 2, 1_000, ["long.entry.right.params.length", "long.exit.right.params.length"]),
      QUANTITY,
    ],
  },
  rsiReversion: {
    ...PLAIN,
    title: "RSI reversion",
    description: "Buys after a fall, when the relative strength index is low, and sells once it has recovered.",
    category: "reversion",
    source: "Wilder 1978, New Concepts in Technical Trading Systems",
    long: { entry: compare(RSI, "below", value(30)), exit: compare(RSI, "above", value(55)) },
    parameters: [
      parameter("length", "RSI length", 1, 500, ["long.entry.left.params.length", "long.exit.left.params.length"]),
      parameter("oversold", "Buy below", 0, 100, ["long.entry.right.value"]),
      parameter("exit", "Sell above", 0, 100, ["long.exit.right.value"]),
      QUANTITY,
    ],
  },
  bollingerReversion: {
    ...PLAIN,
    title: "Bollinger reversion",
    description: "Buys a close under the lower Bollinger band and sells at a close back at the average.",
    category: "reversion",
    source: "Bollinger 2001, Bollinger on Bollinger Bands",
    long: {
      entry: compare(close, "below", bollinger("lower")),
      exit: compare(close, "at_least", bollinger("middle")),
    },
    parameters: [
      parameter("length", "Band length", 2, 500, ["long.entry.right.params.length", "long.exit.right.params.length"]),
      parameter("width", "Band width", 0.1, 10, [
        "long.entry.right.params.multiplier",
        "long.exit.right.params.multiplier",
      ]),
      QUANTITY,
    ],
  },
  pullback: {
    ...PLAIN,
    title: "Pullback in a rising market",
    description:
      "Buys a fall within a rising trend, with a stop measured in volatility and a target three times as far.",
    category: "reversion",
    source: "Connors and Alvarez 2009, Short Term Trading Strategies That Work",
    long: {
      entry: {
        kind: "all",
        of: [compare(RSI, "crosses_below", value(30)), compare(close, "above", indicator("sma", { length: 200 }))],
      },
      exit: compare(RSI, "above", value(65)),
    },
    stop: { kind: "atr", length: 14, times: 2 },
    target: { kind: "reward", times: 3 },
    size: { kind: "risk", percent: 1, wholeUnits: false },
    parameters: [
      parameter("oversold", "Buy when the RSI crosses below", 1, 60, ["long.entry.of[0].right.value"]),
      parameter("stop", "Stop in average true ranges", 0.5, 10, ["stop.times"]),
      parameter("reward", "Target in times the risk", 0.5, 10, ["target.times"]),
    ],
  },
} as const satisfies Readonly<Record<string, RuleStrategy>>;

export type RuleExampleName = keyof typeof RULE_EXAMPLES;

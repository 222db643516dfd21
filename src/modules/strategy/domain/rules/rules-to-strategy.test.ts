import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BarColumns, sliceBars } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { findDifference } from "../analysis/look-ahead";
import { type BacktestResult, runBacktest } from "../backtest";
import { findStrategy } from "../catalog";
import { offeredRange } from "../search/space";
import { makeSeededBars } from "../seeded-bars";
import type { StrategyDefinition } from "../strategy";
import { checkRules } from "./check-rules";
import { RULE_EXAMPLES, type RuleExampleName } from "./rule-examples";
import { rulesToStrategy } from "./rules-to-strategy";

const TEN_BPS = { commission: { kind: "percent", rate: 0.001 } } as const;

function run(strategy: StrategyDefinition, params: unknown, bars: BarColumns): BacktestResult {
  const prepared = strategy.prepare(params);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
  const broker = { ...DEFAULT_BROKER, ...TEN_BPS };
  return runBacktest({ run: prepared.value.start(), bars, broker, terms: DEFAULT_TERMS });
}

function ruled(given: unknown): StrategyDefinition {
  const checked = checkRules(given);
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  return rulesToStrategy(checked.value, { name: "ruled", version: "1" });
}

function builtIn(name: string): StrategyDefinition {
  const found = findStrategy(name);
  if (!found.ok) throw new Error(name);
  return found.value;
}

/** Prices in cents: averages of them tie often. */
function inCents(bars: BarColumns): BarColumns {
  const cents = (column: Float64Array) => column.map((price) => Math.round(price * 20) / 20);
  return { ...bars, open: cents(bars.open), high: cents(bars.high), low: cents(bars.low), close: cents(bars.close) };
}

describe("a rule and the built-in strategy of the same idea", () => {
  const bars = makeSeededBars(6_000);
  it.each([
    ["averageCross", "sma-cross", {}, {}],
    ["averageCross", "sma-cross", { fast: 3, slow: 9 }, { fast: 3, slow: 9 }],
    ["rsiReversion", "rsi-reversion", {}, {}],
    ["rsiReversion", "rsi-reversion", { length: 5, oversold: 22.5 }, { length: 5, oversold: 22.5 }],
    ["bollingerReversion", "bollinger-reversion", {}, {}],
    ["bollingerReversion", "bollinger-reversion", { width: 1.5 }, { multiplier: 1.5 }],
  ] as const)("%s and %s with %o give the same bits", (example, name, asRule, asBuiltIn) => {
    for (const each of [bars, inCents(bars)]) {
      const [one, other] = [run(ruled(RULE_EXAMPLES[example]), asRule, each), run(builtIn(name), asBuiltIn, each)];
      expect(one.fills.bar.length).toBeGreaterThan(10);
      expect(one.fills).toEqual(other.fills);
      expect(one.equity).toEqual(other.equity);
    }
  });

  it("has its parameters, bounds and warm-up", () => {
    const rule = ruled(RULE_EXAMPLES.averageCross);
    expect(rule.fields.map(({ name, type, default: usual }) => [name, type, usual])).toEqual([
      ["fast", "integer", 10],
      ["slow", "integer", 30],
      ["quantity", "number", 10],
    ]);
    const prepared = rule.prepare({ slow: 50 });
    expect(prepared.ok && prepared.value.warmUpBars).toBe(51);
    expect(rule.fields.map(offeredRange)[0]).toMatchObject({ kind: "range" });
    expect(ruled({ ...RULE_EXAMPLES.averageCross, parameters: [] }).fields).toEqual([]);
  });

  it("refuses a parameter out of its bounds, of no name, and numbers that do not go together, at the parameter", () => {
    const refuse = (rule: StrategyDefinition, params: unknown) => {
      const prepared = rule.prepare(params);
      return prepared.ok || prepared.error.kind !== "strategy.params_invalid" ? [] : prepared.error.issues;
    };
    const rule = ruled(RULE_EXAMPLES.averageCross);
    expect(refuse(rule, { fast: 0 })).toEqual([{ path: "fast", message: "a whole number from 1 to 500" }]);
    expect(refuse(rule, { quick: 1 })).toEqual([
      { path: "quick", message: "no such parameter; there are fast, slow, quantity" },
    ]);
    const both = {
      ...RULE_EXAMPLES.pullback,
      short: RULE_EXAMPLES.pullback.long,
      target: { kind: "percent", percent: 50 },
      parameters: [{ name: "gain", label: "Gain", at: ["target.percent"], minimum: 1, maximum: 500 }],
    };
    expect(refuse(ruled(both), { gain: 100 })[0]).toMatchObject({ path: "gain" });
  });
});

interface AnyRule {
  readonly base: (typeof RULE_EXAMPLES)[RuleExampleName];
  readonly twoSided: boolean;
}

describe("any rule", () => {
  const anyRule = fc.record({
    base: fc.constantFrom(...Object.values(RULE_EXAMPLES)),
    twoSided: fc.boolean(),
    stop: fc.constantFrom(
      { kind: "percent", percent: 0.1 },
      { kind: "atr", length: 5, times: 2 },
      { kind: "extreme", bars: 8 },
    ),
    target: fc.constantFrom(null, { kind: "percent", percent: 0.2 }, { kind: "reward", times: 2 }),
    trail: fc.constantFrom(null, { kind: "percent", percent: 0.1 }, { kind: "atr", length: 7, times: 1.5 }),
    size: fc.constantFrom(
      { kind: "fixed", quantity: 3 },
      { kind: "equity", percent: 50, wholeUnits: true },
      { kind: "risk", percent: 1, wholeUnits: false },
    ),
  });
  const written = ({ base, twoSided, ...plan }: AnyRule) => {
    const { entry, exit } = base.long;
    return ruled({ ...base, ...plan, parameters: [], short: twoSided ? { entry: exit, exit: entry } : null });
  };
  const bars = makeSeededBars(600);

  it("decides the same before a cut when the bars after it are not there", () => {
    fc.assert(
      fc.property(anyRule, fc.integer({ min: 2, max: 599 }), (rule, cut) => {
        const strategy = written(rule);
        const [whole, part] = [run(strategy, {}, bars), run(strategy, {}, sliceBars(bars, 0, cut))];
        expect(findDifference(whole, part, cut)).toBeNull();
      }),
      { numRuns: 30 },
    );
  });

  it("gives the same bits each time, and never holds more than one entry", () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        const strategy = written(rule);
        const result = run(strategy, {}, bars);
        expect(run(strategy, {}, bars)).toEqual(result);
        // Every fill either starts from flat, or ends there: nothing is added to a position.
        result.fills.positionAfter.forEach((after, fill) => {
          const before = fill === 0 ? 0 : (result.fills.positionAfter[fill - 1] ?? 0);
          expect(before === 0 || after === 0).toBe(true);
        });
      }),
      { numRuns: 30 },
    );
  });
});

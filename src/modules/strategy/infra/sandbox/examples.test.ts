import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type BarColumns, barColumnsOf, barCount, calendarOf, DAY_MS } from "@/modules/data";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../../domain/backtest";
import { portfolioCatalog, strategyCatalog } from "../../domain/catalog";
import type { StrategyFacts } from "../../domain/own/own-strategy";
import { closesOf } from "../../domain/portfolio/bar-closes";
import type { TimedBars, TradedInstrument } from "../../domain/portfolio/market";
import { runPortfolioBacktest } from "../../domain/portfolio/portfolio-backtest";
import { makeSeededBars, makeUniform } from "../../domain/seeded-bars";
import { codeKind } from "./code-kind";
import { openCode, openPortfolioCode } from "./code-strategy";
import { compileSource } from "./compile";
import { describeCode } from "./describe-code";
import { EXAMPLES } from "./sdk-text";
import { loadSandbox } from "./vm";
import { makeAskFile } from "./vm-ask";

beforeAll(loadSandbox);
const ask = makeAskFile();

const TEN_BPS = { commission: { kind: "percent", rate: 0.001 } } as const;
const BROKER = { ...DEFAULT_BROKER, ...TEN_BPS };

const versions = new Map<
  string,
  { readonly name: string; readonly version: string; readonly compiled: string; readonly facts: StrategyFacts }
>();
async function open(name: string) {
  const known = versions.get(name);
  if (known !== undefined) return known;
  const source = EXAMPLES.find((example) => example.name === name)?.source ?? "";
  const { compiled, diagnostics } = await compileSource(source);
  expect(diagnostics).toEqual([]);
  const described = describeCode(compiled ?? "", ask);
  if (described.facts === null) throw new Error(JSON.stringify(described.faults));
  const version = { name: `${name}@1`, version: "1", compiled: compiled ?? "", facts: described.facts };
  versions.set(name, version);
  return version;
}

const value = <T>(result: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
};

describe("an example", () => {
  it("is there for each idea, and says of itself what the list says", async () => {
    expect(EXAMPLES.map(({ name }) => name)).toEqual([
      "bollinger-reversion",
      "dual-momentum",
      "opening-range",
      "pairs",
      "rsi-reversion",
      "sma-cross",
      "three-step",
      "turtle",
    ]);
    for (const { name, title, category, description } of EXAMPLES) {
      expect((await open(name)).facts).toMatchObject({ title, category, description });
    }
  });

  it("passes the whole check that a person's source passes", async () => {
    const { made, diagnostics } = await codeKind.check(EXAMPLES.find(({ name }) => name === "turtle")?.source ?? "");
    expect(diagnostics).toEqual([]);
    expect(made?.facts.parameters.map(({ name }) => name)).toEqual(["entry", "exit", "atr", "stop", "risk"]);
  });

  it.each(["sma-cross", "rsi-reversion", "bollinger-reversion", "turtle"])(
    "%s gives the bits of the built-in strategy of its name",
    async (name) => {
      const own = openCode(await open(name), ask);
      const builtIn = strategyCatalog.find((strategy) => strategy.name === name);
      expect(own.fields.map((field) => [field.name, field.type, field.default, field.minimum, field.maximum])).toEqual(
        builtIn?.fields.map((field) => [field.name, field.type, field.default, field.minimum, field.maximum]),
      );
      fc.assert(
        fc.property(
          fc.integer(),
          fc.integer({ min: 2, max: 40 }),
          fc.integer({ min: 200, max: 1_500 }),
          (seed, length, count) => {
            const bars = makeSeededBars(count, seed);
            const raw = { "sma-cross": { fast: length - 1, slow: length }, turtle: { entry: length } }[name] ?? {
              length,
            };
            const run = (definition: typeof own) =>
              runBacktest({ run: value(definition.prepare(raw)).start(), bars, broker: BROKER, terms: DEFAULT_TERMS });
            expect(run(own)).toEqual(run(builtIn ?? own));
          },
        ),
        { numRuns: 8 },
      );
      // Something was traded: equal because both do nothing would prove nothing.
      const bars = makeSeededBars(2_000);
      const some = runBacktest({ run: value(own.prepare({})).start(), bars, broker: BROKER, terms: DEFAULT_TERMS });
      expect(some.fills.bar.length).toBeGreaterThan(4);
    },
  );

  it.each([
    ["dual-momentum", { lookback: 30, rebalance: 10 }],
    ["pairs", { window: 40, entry: 1 }],
    ["opening-range", {}],
    ["three-step", { regime: 3, confirm: 40 }],
  ])("%s gives the bits of the built-in strategy of its name", async (name, raw) => {
    const version = await open(name);
    const own = openPortfolioCode(version, ask);
    const builtIn = portfolioCatalog.find((strategy) => strategy.name === name);
    if (builtIn === undefined) throw new Error(name);
    expect([own.instruments, own.series]).toEqual([builtIn.instruments, builtIn.series]);
    const instruments = market(name);
    const symbols = instruments.map(({ symbol }) => symbol);
    const run = (definition: typeof own) =>
      runPortfolioBacktest({ run: value(definition.prepare(raw)).start(symbols), instruments, broker: BROKER });
    const mine = run(own);
    expect(mine).toEqual(run(builtIn));
    expect(mine.instruments.reduce((fills, each) => fills + each.fills.bar.length, 0)).toBeGreaterThan(4);
  });
});

/** Two instruments that belong together: the second strays from the first and comes back. In sessions of New York. */
function market(name: string): readonly TradedInstrument[] {
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

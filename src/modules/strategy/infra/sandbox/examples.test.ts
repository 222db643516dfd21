import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../../domain/backtest";
import { portfolioCatalog, strategyCatalog } from "../../domain/catalog";
import { runPortfolioBacktest } from "../../domain/portfolio/portfolio-backtest";
import { makeSeededBars } from "../../domain/seeded-bars";
import { exampleMarket } from "../../testing/example-market";
import { openExample } from "../../testing/open-example";
import { codeKind } from "./code-kind";
import { openCode, openPortfolioCode } from "./code-strategy";
import { EXAMPLES } from "./sdk-text";
import { loadSandbox, openInSandbox } from "./vm";
import { makeAskFile } from "./vm-ask";

beforeAll(loadSandbox);
const ask = makeAskFile(openInSandbox);

const TEN_BPS = { commission: { kind: "percent", rate: 0.001 } } as const;
const BROKER = { ...DEFAULT_BROKER, ...TEN_BPS };

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
      expect((await openExample(name, ask)).facts).toMatchObject({ title, category, description });
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
      const own = openCode(await openExample(name, ask), ask);
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
    const version = await openExample(name, ask);
    const own = openPortfolioCode(version, ask);
    const builtIn = portfolioCatalog.find((strategy) => strategy.name === name);
    if (builtIn === undefined) throw new Error(name);
    expect([own.instruments, own.series]).toEqual([builtIn.instruments, builtIn.series]);
    const instruments = exampleMarket(name);
    const symbols = instruments.map(({ symbol }) => symbol);
    const run = (definition: typeof own) =>
      runPortfolioBacktest({ run: value(definition.prepare(raw)).start(symbols), instruments, broker: BROKER });
    const mine = run(own);
    expect(mine).toEqual(run(builtIn));
    expect(mine.instruments.reduce((fills, each) => fills + each.fills.bar.length, 0)).toBeGreaterThan(4);
  });
});

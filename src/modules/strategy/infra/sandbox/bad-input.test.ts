import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_BROKER, DEFAULT_TERMS, ORDER_STATUSES } from "@/modules/execution";
import { runBacktest } from "../../domain/backtest";
import { checkSearch } from "../../domain/search";
import { makeSeededBars } from "../../domain/seeded-bars";
import { StrategyFault } from "../../domain/strategy-fault";
import { openCode } from "./code-strategy";
import { compileSource } from "./compile";
import { describeCode } from "./describe-code";
import { loadSandbox, SANDBOX_LIMITS, StrategyVm } from "./vm";
import { makeAskFile } from "./vm-ask";

beforeAll(loadSandbox);

/** So little time that a loop is stopped at once; only loops run in it, for a busy machine may take longer over anything. */
const IMPATIENT = makeAskFile((compiled) => new StrategyVm(compiled, { ...SANDBOX_LIMITS, callMs: 20 }));
/** Everything else has all the time that a busy machine takes. */
const PATIENT = { ...SANDBOX_LIMITS, callMs: 60_000, bootMs: 60_000, runMs: 600_000, lines: 100 };
const ASK = makeAskFile((compiled) => new StrategyVm(compiled, PATIENT));
const BARS = makeSeededBars(100);

/** What `onBar`, which begins on line 3, comes to. */
async function outcomeOf(body: string, ask = ASK) {
  const { compiled } = await compileSource(`import { defineStrategy, note } from "bifrost";
export default defineStrategy({ title: "Bad", description: "", category: "other", parameters: {}, warmUpBars: () => 0,
  onBar({ bar, desk }: any) { ${body} } });`);
  const described = describeCode(compiled ?? "", ASK);
  if (described.facts === null) throw new Error(JSON.stringify(described.faults));
  const prepared = openCode(
    { name: "bad@1", version: "1", compiled: compiled ?? "", facts: described.facts },
    ask,
  ).prepare({});
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
  try {
    const { fills, orders } = runBacktest({
      run: prepared.value.start(),
      bars: BARS,
      broker: DEFAULT_BROKER,
      terms: DEFAULT_TERMS,
    });
    return { filled: fills.bar.length, states: [...orders.status].map((code) => ORDER_STATUSES[code]) };
  } catch (error) {
    if (!(error instanceof StrategyFault)) throw error;
    return error.message;
  }
}

describe("bad input of research: a strategy that", () => {
  it.each([
    ["throws", "throw new Error('enough');", "line 3: enough"],
    ["asks for data that is not there", "desk.series('1d').close;", 'line 3: there is no series "1d"'],
    ["divides by zero", "desk.targetWeight(1 / (bar.index * 0));", "line 3: a weight is a number, was Infinity"],
    ["returns NaN", "desk.buy(Number('none'));", "line 3: a quantity is a number, was NaN"],
    ["prints a million lines", "for (let i = 0; i < 1e6; i += 1) console.log(i);", "line 3: it wrote more than"],
    [
      "allocates without end",
      "const all = []; for (;;) all.push(new Float64Array(1e6));",
      "line 3: it took more memory",
    ],
  ])("%s ends with its line, and the next one runs", async (_, body, message) => {
    expect(await outcomeOf(body)).toContain(message);
    expect(await outcomeOf("if (bar.index === 3) desk.buy(2);")).toMatchObject({ filled: 1 });
  });

  it("loops ends with its line, and the next one runs", async () => {
    expect(await outcomeOf("for (;;) { }", IMPATIENT)).toContain("line 3: it took too long");
    expect(await outcomeOf("if (bar.index === 3) desk.buy(2);")).toMatchObject({ filled: 1 });
  });

  it("never trades, trades every bar or orders more than the cash runs to its end, and its orders say what became of them", async () => {
    expect(await outcomeOf("")).toEqual({ filled: 0, states: [] }); // a finding of the analyst: never_traded
    expect(await outcomeOf("if (desk.position > 0) desk.sell(1); else desk.buy(1);")).toMatchObject({ filled: 99 });
    expect(await outcomeOf("if (bar.index === 0) desk.buy(1e9);")).toEqual({ filled: 0, states: ["rejected"] });
  });
});

// Dates outside the data are refused before a strategy is asked: `backtest.int.test.ts`.
describe("bad input of research: a search", () => {
  it("of 10^9 combinations is refused, with how many there may be", () => {
    const thousand = { kind: "range", from: 1, to: 1_000, step: 1 } as const;
    const asked = checkSearch({
      strategy: "sma-cross",
      symbol: "SEED",
      resolution: "1d",
      from: null,
      to: null,
      adjustment: "raw",
      cash: 100_000,
      commissionPercent: 0.1,
      slippageBps: 1,
      ranges: { fast: thousand, slow: thousand, quantity: thousand },
      constraints: [],
      method: { kind: "grid" },
      seed: 1,
      objective: "sharpe",
      minTrades: 10,
      walkForward: null,
    });
    expect(asked).toMatchObject({ error: { kind: "search.grid_too_large", points: 1e9, limit: 100_000 } });
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../../domain/backtest";
import { portfolioCatalog, strategyCatalog } from "../../domain/catalog";
import { runPortfolioBacktest } from "../../domain/portfolio/portfolio-backtest";
import { makeSeededBars } from "../../domain/seeded-bars";
import { StrategyFault } from "../../domain/strategy-fault";
import { exampleMarket } from "../../testing/example-market";
import { openCode, openPortfolioCode } from "./code-strategy";
import { CODE_LIMITS } from "./code-vm";
import { compileSource, scriptOf } from "./compile";
import { describeCode } from "./describe-code";
import { NativeVm } from "./native-vm";
import { EXAMPLES } from "./sdk-text";
import { loadSandbox, openInSandbox } from "./vm";
import { type AskFile, makeAskFile } from "./vm-ask";

beforeAll(loadSandbox);
const sandbox = makeAskFile(openInSandbox);
/** All the time that a busy machine takes: what is tried here ends for another reason. */
const PATIENT = { ...CODE_LIMITS, callMs: 60_000, bootMs: 60_000, runMs: 600_000 };
const native = makeAskFile((script) => new NativeVm(script, undefined, PATIENT));

const BARS = makeSeededBars(300);

const source = (body: string, top = "") => `import { custom, defineStrategy, note, random, sma, z } from "bifrost";
${top}
export default defineStrategy({ onBar({ bar, desk, indicators, market, params, state }: any) {
${body}
  }, title: "Tried", description: "", category: "other", parameters: {}, warmUpBars: () => 0 });`;

async function open(text: string, ask: AskFile) {
  const { compiled } = await compileSource(text);
  if (compiled === null) throw new Error("it compiles");
  const code = ask === native ? await scriptOf(compiled) : compiled;
  const described = describeCode(code, ask);
  if (described.facts === null) throw new Error(JSON.stringify(described.faults));
  return { name: "tried@1", version: "1", compiled: code, facts: described.facts };
}
async function runOf(text: string, ask: AskFile) {
  const prepared = openCode(await open(text, ask), ask).prepare({});
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
  const run = prepared.value.start();
  const result = runBacktest({ run, bars: BARS, broker: DEFAULT_BROKER, terms: DEFAULT_TERMS });
  return { result, notes: run.notes };
}
async function faultOf(body: string, ask = native) {
  try {
    await runOf(source(body), ask);
  } catch (error) {
    if (error instanceof StrategyFault) return error.facts;
    throw error;
  }
  throw new Error("it ran to its end");
}
/** What an expression is inside, as text. */
const seen = async (expression: string, ask = native, top = "") => {
  const body = `if (bar.index > 0) return;\ntry { note(String(${expression})); } catch (error) { note("threw " + String(error)); }`;
  return (await runOf(source(body, top), ask)).notes?.[0]?.text ?? "";
};
const exampleNamed = (name: string) => EXAMPLES.find((example) => example.name === name)?.source ?? "";

describe("a strategy at the speed of the processor gives the bits of the sandbox", () => {
  it.each(["sma-cross", "rsi-reversion", "bollinger-reversion", "turtle"])("%s", async (name) => {
    const builtIn = strategyCatalog.find((strategy) => strategy.name === name);
    const own = openCode(await open(exampleNamed(name), native), native);
    const bars = makeSeededBars(1_000, 3);
    const run = (definition: typeof own) => {
      const prepared = definition.prepare({});
      if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
      return runBacktest({ run: prepared.value.start(), bars, broker: DEFAULT_BROKER, terms: DEFAULT_TERMS });
    };
    expect(run(own).fills.bar.length).toBeGreaterThan(2);
    expect(run(own)).toEqual(run(builtIn ?? own));
  });

  it.each([
    ["dual-momentum", { lookback: 30, rebalance: 10 }],
    ["pairs", { window: 40, entry: 1 }],
    ["opening-range", {}],
    ["three-step", { regime: 3, confirm: 40 }],
  ])("%s", async (name, raw) => {
    const builtIn = portfolioCatalog.find((strategy) => strategy.name === name);
    const own = openPortfolioCode(await open(exampleNamed(name), native), native);
    const instruments = exampleMarket(name);
    const run = (definition: typeof own) => {
      const prepared = definition.prepare(raw);
      if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
      const symbols = instruments.map(({ symbol }) => symbol);
      return runPortfolioBacktest({ run: prepared.value.start(symbols), instruments, broker: DEFAULT_BROKER });
    };
    expect(run(own)).toEqual(run(builtIn ?? own));
  });

  it("in chance, rounding, own indicators, and what is written", async () => {
    const text = `import { custom, defineStrategy, note, random } from "bifrost";
export default defineStrategy({ title: "T", description: "", category: "other", parameters: {}, warmUpBars: () => 0,
  state: () => ({ sum: 0.1, seen: [] as number[] }),
  indicators: () => ({ range: custom(() => ({ high, low }) => high - low) }),
  onFill(fill) { note(fill); },
  onBar({ bar, desk, indicators, state }) {
    state.sum = Math.exp(Math.sin(state.sum) + Math.log1p(indicators.range) ** 1.3) % 7;
    state.seen.push(random());
    state.seen.sort((a, b) => a - b);
    Promise.resolve().then(() => { state.sum = 99; });
    desk.target(Math.round((state.seen[0] ?? 0) * 1e3 + Math.random() * 5 - state.sum));
    if (bar.index % 50 === 0) note("\\u{1f600} " + state.sum + " a\\0b");
  } });`;
    const [mine, theirs] = [await runOf(text, native), await runOf(text, sandbox)];
    expect(mine).toEqual(theirs);
    expect(mine.result.fills.bar.length).toBeGreaterThan(50);
  });
});

describe("a strategy at the speed of the processor that breaks a rule", () => {
  it.each([
    ["threw", "if (bar.index === 5) throw new Error('enough');", { message: "enough", line: 4, bar: 5 }],
    ["threw", "const nothing: any = null;\nnothing.far;", { line: 5 }],
    ["threw", "throw { get message() { throw new Error('twice'); } };", { line: null }],
    ["threw", "new Array(1e6).fill(1);", { line: 4 }],
    ["order", "\ndesk.buy(NaN);", { message: "a quantity is a number, was NaN", line: 5 }],
    ["order", "for (let i = 0; i < 2000; i += 1) desk.buy(1);", { line: 4 }],
    ["stack", "const deep = (): number => deep() + 1;\ndeep();", { line: 4 }],
    ["memory", "let text = 'x';\nfor (;;) text += text;", { line: 5 }],
    ["log", "for (let i = 0; i < 1e6; i += 1) note('again');", { bar: 0 }],
    ["log", "try { for (let i = 0; i < 1e6; i += 1) note('again'); } catch { }", { bar: 0 }],
  ] as const)("ends its run as %s: %s", async (reason, body, facts) => {
    expect(await faultOf(body)).toMatchObject({ reason, ...facts });
  });

  it("is stopped after the call that took too long, and after too many orders", async () => {
    const { compiled } = await open(source("desk.buy(1);"), native);
    const layout = { symbols: ["ONE"], series: [], indicators: [], slots: 0, params: {}, seed: 1, state: null };
    const walk = (limits: Partial<typeof CODE_LIMITS>) => {
      const vm = new NativeVm(compiled, undefined, { ...CODE_LIMITS, ...limits });
      vm.start(layout);
      vm.input.fill(0).set([2], 3);
      return vm;
    };
    const many = walk({ orders: 3 });
    expect([many.step(), many.step(), many.step()]).toEqual([1, 1, 1]);
    expect(() => many.step()).toThrow("more than 3 orders");
    expect(() => walk({ callMs: -1 }).step()).toThrow("it took too long");
    expect(() => walk({ runMs: -1 })).toThrow("it took too long");
  });
});

describe("inside the context, which is no wall but closed as well as can be", () => {
  it("has the names that the sandbox has, and no more", async () => {
    const names = "Reflect.ownKeys(globalThis).filter((name) => typeof name === 'string')";
    const theirs = async (from: number) => (await seen(`${names}.slice(${from}, ${from + 15})`, sandbox)).split(",");
    const known = (await Promise.all([0, 15, 30, 45, 60, 75].map(theirs))).flat();
    const more = `${names}.filter((name) => !KNOWN.includes(String(name)))`;
    expect(known).toContain("Float64Array");
    expect(await seen(more, native, `const KNOWN = ${JSON.stringify(known)};`)).toBe("");
  });

  it.each([
    "(() => {}).constructor('return 1')()",
    "(async () => {}).constructor('return 1')",
    "(function* () {}).constructor('return 1')",
    "new Function('return 1')()",
    "eval('1')",
    "(0, eval)('1')",
    "Reflect.construct(Function, ['return 1'])",
    "desk.constructor.constructor('return process')()",
    "note.constructor('return process')()",
    "console.log.constructor('return process')()",
    "Math.log.constructor('return process')()",
    "(globalThis as any).constructor.constructor('return process')()",
    "Object.getPrototypeOf(Object.getPrototypeOf(globalThis)).constructor.constructor('return process')()",
    "(function (this: any) { return this.process.pid; }).call(undefined)",
    "(function () { return (arguments as any).callee.caller; })()",
    // A stack that is full inside a function of the host.
    "(() => { const deep = (): any => { Math.log(2); return deep(); }; try { return deep(); } catch (e: any) { return e.constructor.constructor('return process')(); } })()",
    "(() => { const deep = (): any => { try { return deep(); } catch (e: any) { Math.log(2); throw e; } }; try { return deep(); } catch (e: any) { return e.constructor.constructor('return process')(); } })()",
    "(market as any).instruments.push(1)",
    "(params as any).free = 1",
    "/a/.test('a')",
    "'a'.replace(/a/, 'b')",
    "(Error as any).captureStackTrace({})",
  ])("nothing is made of text and nothing of the host is reached: %s", async (expression) => {
    expect(await seen(expression)).toMatch(/^threw /u);
  });

  it("shows no frames of the host, whoever asks for them", async () => {
    const top = "try { (Error as any).prepareStackTrace = (_: any, frames: any) => frames; } catch { }";
    const frames = await seen(
      "typeof new Error('x').stack + (new Error('x').stack as any).includes?.('native-vm')",
      native,
      top,
    );
    expect(frames).toMatch(/^string/u);
    expect(
      await seen("Object.isFrozen(Error) || Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')?.writable"),
    ).toBe("false");
  });

  it("gives a script the SDK alone", async () => {
    expect(() => new NativeVm("module.exports = { default: require('node:fs') }")).toThrow('only "bifrost"');
    expect(() => new NativeVm("}); process.exit(1); (function () {")).toThrow("process is not defined");
  });

  it("changes nothing of the host, and none of the next run", async () => {
    const body =
      "(Object.prototype as any).mine = 1; (Array.prototype as any).push = () => 0; (Float64Array.prototype as any).fill = null;";
    await runOf(source(body), native);
    expect(({} as { mine?: number }).mine).toBeUndefined();
    expect(await seen("typeof ({} as any).mine + [].push.length")).toBe("undefined1");
  });
});

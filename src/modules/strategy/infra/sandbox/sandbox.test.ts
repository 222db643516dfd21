import { beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_BROKER, DEFAULT_TERMS } from "@/modules/execution";
import { runBacktest } from "../../domain/backtest";
import { makeSeededBars } from "../../domain/seeded-bars";
import { StrategyFault } from "../../domain/strategy-fault";
import { codeKind } from "./code-kind";
import { openCode } from "./code-strategy";
import { compileSource } from "./compile";
import { describeCode } from "./describe-code";
import { BAR, HEADER, LANE, laneStart, STEP } from "./layout";
import { SandboxRun } from "./sandbox-run";
import { loadSandbox, SANDBOX_LIMITS, StrategyVm } from "./vm";
import { makeAskFile } from "./vm-ask";

beforeAll(loadSandbox);
/** All the time that a busy machine takes: what is tried here ends for another reason. */
const PATIENT = { ...SANDBOX_LIMITS, callMs: 60_000, bootMs: 60_000, runMs: 600_000 };
const ask = makeAskFile((compiled) => new StrategyVm(compiled, PATIENT));

const BARS = makeSeededBars(300);

/** A strategy whose `onBar` begins on line 3; `top` stands on line 2. */
const source = (
  body: string,
  top = "",
  more = "",
) => `import { custom, defineStrategy, note, random, sma, z } from "bifrost";
${top}
export default defineStrategy({ onBar({ bar, desk, indicators, market, params, state }: any) {
${body}
  }, title: "Tried", description: "", category: "other", parameters: {}, warmUpBars: () => 0, ${more} });`;

async function compiledOf(text: string): Promise<string> {
  const { compiled, diagnostics } = await compileSource(text);
  if (compiled === null) throw new Error(JSON.stringify(diagnostics));
  return compiled;
}

async function openSource(text: string) {
  const compiled = await compiledOf(text);
  const described = describeCode(compiled, ask);
  if (described.facts === null) throw new Error(JSON.stringify(described.faults));
  return openCode({ name: "tried@1", version: "1", compiled, facts: described.facts }, ask);
}

async function start(body: string, top = "", more = "") {
  const prepared = (await openSource(source(body, top, more))).prepare({});
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.error));
  const run = prepared.value.start();
  if (!(run instanceof SandboxRun)) throw new Error("code runs in the sandbox");
  return run;
}

async function runOf(body: string, top = "", more = "") {
  const run = await start(body, top, more);
  const result = runBacktest({ run, bars: BARS, broker: DEFAULT_BROKER, terms: DEFAULT_TERMS });
  return { result, log: run.notes };
}

async function faultOf(body: string, top = "", more = "") {
  try {
    await runOf(body, top, more);
  } catch (error) {
    if (error instanceof StrategyFault) return error.facts;
    throw error;
  }
  throw new Error("it ran to its end");
}

const works = async () => (await runOf("if (bar.index === 3) desk.buy(2);")).result.fills.quantity[0];

describe("a strategy that breaks a rule", () => {
  it.each([
    ["threw", "if (bar.index === 5) throw new Error('enough');", { message: "enough", line: 4, bar: 5 }],
    ["threw", "const nothing: any = null;\nnothing.far;", { line: 5 }],
    ["order", "desk.buy(NaN);", { message: "a quantity is a number, was NaN", line: 4 }],
    ["order", "desk.buy(0);", { line: 4 }],
    ["order", "desk.sell(-1);", { line: 4 }],
    ["order", "desk.limit(1, Number.POSITIVE_INFINITY);", { line: 4 }],
    ["order", "desk.targetWeight(1 / 0);", { line: 4 }],
    ["order", "desk.submit({ type: 'stop', quantity: 1 });", { line: 4 }],
    ["order", "desk.submit({ type: 'nonsense', quantity: 1 });", { line: 4 }],
    ["order", "desk.submit({ type: 'market', quantity: 1, parent: 7 });", { line: 4 }],
    ["order", "desk.cancel(3);", { line: 4 }],
    ["order", "desk.bracket({ quantity: 1, stopPrice: 5, targetPrice: 4 });", { line: 4 }],
    ["order", "\nfor (let i = 0; i < 2000; i += 1) desk.buy(1);", { line: 5 }],
    ["order", "desk.series('1d');", { line: 4 }],
    ["stack", "const deep = (): number => deep() + 1;\ndeep();", { line: 4 }],
    ["memory", "const all: unknown[] = [];\nwhile (true) all.push(new Float64Array(1_000_000));", { line: 5 }],
    ["memory", "let text = 'x';\nwhile (true) text += text + Math.random();", { line: 5 }],
    ["log", "for (let i = 0; i < 1e6; i += 1) note('again');", { line: 4 }],
    ["log", "for (let i = 0; i < 1e6; i += 1) console.log('again');", { line: 4 }],
  ] as const)("ends its run as %s and names the line: %s", async (reason, body, facts) => {
    expect(await faultOf(body)).toMatchObject({ reason, ...facts });
    expect(await works()).toBe(2);
  });

  it("is stopped when it does not come back, and what it catches does not help it", async () => {
    for (const body of [
      "let i = 0;\nwhile (true) {\n  i += Math.abs(i);\n}",
      "for (;;) {\n  try { for (;;) [1].map((one) => one); } catch { }\n}",
    ]) {
      const vm = new StrategyVm(await compiledOf(source(body)), { ...LIMITS, callMs: 40 });
      vm.start(LAYOUT);
      vm.input[HEADER.call] = STEP.bar;
      expect(() => vm.step()).toThrow(/line [3-6]: it took too long/u);
      expect(() => new StrategyVm(`export default 1; ${body}`, { ...LIMITS, bootMs: 40 })).toThrow("it took too long");
    }
    expect(await works()).toBe(2);
  });

  it.each([
    "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);",
    "const long: number[] = []; long.length = 2 ** 32 - 1; long.includes(1);",
    "Array.prototype.fill.call({ length: 2 ** 53 - 1 }, 0);",
    "Array.prototype.reverse.call({ length: 2 ** 53 - 1 });",
    "[].concat({ length: 2 ** 53 - 1, [Symbol.isConcatSpreadable]: true } as any);",
    "'a'.repeat(3e6).indexOf('a'.repeat(1e6) + 'b');",
    "new Array(1e6).fill(1);",
  ])("cannot walk for ever inside one built-in function: %s", async (body) => {
    expect(await faultOf(body)).toMatchObject({ reason: "threw", line: 4 });
  });

  it("may take only so much time over all bars together", async () => {
    const compiled = await compiledOf(source("for (let i = 0; i < 1e5; i += 1) { }"));
    const vm = new StrategyVm(compiled, { ...LIMITS, runMs: 300 });
    vm.start(LAYOUT);
    const walk = () => {
      for (let bar = 0; bar < 1e5; bar += 1) {
        vm.input[HEADER.call] = STEP.bar;
        vm.step();
      }
    };
    expect(walk).toThrow(/too long/u);
  });

  it("may give only so many orders in all", async () => {
    const vm = new StrategyVm(await compiledOf(source("desk.buy(1);")), { ...LIMITS, orders: 3 });
    vm.start(LAYOUT);
    vm.input[HEADER.call] = STEP.bar;
    vm.input[laneStart(LAYOUT, 0) + LANE.bars + BAR.index] = 0;
    vm.input[laneStart(LAYOUT, 0) + LANE.nextOrder] = 0;
    expect([vm.step(), vm.step(), vm.step()]).toEqual([1, 1, 1]);
    expect(() => vm.step()).toThrow("more than 3 orders");
  });

  it("calls a parameter without a title by its name", async () => {
    const parameters = "parameters: { n: z.int().min(1).max(9).default(3) }";
    const { facts } = describeCode(await compiledOf(source("", "", parameters)), ask);
    expect(facts?.parameters).toMatchObject([{ name: "n", label: "n" }]);
  });

  it("says what is wrong with what it says of itself", async () => {
    const faults = async (more: string) => {
      const described = describeCode(await compiledOf(source("", "", more)), ask);
      return described.facts === null ? described.faults.map(({ message }) => message) : [];
    };
    expect(await faults("category: 'luck' as any")).toEqual([expect.stringContaining("category takes one of trend")]);
    expect(await faults("parameters: { n: z.int().default(3) }")).toContain(
      "parameters.n.minimum takes both bounds: .min(...).max(...)",
    );
    expect(await faults("parameters: { n: z.int().min(1).max(9).default(3).meta({ title: '' }) }")).toEqual([
      "parameters.n.title takes a title, or none: then its name is one",
    ]);
    expect(await faults("warmUpBars: () => NaN")).toHaveLength(1);
    expect(await faults("indicators: () => ({ a: sma(0) })")).toEqual([
      expect.stringContaining("indicators.a: params.length"),
    ]);
    expect(await faults("indicators: () => ({ a: sma(3).on('1d') })")).toEqual([
      expect.stringContaining("not declared in series"),
    ]);
    expect(await faults("check: () => [{ path: 'n', message: 'never' }] as any")).toEqual(["default of n takes never"]);
    expect(describeCode(await compiledOf("export default 5;"), ask).facts).toBeNull();
    expect(describeCode(await compiledOf("export default 10n ** 5n;"), ask).facts).toBeNull();
    const waits = "await new Promise(() => {}); export default 5;";
    expect(describeCode(await compiledOf(waits), ask).facts).toBeNull();
  });
});

describe("a source", () => {
  it.each([
    ["import fs from 'node:fs'; export default fs;", 1],
    ["\nexport * from './other';\nexport default 1;", 2],
    ["const made = import('node:fs');\nexport default made;", 1],
    ["export default require('fs');", 1],
    ["const broken = ;", 1],
  ])("is refused at its line: %s", async (text, line) => {
    const { compiled, diagnostics } = await compileSource(text);
    expect(compiled).toBeNull();
    expect(diagnostics[0]).toMatchObject({ line, severity: "error" });
  });

  it.each([
    ["Date.now()", 4, /a strategy has no Date/u],
    ["new Date(bar.time).getUTCHours()", 4, /a strategy has no Date/u],
    ["1)); const day: Date = new Date(); note(String(day", 4, /a strategy has no Date/u],
    ["/a/u.test(new RegExp('b', 'u').source)", 4, /a strategy has no RegExp/u],
  ])("what it does not have is told before it runs: %s", async (use, line, words) => {
    const { made, diagnostics } = await codeKind.check(source(`note(String(${use}));`));
    expect(made).toBeNull();
    expect(diagnostics).toMatchObject([{ line, message: expect.stringMatching(words) }]);
  });

  it("what it declares by that name is its own", async () => {
    const { made, diagnostics } = await codeKind.check(
      source("note(String(Date.now()));", "const Date = { now: () => 1 };"),
    );
    expect(diagnostics).toEqual([]);
    expect(made).not.toBeNull();
  });

  it("has its type errors told with line and column", async () => {
    const { made, diagnostics } = await codeKind.check(
      'import { sma } from "bifrost";\n\nexport default sma("ten");\n',
    );
    expect(made).toBeNull();
    expect(diagnostics).toEqual([
      { line: 3, column: 20, severity: "error", message: expect.stringContaining("not assignable") },
    ]);
  });
});

describe("inside the sandbox", () => {
  /** What an expression is there, as text. */
  const seen = async (expression: string, top = "") => {
    const { log } = await runOf(
      `if (bar.index > 0) return;\ntry { note(String(${expression})); } catch (error) { note("threw " + String(error)); }`,
      top,
    );
    return log[0]?.text ?? "";
  };

  it.each([
    "process",
    "require",
    "module",
    "Buffer",
    "fetch",
    "XMLHttpRequest",
    "WebSocket",
    "Worker",
    "setTimeout",
    "queueMicrotask",
    "Date",
    "performance",
    "crypto",
    "WebAssembly",
    "SharedArrayBuffer",
    "Atomics",
    "WeakRef",
    "FinalizationRegistry",
    "Proxy",
    "RegExp",
    "BigInt",
    "bifrostHost",
    "Intl",
    "navigator",
    "Deno",
    "Bun",
    "std",
    "os",
    "scriptArgs",
    "print",
  ])("there is no %s", async (name) => {
    expect(await seen(`typeof (globalThis as any)[${JSON.stringify(name)}]`)).toBe("undefined");
  });

  it.each([
    "(() => {}).constructor('return 1')()",
    "(async () => {}).constructor('return 1')",
    "(function* () {}).constructor('return 1')",
    "(async function* () {}).constructor('return 1')",
    "new Function('return 1')()",
    "eval('1')",
    "(0, eval)('1')",
    "Reflect.construct(Function, ['return 1'])",
    "desk.constructor.constructor('return process')()",
    "note.constructor('return process')()",
    "[].constructor.constructor('return this')()",
    "Object.getPrototypeOf(Function.prototype.call).constructor('return this')()",
    "(market as any).instruments.push(1)",
    "(params as any).free = 1",
  ])("nothing is made of text and nothing shared is changed: %s", async (expression) => {
    expect(await seen(expression)).toMatch(/^threw /u);
  });

  it("is nothing of the host to walk to from the global object", async () => {
    const top = `function walk(from: any, seen = new Set<any>()): Set<any> {
  if ((typeof from !== "object" && typeof from !== "function") || from === null || seen.has(from)) return seen;
  seen.add(from);
  for (const key of Reflect.ownKeys(from)) { try { walk(from[key], seen); } catch { } }
  return walk(Reflect.getPrototypeOf(from), seen);
}`;
    const reached = "[...walk(globalThis)].map((each) => each.name).filter((name) => HOST.includes(name)).join()";
    const host = ["process", "require", "spawn", "readFile", "fetch", "boot", "log", "math"].map((name) => `"${name}"`);
    const known = ["console.log", "Math.log"].map((name) => `globalThis.${name}`);
    const found = await seen(
      reached,
      `const HOST = [${host.join()}]; ${known.map((name) => `Object.defineProperty(${name}, "name", { value: "" });`).join(" ")} ${top.replaceAll("\n", " ")}`,
    );
    expect(found).toBe("");
  });

  it("changes no prototype but its own, and none of the next run", async () => {
    const body =
      "(Object.prototype as any).mine = 1; (Array.prototype as any).push = () => 0; (Float64Array.prototype as any).fill = null;";
    await runOf(body);
    expect(({} as { mine?: number }).mine).toBeUndefined();
    expect(await seen("typeof ({} as any).mine + [].push.length")).toBe("undefined1");
  });

  it("draws the same numbers in every run", async () => {
    const draws = () => seen("[Math.random(), random(), Math.random()].join()");
    const first = await draws();
    expect(first.split(",")).toHaveLength(3);
    expect(await draws()).toBe(first);
  });

  it("rounds as the host does", async () => {
    const numbers = [0.1, 0.7, 1.3, 2.5, 17.77, 123.456];
    const words = [
      "exp",
      "log",
      "log2",
      "log10",
      "log1p",
      "expm1",
      "sin",
      "cos",
      "tan",
      "atan",
      "tanh",
      "cbrt",
    ] as const;
    for (const word of words) {
      const told = await seen(`${JSON.stringify(numbers)}.map(Math.${word})`);
      expect(`${word} ${told}`).toBe(`${word} ${String(numbers.map((x) => Math[word](x)))}`);
    }
    expect(await seen(`${JSON.stringify(numbers)}.map((x) => x ** 1.7)`)).toBe(String(numbers.map((x) => x ** 1.7)));
  });

  it("keeps the first lines with their bars", async () => {
    const { log } = await runOf("note('close ' + (bar.close > 0));");
    expect(log).toHaveLength(300);
    expect(log[7]).toEqual({ bar: 7, atMs: BARS.time[7], text: "close true" });
  });

  it("keeps of a line what a database can keep", async () => {
    const { log } = await runOf("if (bar.index === 0) note('x'.repeat(299) + '\\u{1f600}');");
    expect(log[0]?.text).toBe(`${"x".repeat(299)}\ufffd`);
  });

  it("tells of fills before the bar is seen, and of sessions", async () => {
    const { log } = await runOf(
      "note('bar ' + bar.index); if (bar.index === 1) desk.buy(3);",
      "",
      "onFill(fill, { bar }) { note(['fill', fill.order, fill.quantity, 'after', bar.index].join(' ')); }",
    );
    expect(log.slice(1, 4).map(({ text }) => text)).toEqual(["bar 1", "fill 0 3 after 1", "bar 2"]);
  });

  it("computes an own indicator, and saves state as plain data", async () => {
    const run = await start(
      "state.sum += indicators.range;",
      "",
      "state: () => ({ sum: 0 }), indicators: () => ({ range: custom(() => ({ high, low }) => high - low) })",
    );
    const desk = { position: 0, cash: 1, orderCount: 0, buy: never, sell: never, submit: never, cancel: never };
    run.onBar({ index: 0, time: 0, open: 1, high: 5, low: 2, close: 3, volume: 1 }, desk);
    run.onBar({ index: 1, time: 1, open: 1, high: 4, low: 2, close: 3, volume: 1 }, desk);
    expect(JSON.parse(run.save())).toMatchObject({ state: { sum: 5 } });
    run.end();
    run.end();
  });
});

const never = () => {
  throw new Error("nothing is ordered");
};
const LAYOUT = { symbols: ["ONE"], series: [], indicators: [], slots: 0, params: {}, seed: 1, state: null };
const LIMITS = {
  callMs: 5_000,
  bootMs: 5_000,
  runMs: 60_000,
  stackBytes: 256 * 1024,
  lines: 10_000,
  orders: 2_000_000,
};

import { createContext, Script } from "node:vm";
import { z } from "zod";
import type { DecisionNote } from "../../domain/strategy";
import { StrategyFault } from "../../domain/strategy-fault";
import { CODE_LIMITS, type CodeLimits, type CodeVm, LINE_LENGTH_MAX, LINES_KEPT } from "./code-vm";
import { faultOf, type Stopped, shown, type Thrown } from "./fault-words";
import { ANSWER, COMMAND, COMMANDS_MAX, HEADER, type Layout, laneLength, UNANSWERED } from "./layout";
import { PRELUDE } from "./sdk-text";
import { COMPILED_FILE } from "./source-line";

/**
 * What the host calls, made inside: texts, numbers and the two arrays go in and out, and no object of the host ever does. What
 * breaks inside comes out as text.
 */
interface Inside {
  boot(): string | null;
  describe(): string;
  prepare(params: string): string;
  save(): string;
  start(layout: string): string | null;
  step(): string | null;
  fill(lane: number, order: number, quantity: number, price: number): string | null;
}
interface Shared {
  readonly input: Float64Array;
  readonly output: Float64Array;
}
interface Gate {
  readonly inside: Inside;
  share(inputLength: number, outputLength: number): Shared;
  /** Takes the function that is the compiled file. */
  take(file: unknown): void;
}

/** The SDK's text as a function: its exports are what it gives back. */
const EXPORTS = /export\s*\{([^{}]*)\};?\s*$/u;
const preludeBody = PRELUDE.replace(EXPORTS, (_whole, names: string) => {
  const given = names.split(",").map((each) => {
    const [from = "", to = from] = each.trim().split(/\s+as\s+/u);
    return `${to}: ${from}`;
  });
  return `return {${given.join(", ")}};`;
});

/** Names of JavaScript that the sandbox has; whatever else this engine knows is taken away. */
const KNOWN = `Object Function Array Number Boolean String Symbol Math JSON Reflect Promise
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError
  Map Set WeakMap WeakSet ArrayBuffer DataView Int8Array Uint8Array Uint8ClampedArray
  Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array
  parseInt parseFloat isNaN isFinite NaN Infinity undefined globalThis console eval
  decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape`;

/**
 * Evaluated first in each context, before any word of a strategy. `log` and `math` are functions of the host, and stay in here:
 * what the SDK gets are functions of this context around them, and a strategy sees neither.
 */
const GATE = `(function (log, math, sdk, known) {
"use strict";
const { Float64Array, String, Error, RangeError, JSON } = globalThis;
const { defineProperty, freeze, getOwnPropertyNames } = Object;
const { deleteProperty, ownKeys } = Reflect;
const names = new Set(JSON.parse(known));
const stringify = JSON.stringify;
const stopped = "a limit is passed";
const told = (error) => {
  let name = "";
  let message = "";
  let stack = "";
  try {
    const isObject = typeof error === "object" && error !== null;
    name = isObject ? String(error.name) : "";
    message = isObject ? String(error.message) : String(error);
    stack = isObject ? String(error.stack) : "";
  } catch { message = message === "" ? "it threw what cannot be read" : message; }
  return stringify({ name, message, stack });
};
// Names and frames of a trace come from the engine, not from the strategy.
for (const name of ["prepareStackTrace", "captureStackTrace"])
  defineProperty(Error, name, { value: undefined, writable: false, configurable: false });
defineProperty(Error, "stackTraceLimit", { value: 30, writable: false, configurable: false });
// Whatever breaks in a function of the host (a stack that is full) is an error of the host: it stays here.
const atHost = (call) => {
  try { return call(); } catch { throw new RangeError("Maximum call stack size exceeded"); }
};
globalThis.bifrostHost = {
  log: (line) => {
    const text = String(line);
    if (atHost(() => log(text)) !== true) throw new Error(stopped);
  },
  math: (name, x, y) => {
    const word = String(name);
    const first = +x;
    const second = +y;
    return atHost(() => math(word, first, second));
  },
};
const words = sdk();
// Expressions are not there in the sandbox; here they are written without a name, so what they do is taken away.
const refuse = () => { throw new TypeError("a strategy has no regular expressions"); };
for (const key of ownKeys(RegExp.prototype))
  defineProperty(RegExp.prototype, key, { get: refuse, set: refuse, configurable: false });
for (const name of getOwnPropertyNames(globalThis)) if (!names.has(name)) deleteProperty(globalThis, name);
let host = null;
let strategy = null;
const calls = {
  boot: () => { host = words.boot(strategy()); },
  start: (layout) => host.start(layout, shared.input.buffer, shared.output.buffer),
  step: () => host.step(),
  fill: (lane, order, quantity, price) => host.fill(lane, order, quantity, price),
};
const text = (name) => (given) => {
  try { return stringify({ text: host[name](given) }); } catch (error) { return stringify({ thrown: told(error) }); }
};
const guarded = (call) => (a, b, c, d) => {
  try { call(a, b, c, d); return null; } catch (error) { return told(error); }
};
let shared = null;
const numbers = (length) => {
  const made = new Float64Array(length);
  for (let at = 0; at < length; at += 1) made[at] = NaN;
  return made;
};
return {
  inside: { boot: guarded(calls.boot), describe: text("describe"), prepare: text("prepare"), save: text("save"),
    start: guarded(calls.start), step: guarded(calls.step), fill: guarded(calls.fill) },
  share: (input, output) => (shared = { input: numbers(input), output: numbers(output) }),
  // The compiled file is a function of this context: it may ask for the SDK, and gives its default.
  take: (file) => {
    const { boot, ...sdkOnly } = words;
    freeze(sdkOnly);
    strategy = () => {
      const made = { exports: {} };
      file.call(undefined, (name) => {
        if (name !== "bifrost") throw new Error('only "bifrost" can be imported');
        return sdkOnly;
      }, made, made.exports);
      return made.exports.default;
    };
  },
};
})`;

const gateScript = new Script(GATE, { filename: "bifrost-gate.js" });
const sdkScript = new Script(`(function () {"use strict";${preludeBody}\n})`, { filename: "bifrost-sdk.js" });

const ThrownText = z.object({ name: z.string(), message: z.string(), stack: z.string() });
const Said = z.union([z.object({ text: z.string() }), z.object({ thrown: z.string() })]);

/** Computed as in the sandbox. */
const MATH: Readonly<Record<string, (x: number, y: number) => number>> = Object.fromEntries(
  [
    ...(["exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan"] as const),
    ...(["sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "cbrt", "pow", "atan2"] as const),
  ].map((name) => [name, Math[name]]),
);

/**
 * A strategy in a context of Node's own engine, at the speed of the processor. **Such a context is no wall**: this is for a
 * process that has nothing but processor and memory, and ends after one run. It gives the bits that the sandbox gives.
 *
 * `script` is the compiled file as a function body of `require`, `module` and `exports`.
 */
export class NativeVm implements CodeVm {
  readonly #script: string;
  readonly #limits: CodeLimits;
  readonly #beat: (nowMs: number) => void;
  readonly #inside: Inside;
  readonly #share: Gate["share"];
  readonly #step = () => this.#inside.step();
  #shared: Shared = { input: new Float64Array(0), output: new Float64Array(0) };
  #spentMs = 0;
  #lines = 0;
  #orders = 0;
  #stopped: Stopped | null = null;
  bar = -1;
  readonly notes: DecisionNote[] = [];

  /** @param beat - Told of the time after each call: whoever waits sees that the strategy comes back. */
  constructor(script: string, beat: (nowMs: number) => void = () => undefined, limits: CodeLimits = CODE_LIMITS) {
    this.#script = script;
    this.#limits = limits;
    this.#beat = beat;
    const context = createContext(Object.create(null), {
      codeGeneration: { strings: false, wasm: false },
      // Nothing that waits for a promise goes on: in the sandbox neither.
      microtaskMode: "afterEvaluate",
    });
    const math = (name: string, x: number, y: number) => MATH[name]?.(x, y) ?? Number.NaN;
    const gate: Gate = gateScript.runInContext(context)(
      (line: string) => this.#write(line),
      math,
      sdkScript.runInContext(context),
      JSON.stringify(KNOWN.split(/\s+/u)),
    );
    gate.take(fileScript(script).runInContext(context));
    this.#inside = gate.inside;
    this.#share = (inputLength, outputLength) => gate.share(inputLength, outputLength);
    this.#timed(limits.bootMs, () => this.#inside.boot());
  }

  describe(): string {
    return this.#text(() => this.#inside.describe());
  }
  prepare(params: unknown): string {
    return this.#text(() => this.#inside.prepare(JSON.stringify(params)));
  }
  save(): string {
    return this.#text(() => this.#inside.save());
  }

  start(layout: Layout): void {
    const inputLength = HEADER.length + layout.symbols.length * laneLength(layout);
    this.#shared = this.#share(inputLength, ANSWER.length + COMMANDS_MAX * COMMAND.length);
    this.#timed(this.#limits.bootMs, () => this.#inside.start(JSON.stringify(layout)));
  }

  get input(): Float64Array {
    return this.#shared.input;
  }
  get output(): Float64Array {
    return this.#shared.output;
  }

  step(): number {
    this.#shared.output[ANSWER.commands] = UNANSWERED;
    this.#timed(this.#limits.callMs, this.#step);
    return this.#counted();
  }

  fill(lane: number, order: number, quantity: number, price: number): number {
    this.#shared.output[ANSWER.commands] = UNANSWERED;
    this.#timed(this.#limits.callMs, () => this.#inside.fill(lane, order, quantity, price));
    return this.#counted();
  }

  /** Nothing is kept of it but what the engine's own garbage collector finds. */
  end(): void {
    this.#shared = { input: new Float64Array(0), output: new Float64Array(0) };
  }

  /** A count from the other side is checked before it is believed. */
  #counted(): number {
    const commands = this.#shared.output[ANSWER.commands] ?? UNANSWERED;
    if (!(Number.isInteger(commands) && commands >= 0 && commands <= COMMANDS_MAX)) {
      throw this.#fault({ name: "", message: "it did not come back", stack: "" });
    }
    this.#orders += commands;
    if (this.#orders <= this.#limits.orders) return commands;
    this.#stopped ??= { reason: "order", message: `it gave more than ${this.#limits.orders} orders` };
    throw this.#fault(NOTHING_THROWN);
  }

  #timed(mostMs: number, call: () => string | null): void {
    const began = performance.now();
    const thrown = call();
    const now = performance.now();
    this.#took(began, now, mostMs);
    if (thrown !== null) throw this.#fault(readThrown(thrown));
    if (this.#stopped !== null) throw this.#fault(NOTHING_THROWN);
  }

  #took(began: number, now: number, mostMs: number): void {
    const took = now - began;
    this.#spentMs += took;
    if (took > mostMs || this.#spentMs > this.#limits.runMs) this.#stopped ??= TOO_LONG;
    this.#beat(now);
  }

  #text(call: () => string): string {
    const began = performance.now();
    const said = Said.parse(JSON.parse(call()));
    this.#took(began, performance.now(), this.#limits.bootMs);
    if ("thrown" in said) throw this.#fault(readThrown(said.thrown));
    if (this.#stopped !== null) throw this.#fault(NOTHING_THROWN);
    return said.text;
  }

  /** Whether the line was taken. */
  #write(line: string): boolean {
    this.#lines += 1;
    if (this.#lines > this.#limits.lines) {
      this.#stopped ??= { reason: "log", message: `it wrote more than ${this.#limits.lines} lines` };
      return false;
    }
    if (this.notes.length < LINES_KEPT) {
      const at = this.#shared.input[HEADER.time] ?? Number.NaN;
      this.notes.push({ bar: this.bar, atMs: Number.isFinite(at) ? at : null, text: shown(line, LINE_LENGTH_MAX) });
    }
    return true;
  }

  #fault(thrown: Thrown): StrategyFault {
    return faultOf(thrown, { compiled: this.#script, stopped: this.#stopped, bar: this.bar });
  }
}

const TOO_LONG: Stopped = { reason: "time", message: "it took too long: is there a loop that does not end?" };
const NOTHING_THROWN: Thrown = { name: "", message: "", stack: "" };

const readThrown = (text: string): Thrown => ThrownText.parse(JSON.parse(text));

/** On the first line, so that its lines are those of the map. */
function fileScript(script: string): Script {
  try {
    return new Script(`(function (require, module, exports) {"use strict";${script}\n})`, { filename: COMPILED_FILE });
  } catch (error) {
    const message = error instanceof Error ? error.message : "it is no script";
    throw new StrategyFault({ reason: "threw", message, line: null, column: null, bar: null });
  }
}

import variant from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSWASMModule,
} from "quickjs-emscripten-core";
import { invariant } from "@/modules/_kernel";
import type { DecisionNote } from "../../domain/strategy";
import { StrategyFault } from "../../domain/strategy-fault";
import { CODE_LIMITS, type CodeLimits, type CodeVm, LINE_LENGTH_MAX, LINES_KEPT } from "./code-vm";
import { faultOf, type Stopped, shown } from "./fault-words";
import { ANSWER, COMMAND, COMMANDS_MAX, HEADER, type Layout, laneLength, UNANSWERED } from "./layout";
import { PRELUDE } from "./sdk-text";
import { COMPILED_FILE } from "./source-line";

/** What a strategy may use here: a stack of its own besides. */
export interface SandboxLimits extends CodeLimits {
  readonly stackBytes: number;
}

export const SANDBOX_LIMITS: SandboxLimits = { ...CODE_LIMITS, stackBytes: 256 * 1024 };

/** Parts of the engine that its types hide: calling through its handles costs ten times what the call does. */
interface Inside {
  readonly ctx: { readonly value: number };
  readonly ffi: {
    QTS_Call(ctx: number, func: number, self: number, count: number, args: number): number;
    QTS_FreeValuePointer(ctx: number, value: number): void;
    QTS_ResolveException(ctx: number, value: number): number;
    QTS_NewArrayBuffer(ctx: number, pointer: number, bytes: number): number;
  };
  readonly module: { readonly HEAPU8: Uint8Array<ArrayBuffer>; _malloc(bytes: number): number };
  readonly memory: { heapValueHandle(pointer: number): QuickJSHandle };
}

/** No date, no chance, no expressions and proxies: what a clock cannot interrupt, or what differs from run to run. */
const INTRINSICS = { BaseObjects: true, Eval: true, JSON: true, MapSet: true, TypedArrays: true, Promise: true };

const PUBLIC_MODULE = "bifrost";
const HOST_MODULE = "bifrost/host";
const ENTRY_FILE = "entry.js";
/** Names that a strategy may import: everything the SDK exports but its handle. */
const PUBLIC_SOURCE = (names: readonly string[]) => `export { ${names.join(", ")} } from "${HOST_MODULE}";`;
const SDK_VALUES = [
  "defineStrategy",
  "z",
  "sma",
  "ema",
  "rsi",
  "atr",
  "bollinger",
  "donchian",
  "indicator",
  "custom",
  "unitsForRisk",
  "weightForVolatility",
  "kellyFraction",
  "wholeUnits",
  "fitPair",
  "ENGLE_GRANGER_5_PERCENT",
  "note",
  "random",
];
const ENTRY = `import strategy from "${COMPILED_FILE}"; import { boot } from "${HOST_MODULE}"; export const host = boot(strategy);`;

/**
 * All that strategies of this process may hold together, the engine's own memory included: 64 KiB a page. The engine counts
 * blocks, not bytes, so the bound is the memory that it is given.
 */
const MEMORY_PAGES = { initial: 256, maximum: 2_048 };

let engine: Promise<QuickJSWASMModule> | null = null;
let ready: QuickJSWASMModule | null = null;

/** Loads the engine once; a strategy can be started only afterwards. */
export async function loadSandbox(): Promise<void> {
  engine ??= newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmMemory: new WebAssembly.Memory(MEMORY_PAGES) }));
  ready = await engine;
}

/** Computes as the host does, so that bits agree. */
const MATH: Readonly<Record<string, (x: number, y: number) => number>> = Object.fromEntries(
  [
    ...(["exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan"] as const),
    ...(["sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "cbrt", "pow", "atan2"] as const),
  ].map((name) => [name, Math[name]]),
);

/** Begins a file in the sandbox; it was loaded before. */
export const openInSandbox = (compiled: string): CodeVm => new StrategyVm(compiled);

/** One strategy in a runtime of its own. What is not freed by then is freed by {@link end}. */
export class StrategyVm implements CodeVm {
  readonly #compiled: string;
  readonly #limits: SandboxLimits;
  readonly #context: QuickJSContext;
  readonly #inside: Inside;
  readonly #undefined: number;
  readonly #host: QuickJSHandle;
  #step: QuickJSHandle | null = null;
  #stepPointer = 0;
  #input = { pointer: 0, length: 0, view: new Float64Array(0) };
  #output = { pointer: 0, length: 0, view: new Float64Array(0) };
  #deadline = Number.POSITIVE_INFINITY;
  #spentMs = 0;
  #lines = 0;
  #orders = 0;
  #stopped: Stopped | null = null;
  #ended = false;
  bar = -1;
  readonly notes: DecisionNote[] = [];

  constructor(compiled: string, limits: SandboxLimits = SANDBOX_LIMITS) {
    invariant(ready !== null, "the sandbox is loaded before a strategy starts");
    this.#compiled = compiled;
    this.#limits = limits;
    const runtime = ready.newRuntime({ maxStackSizeBytes: limits.stackBytes });
    runtime.setInterruptHandler(() => {
      if (this.#stopped !== null) return true;
      if (performance.now() < this.#deadline) return false;
      this.#stopped = { reason: "time", message: "it took too long: is there a loop that does not end?" };
      return true;
    });
    runtime.setModuleLoader(
      (name) => {
        if (name === COMPILED_FILE) return compiled;
        if (name === PUBLIC_MODULE) return PUBLIC_SOURCE(SDK_VALUES);
        return name === HOST_MODULE ? PRELUDE : { error: new Error(`only "${PUBLIC_MODULE}" can be imported`) };
      },
      (from, name) => {
        const allowed = from === COMPILED_FILE ? name === PUBLIC_MODULE : true;
        return allowed ? name : { error: new Error(`only "${PUBLIC_MODULE}" can be imported, not "${name}"`) };
      },
    );
    this.#context = runtime.newContext({ intrinsics: INTRINSICS });
    // The types hide these on purpose; a test fails when an upgrade moves them.
    this.#inside = this.#context as unknown as Inside;
    this.#undefined = this.#context.undefined.value as unknown as number;
    this.#host = this.#guard(() => this.#boot());
  }

  #boot(): QuickJSHandle {
    const context = this.#context;
    const log = context.newFunction("log", (line) => this.#write(context.getString(line)));
    const math = context.newFunction("math", (name, x, y) => {
      const compute = MATH[context.getString(name)];
      return context.newNumber(compute?.(context.getNumber(x), context.getNumber(y)) ?? Number.NaN);
    });
    const port = context.newObject();
    context.setProp(port, "log", log);
    context.setProp(port, "math", math);
    context.setProp(context.global, "bifrostHost", port);
    for (const handle of [log, math, port]) handle.dispose();
    const made = this.#take(context.evalCode(ENTRY, ENTRY_FILE, { type: "module" }));
    const state = context.getPromiseState(made);
    if (state.type === "pending") {
      made.dispose();
      return this.#fail({ message: "a strategy file does not wait for anything", stack: "" });
    }
    if (state.type === "rejected") {
      const error = context.dump(state.error);
      state.error.dispose();
      made.dispose();
      return this.#fail(error);
    }
    const host = context.getProp(state.value, "host");
    if (state.value !== made) state.value.dispose();
    made.dispose();
    return host;
  }

  describe(): string {
    return this.#guard(() => this.#callText("describe", []));
  }
  prepare(params: unknown): string {
    return this.#guard(() => this.#callText("prepare", [JSON.stringify(params)]));
  }
  save(): string {
    return this.#guard(() => this.#callText("save", []));
  }

  start(layout: Layout): void {
    this.#guard(() => {
      const context = this.#context;
      this.#input = this.#allocate(HEADER.length + layout.symbols.length * laneLength(layout));
      this.#output = this.#allocate(ANSWER.length + COMMANDS_MAX * COMMAND.length);
      const args = [context.newString(JSON.stringify(layout)), this.#share(this.#input), this.#share(this.#output)];
      this.#call("start", args).dispose();
      this.#step = context.getProp(this.#host, "step");
      this.#stepPointer = this.#step.value as unknown as number;
    });
  }

  get input(): Float64Array {
    return this.#current(this.#input);
  }
  get output(): Float64Array {
    return this.#current(this.#output);
  }

  step(): number {
    const { ffi, ctx } = this.#inside;
    this.output[ANSWER.commands] = UNANSWERED;
    const began = this.#begin();
    const answer = ffi.QTS_Call(ctx.value, this.#stepPointer, this.#undefined, 0, 0);
    this.#spentMs += performance.now() - began;
    const commands = this.output[ANSWER.commands] ?? UNANSWERED;
    if (commands !== UNANSWERED && this.#stopped === null) {
      ffi.QTS_FreeValuePointer(ctx.value, answer);
      return this.#counted(commands);
    }
    return this.#guard(() => {
      const error = ffi.QTS_ResolveException(ctx.value, answer);
      ffi.QTS_FreeValuePointer(ctx.value, answer);
      if (error === 0) return this.#fail({ message: "it did not come back", stack: "" });
      const handle = this.#inside.memory.heapValueHandle(error);
      const dumped = this.#context.dump(handle);
      handle.dispose();
      return this.#fail(dumped);
    });
  }

  fill(lane: number, order: number, quantity: number, price: number): number {
    return this.#guard(() => {
      const context = this.#context;
      const args = [lane, order, quantity, price].map((value) => context.newNumber(value));
      this.output[ANSWER.commands] = UNANSWERED;
      this.#call("fill", args).dispose();
      return this.#counted(this.output[ANSWER.commands] ?? UNANSWERED);
    });
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    try {
      this.#step?.dispose();
      this.#host?.dispose();
      const { runtime } = this.#context;
      this.#context.dispose();
      runtime.dispose();
    } catch {
      // An engine that cannot free a strategy is not trusted with the next one.
      ready = null;
      engine = null;
    }
  }

  /** A count from the other side is checked before it is believed. */
  #counted(commands: number): number {
    const isCount = Number.isInteger(commands) && commands >= 0 && commands <= COMMANDS_MAX;
    if (!isCount) return this.#guard(() => this.#fail({ message: "it did not come back", stack: "" }));
    this.#orders += commands;
    if (this.#orders <= this.#limits.orders) return commands;
    this.#stopped = { reason: "order", message: `it gave more than ${this.#limits.orders} orders` };
    return this.#guard(() => this.#fail({ message: "", stack: "" }));
  }

  #write(text: string): void {
    this.#lines += 1;
    if (this.#lines > this.#limits.lines) {
      this.#stopped ??= { reason: "log", message: `it wrote more than ${this.#limits.lines} lines` };
      throw new Error(this.#stopped.message);
    }
    if (this.notes.length >= LINES_KEPT) return;
    const at = this.#input.length === 0 ? Number.NaN : (this.input[HEADER.time] ?? Number.NaN);
    const atMs = Number.isFinite(at) ? at : null;
    this.notes.push({ bar: this.bar, atMs, text: shown(text, LINE_LENGTH_MAX) });
  }

  #begin(): number {
    const now = performance.now();
    const { callMs, bootMs, runMs } = this.#limits;
    this.#deadline = now + Math.min(this.#step === null ? bootMs : callMs, runMs - this.#spentMs);
    return now;
  }

  /** Runs what may call the strategy, within its limits; frees everything when it breaks. */
  #guard<T>(run: () => T): T {
    const began = this.#begin();
    try {
      const made = run();
      this.#spentMs += performance.now() - began;
      return made;
    } catch (error) {
      this.end();
      throw error instanceof StrategyFault ? error : this.#faultOf({ message: String(error), stack: "" });
    }
  }

  #callText(method: string, texts: readonly string[]): string {
    const context = this.#context;
    const answer = this.#call(
      method,
      texts.map((text) => context.newString(text)),
    );
    const text = context.getString(answer);
    answer.dispose();
    return text;
  }

  /** Calls a method of the handle and frees what it was given, also when the strategy breaks: the engine counts. */
  #call(method: string, args: readonly QuickJSHandle[]): QuickJSHandle {
    try {
      return this.#take(this.#context.callMethod(this.#host, method, [...args]));
    } finally {
      for (const arg of args) arg.dispose();
    }
  }

  #take(result: ReturnType<QuickJSContext["evalCode"]>): QuickJSHandle {
    if (!("error" in result) || result.error === undefined) return result.value;
    const dumped = this.#context.dump(result.error);
    result.error.dispose();
    return this.#fail(dumped);
  }

  #fail(error: unknown): never {
    throw this.#faultOf(error);
  }

  #faultOf(error: unknown): StrategyFault {
    const {
      name = "",
      message = String(error),
      stack = "",
    } = typeof error === "object" && error !== null
      ? (error as { readonly name?: string; readonly message?: string; readonly stack?: string })
      : {};
    const thrown = { name: String(name), message: String(message), stack: String(stack) };
    return faultOf(thrown, { compiled: this.#compiled, stopped: this.#stopped, bar: this.bar });
  }

  #allocate(length: number) {
    const { module } = this.#inside;
    const pointer = module._malloc(length * Float64Array.BYTES_PER_ELEMENT);
    invariant(pointer > 0, "there is memory for what host and sandbox share");
    const view = new Float64Array(module.HEAPU8.buffer, pointer, length);
    view.fill(Number.NaN);
    return { pointer, length, view };
  }
  /** The memory goes with the context: the engine frees it with the array that is made of it. */
  #share({ pointer, length }: { readonly pointer: number; readonly length: number }): QuickJSHandle {
    const { ffi, ctx, memory } = this.#inside;
    return memory.heapValueHandle(ffi.QTS_NewArrayBuffer(ctx.value, pointer, length * Float64Array.BYTES_PER_ELEMENT));
  }
  #current(part: { readonly pointer: number; readonly length: number; view: Float64Array<ArrayBuffer> }): Float64Array {
    if (part.view.length === 0)
      part.view = new Float64Array(this.#inside.module.HEAPU8.buffer, part.pointer, part.length);
    return part.view;
  }
}

import { BAR_ORDER_TYPES, type BarOrderRequest, checkBarOrder } from "@/modules/execution";
import { ENGLE_GRANGER_5_PERCENT, fitPair } from "../../../domain/cointegration";
import { kellyFraction, unitsForRisk, weightForVolatility, wholeUnits } from "../../../domain/sizing";
import {
  ANSWER,
  BAR,
  COMMAND,
  COMMAND_KINDS,
  COMMANDS_MAX,
  HEADER,
  LANE,
  type Layout,
  laneStart,
  readingsStart,
  STEP,
} from "../layout";
import type * as Api from "./bifrost";

/**
 * The SDK inside the sandbox. It is bundled into one text that is evaluated before the strategy, in a context of its own for
 * each run. The host trusts nothing of what comes out of it: whatever a strategy does to it, it does to itself.
 */

/** What the host gives; it is taken off the global object before the strategy is evaluated. */
interface HostPort {
  readonly log: (text: string) => void;
  readonly math: (name: string, x: number, y: number) => number;
}
const { bifrostHost: host } = globalThis as { readonly bifrostHost?: HostPort };
if (host === undefined) throw new Error("the sandbox has a host");
Reflect.deleteProperty(globalThis, "bifrostHost");

// ---- what differs between machines goes, or comes from the host -----------------------------------------------------

/** Rounded by the host, so that a strategy gets the bits that the engine's own code would get. */
for (const name of [
  "exp",
  "expm1",
  "log",
  "log2",
  "log10",
  "log1p",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "cbrt",
  "pow",
  "atan2",
]) {
  Object.defineProperty(Math, name, {
    value: (x: unknown, y?: unknown) => host.math(name, Number(x), Number(y)),
    writable: true,
    configurable: true,
  });
}
/** No code from text: what a version does is what its source says. */
const refuseText = () => {
  throw new TypeError("a strategy makes no code from text");
};
for (const made of [
  () => undefined,
  async () => undefined,
  function* generator() {
    yield undefined;
  },
  async function* asyncGenerator() {
    yield undefined;
  },
]) {
  Object.defineProperty(Object.getPrototypeOf(made), "constructor", { value: refuseText });
}
for (const name of ["Function", "eval"]) Object.defineProperty(globalThis, name, { value: refuseText });
for (const name of [
  "Date",
  "SharedArrayBuffer",
  "Atomics",
  "BigInt",
  "BigInt64Array",
  "BigUint64Array",
  "WeakRef",
  "FinalizationRegistry",
  "WebAssembly",
  "performance",
]) {
  Reflect.deleteProperty(globalThis, name);
}

/**
 * Elements of an array and characters of a text that one call of a built-in function may walk. Such a call is one step to
 * the clock that stops a run, so what it can be made to do is bounded here.
 */
const ELEMENTS_MAX = 100_000;
const tooLong = (value: unknown): boolean =>
  (typeof value === "string" || (typeof value === "object" && value !== null)) &&
  Number((value as { readonly length?: unknown }).length) > ELEMENTS_MAX;
for (const prototype of [Array.prototype, Object.getPrototypeOf(Int8Array.prototype), String.prototype]) {
  for (const name of Reflect.ownKeys(prototype)) {
    const found = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (typeof found !== "function" || name === "constructor" || name === "push" || name === "pop") continue;
    Object.defineProperty(prototype, name, {
      value(this: unknown, ...args: unknown[]) {
        let isTooLong = tooLong(this);
        for (let at = 0; at < args.length; at += 1) isTooLong ||= tooLong(args[at]);
        if (isTooLong) throw new RangeError(`at most ${ELEMENTS_MAX} elements are walked at once`);
        return Reflect.apply(found, this, args);
      },
      writable: true,
      configurable: true,
    });
  }
}
/** Helpers of iterators walk without an end of their own. */
const iterators = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
for (const name of Reflect.ownKeys(iterators)) if (name !== Symbol.iterator) Reflect.deleteProperty(iterators, name);
Reflect.deleteProperty(globalThis, "Iterator");

const text = (value: unknown): string => {
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
};
export const note: typeof Api.note = (line) => host.log(text(line));
Object.defineProperty(globalThis, "console", {
  value: Object.fromEntries(
    ["log", "info", "warn", "error", "debug"].map((name) => [
      name,
      (...values: unknown[]) => host.log(values.map(text).join(" ")),
    ]),
  ),
});

/** mulberry32: 32 bits of state are plenty for one run, and the same everywhere. */
let seed = 0;
export const random: typeof Api.random = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
Object.defineProperty(Math, "random", { value: random });

// ---- what a file says of itself --------------------------------------------------------------------------------------

export { ENGLE_GRANGER_5_PERCENT, fitPair, kellyFraction, unitsForRisk, weightForVolatility, wholeUnits };

type Loose = Readonly<Record<string, unknown>>;
interface Field extends Loose {
  readonly type: "integer" | "number" | "boolean" | "choice";
}

const FIELD = Symbol("field");
/** A parameter under construction: each word gives a new one. */
function parameter(field: Field): Loose & { readonly [FIELD]: Field } {
  const given = (more: Loose) => parameter({ ...field, ...more });
  return {
    [FIELD]: field,
    min: (minimum: number) => given({ minimum }),
    max: (maximum: number) => given({ maximum }),
    default: (value: unknown) => given({ default: value }),
    meta: ({ title, ...words }: { readonly title: string }) => given({ label: title, ...words }),
  };
}
export const z = {
  int: () => parameter({ type: "integer" }),
  number: () => parameter({ type: "number" }),
  boolean: () => parameter({ type: "boolean" }),
  enum: (choices: readonly string[]) => parameter({ type: "choice", choices: [...choices] }),
};

interface Declared {
  readonly name: string;
  readonly params: Loose;
  /** The reading is this line alone. */
  readonly only: string | null;
  readonly resolution: string | null;
  readonly make: (() => (bar: unknown) => unknown) | null;
}
const DECLARED = Symbol("indicator");
const declare = (declared: Declared): Loose & { readonly [DECLARED]: Declared } => ({
  [DECLARED]: declared,
  on: (resolution: string) => declare({ ...declared, resolution }),
});
const computed = (name: string, params: Loose, only: string | null = null) =>
  declare({ name, params, only, resolution: null, make: null });

export const sma = (length: number) => computed("sma", { length }, "sma");
export const ema = (length: number) => computed("ema", { length }, "ema");
export const rsi = (length: number) => computed("rsi", { length }, "rsi");
export const atr = (length: number) => computed("atr", { length }, "atr");
export const bollinger = (length: number, multiplier: number) => computed("bollinger", { length, multiplier });
export const donchian = (length: number) => computed("donchian", { length });
export const indicator = (name: string, params: Loose = {}) => computed(name, params);
export const custom = (make: Declared["make"]) =>
  declare({ name: "custom", params: {}, only: null, resolution: null, make });

type AnyDeclaration = Api.Declaration<Api.Parameters, Loose, unknown>;
const declarations = new WeakMap<object, AnyDeclaration>();
export const defineStrategy = (declaration: AnyDeclaration): Api.Strategy => {
  const strategy = Object.freeze({ $strategy: true as const });
  declarations.set(strategy, declaration);
  return strategy;
};

function declarationOf(made: unknown): AnyDeclaration {
  const found = typeof made === "object" && made !== null ? declarations.get(made) : undefined;
  if (found === undefined) throw new TypeError("the file's default export is what defineStrategy gives");
  return found;
}

// ---- while bars are walked -------------------------------------------------------------------------------------------

class OrderFault extends Error {
  override readonly name = "OrderFault";
}
const refuse = (message: string): never => {
  throw new OrderFault(message);
};

let inward: Float64Array = new Float64Array(0);
let outward: Float64Array = new Float64Array(0);
let commands = 0;
const read = (place: number): number => inward[place] ?? Number.NaN;

class SeriesBar implements Api.SeriesBar {
  readonly #at: number;
  constructor(at: number) {
    this.#at = at;
  }
  get index() {
    return read(this.#at + BAR.index);
  }
  get isNew() {
    return read(this.#at + BAR.isNew) === 1;
  }
  get time() {
    return read(this.#at + BAR.time);
  }
  get open() {
    return read(this.#at + BAR.open);
  }
  get high() {
    return read(this.#at + BAR.high);
  }
  get low() {
    return read(this.#at + BAR.low);
  }
  get close() {
    return read(this.#at + BAR.close);
  }
  get volume() {
    return read(this.#at + BAR.volume);
  }
  get sessionCloseMs() {
    return read(this.#at + BAR.sessionCloseMs);
  }
}

/** Readings of one instrument: each is read when it is asked for. */
function readingsOf(layout: Layout, lane: number): Loose {
  const readings: Record<string, unknown> = {};
  const start = readingsStart(layout, lane);
  for (const { name, lines, slot } of layout.indicators) {
    const place = start + slot;
    if (lines === null) Object.defineProperty(readings, name, { get: () => read(place), enumerable: true });
    else {
      const shown: Loose = {};
      lines.forEach((line, at) => {
        Object.defineProperty(shown, line, { get: () => read(place + at), enumerable: true });
      });
      readings[name] = shown;
    }
  }
  return readings;
}

/** Groups of orders that cancel each other begin here, out of the way of a strategy's own. */
const FIRST_GROUP = 1_000_000_000;

function quantityFault(quantity: unknown): string | null {
  if (typeof quantity !== "number" || !Number.isFinite(quantity))
    return `a quantity is a number, was ${String(quantity)}`;
  return quantity === 0 ? "a quantity is not 0" : null;
}

class Desk implements Api.Desk<Loose> {
  readonly symbol: string;
  readonly bar: SeriesBar;
  readonly indicators: Loose;
  readonly #lane: number;
  readonly #at: number;
  readonly #series = new Map<string, SeriesBar>();
  #ordered = 0;
  #nextGroup = FIRST_GROUP;

  constructor(layout: Layout, lane: number) {
    this.#lane = lane;
    this.#at = laneStart(layout, lane);
    this.symbol = layout.symbols[lane] ?? "";
    this.bar = new SeriesBar(this.#at + LANE.bars);
    layout.series.forEach((name, place) => {
      this.#series.set(name, new SeriesBar(this.#at + LANE.bars + (place + 1) * BAR.length));
    });
    this.indicators = readingsOf(layout, lane);
  }

  get position() {
    return read(this.#at + LANE.position);
  }
  get cash() {
    return read(HEADER.cash);
  }
  get equity() {
    return read(HEADER.equity);
  }
  series(resolution: string): SeriesBar {
    return this.#series.get(resolution) ?? refuse(`there is no series "${resolution}": declare it in series`);
  }
  /** The host has taken all orders: numbers go on from what it says. */
  taken(): void {
    this.#ordered = 0;
  }
  /** Number of the next group of orders that cancel each other. */
  get nextGroup(): number {
    return this.#nextGroup;
  }
  set nextGroup(group: number) {
    this.#nextGroup = group;
  }
  buy(quantity: number): number {
    return this.#market(quantity, 1);
  }
  sell(quantity: number): number {
    return this.#market(quantity, -1);
  }
  limit(quantity: number, price: number): number {
    return this.submit({ type: "limit", quantity, limitPrice: price });
  }
  stop(quantity: number, price: number): number {
    return this.submit({ type: "stop", quantity, stopPrice: price });
  }
  submit(order: Api.OrderRequest): number {
    const fault = quantityFault(order.quantity);
    if (fault !== null) refuse(fault);
    const type = BAR_ORDER_TYPES.indexOf(order.type);
    if (type < 0) refuse(`an order's type is one of ${BAR_ORDER_TYPES.join(", ")}, was ${String(order.type)}`);
    for (const price of ["limitPrice", "stopPrice", "trailAmount", "trailPercent", "expiresAtMs"] as const) {
      const value = order[price];
      if (value !== undefined && (typeof value !== "number" || !Number.isFinite(value))) {
        refuse(`${price} is a number, was ${String(value)}`);
      }
    }
    const checked = checkBarOrder(order as BarOrderRequest);
    if (!checked.ok) refuse(`${checked.error.path} is ${checked.error.expected}`);
    const number = this.#nextNumber();
    const { group, parent } = order;
    if (group !== undefined && !(Number.isInteger(group) && group >= 0)) refuse("a group is a whole number from 0");
    if (parent !== undefined && !(Number.isInteger(parent) && parent >= 0 && parent < number)) {
      refuse("a parent is the number of an order before it");
    }
    this.#send(COMMAND_KINDS.submit, order, type);
    return number;
  }
  cancel(order: number): void {
    if (!Number.isInteger(order) || order < 0 || order >= this.#nextNumber())
      refuse(`there is no order ${String(order)}`);
    this.#send(COMMAND_KINDS.cancel, { quantity: order }, 0);
    this.#ordered -= 1;
  }
  bracket({ quantity, entryLimit, entryStop, stopPrice, targetPrice }: Api.BracketRequest) {
    if (entryLimit !== undefined && entryStop !== undefined) refuse("an entry has a limit or a stop, not both");
    if (!(quantity > 0 ? stopPrice < targetPrice : stopPrice > targetPrice)) refuse("a stop loses and a target gains");
    const entry =
      entryLimit !== undefined
        ? this.limit(quantity, entryLimit)
        : entryStop !== undefined
          ? this.stop(quantity, entryStop)
          : this.submit({ type: "market", quantity });
    const stop = this.submit({ type: "stop", quantity: -quantity, stopPrice, parent: entry });
    const target = this.submit({ type: "limit", quantity: -quantity, limitPrice: targetPrice, parent: entry });
    return { entry, stop, target };
  }
  oneCancelsOther(orders: readonly Omit<Api.OrderRequest, "group">[]): readonly number[] {
    const group = this.#nextGroup;
    this.#nextGroup += 1;
    return orders.map((order) => this.submit({ ...order, group }));
  }
  target(quantity: number): void {
    if (!Number.isFinite(quantity)) refuse(`a target is a number, was ${String(quantity)}`);
    const difference = quantity - this.position;
    if (difference > 0) this.buy(difference);
    else if (difference < 0) this.sell(-difference);
  }
  targetWeight(weight: number): void {
    if (!Number.isFinite(weight)) refuse(`a weight is a number, was ${String(weight)}`);
    const price = this.bar.close;
    if (price > 0) this.target((weight * this.equity) / price);
  }
  #market(quantity: number, direction: 1 | -1): number {
    const fault = quantityFault(quantity);
    if (fault !== null) refuse(fault);
    if (quantity < 0) refuse(`a quantity is above 0, was ${quantity}`);
    const number = this.#nextNumber();
    this.#send(COMMAND_KINDS.market, { quantity: direction * quantity }, 0);
    return number;
  }
  #nextNumber(): number {
    if (!(this.bar.index >= 0)) refuse(`${this.symbol} has no bar yet: nothing can be ordered`);
    return read(this.#at + LANE.nextOrder) + this.#ordered;
  }
  #send(kind: number, order: Omit<Api.OrderRequest, "type">, type: number): void {
    if (commands >= COMMANDS_MAX) refuse(`a strategy gives at most ${COMMANDS_MAX} orders at one close`);
    const at = ANSWER.length + commands * COMMAND.length;
    outward[at + COMMAND.kind] = kind;
    outward[at + COMMAND.lane] = this.#lane;
    outward[at + COMMAND.type] = type;
    outward[at + COMMAND.quantity] = order.quantity;
    outward[at + COMMAND.limitPrice] = order.limitPrice ?? Number.NaN;
    outward[at + COMMAND.stopPrice] = order.stopPrice ?? Number.NaN;
    outward[at + COMMAND.trailAmount] = order.trailAmount ?? Number.NaN;
    outward[at + COMMAND.trailPercent] = order.trailPercent ?? Number.NaN;
    outward[at + COMMAND.expiresAtMs] = order.expiresAtMs ?? Number.NaN;
    outward[at + COMMAND.group] = order.group ?? Number.NaN;
    outward[at + COMMAND.parent] = order.parent ?? Number.NaN;
    commands += 1;
    this.#ordered += 1;
  }
}

/** What a run goes on from besides the bars it saw. */
interface Saved {
  readonly state: unknown;
  readonly seed: number;
  readonly groups: readonly number[];
}

/** In place of what JSON does not know: `{ $: "NaN" }`. An object of a strategy that has such a key stands inside one. */
const NOT_JSON = "$";

/** A state as JSON can carry it, to the bit. */
function packed(value: unknown, path: string): unknown {
  if (typeof value === "number") {
    return Number.isFinite(value) && !Object.is(value, -0)
      ? value
      : { [NOT_JSON]: Object.is(value, -0) ? "-0" : String(value) };
  }
  if (value === undefined) return { [NOT_JSON]: "undefined" };
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return Array.from(value, (one: unknown, at) => packed(one, `${path}[${at}]`));
  if (typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    const made: Record<string, unknown> = {};
    for (const [name, one] of Object.entries(value)) made[name] = packed(one, `${path}.${name}`);
    return NOT_JSON in made ? { [NOT_JSON]: made } : made;
  }
  throw new TypeError(`${path} is plain data: numbers, texts, true and false, arrays and objects of them`);
}

function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== "object" || value === null) return value;
  const inside = (value as Loose)[NOT_JSON];
  if (typeof inside === "string") return inside === "undefined" ? undefined : Number(inside);
  const made: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(inside ?? value)) made[name] = unpacked(one);
  return made;
}

interface Live {
  readonly declaration: AnyDeclaration;
  readonly context: Api.Context<never, never, unknown>;
  readonly desks: readonly Desk[];
  /** Takes what is new into the indicators that are the strategy's own. */
  readonly takeBars: (() => void) | null;
}
let live: Live | null = null;

function customIndicators(declared: Loose, desks: readonly Desk[]): (() => void) | null {
  const own = Object.entries(declared).flatMap(([name, made]) => {
    const found = (made as { readonly [DECLARED]?: Declared })[DECLARED];
    return found?.make == null ? [] : [{ name, make: found.make, resolution: found.resolution }];
  });
  if (own.length === 0) return null;
  const steps = desks.flatMap((desk) =>
    own.map(({ name, make, resolution }) => {
      const take = make();
      const bar = resolution === null ? desk.bar : desk.series(resolution);
      let reading: unknown = Number.NaN;
      Object.defineProperty(desk.indicators, name, { get: () => reading, enumerable: true });
      return () => {
        if (bar.isNew) reading = take(bar);
      };
    }),
  );
  return () => {
    for (const step of steps) step();
  };
}

/** The host's handle on a strategy: text in and out while it is prepared, shared memory while bars are walked. */
export function boot(made: unknown) {
  const declaration = declarationOf(made);
  return {
    describe(): string {
      const { title, description, category, source = "", instruments, series = [], parameters } = declaration;
      return JSON.stringify({
        title,
        description,
        category,
        source,
        instruments: instruments ?? { minimum: 1, maximum: 1 },
        series,
        parameters: Object.entries(parameters ?? {}).map(([name, word]) => ({
          name,
          label: name,
          ...(word as { readonly [FIELD]?: Field })[FIELD],
        })),
        handlers: ["onBar", "onFill", "onSessionOpen", "onSessionClose"].filter(
          (name) => typeof (declaration as unknown as Loose)[name] === "function",
        ),
      });
    },
    prepare(paramsText: string): string {
      const params = JSON.parse(paramsText);
      const faults = declaration.check?.(params) ?? [];
      if (faults.length > 0) return JSON.stringify({ faults });
      const indicators = Object.entries(declaration.indicators?.(params) ?? {}).map(([name, word]) => {
        const found = (word as { readonly [DECLARED]?: Declared } | undefined)?.[DECLARED];
        if (found === undefined)
          throw new TypeError(`indicators.${name} is no indicator: make it with sma, custom, ...`);
        const { make, only, resolution } = found;
        return { name, kind: make === null ? found.name : null, params: found.params, only, resolution };
      });
      return JSON.stringify({ faults: [], warmUpBars: declaration.warmUpBars(params), indicators });
    },
    start(layoutText: string, input: ArrayBuffer, output: ArrayBuffer): void {
      const layout: Layout = JSON.parse(layoutText);
      inward = new Float64Array(input);
      outward = new Float64Array(output);
      seed = layout.seed | 0;
      const params = Object.freeze(layout.params);
      const desks = layout.symbols.map((_, lane) => new Desk(layout, lane));
      const takeBars = customIndicators(declaration.indicators?.(params as never) ?? {}, desks);
      const [desk] = desks;
      if (desk === undefined) throw new Error("a run has an instrument");
      const saved: Saved | null = layout.state === null ? null : JSON.parse(layout.state);
      const state = saved === null ? declaration.state?.(params as never) : unpacked(saved.state);
      if (saved !== null) {
        seed = saved.seed | 0;
        desks.forEach((one, lane) => {
          one.nextGroup = saved.groups[lane] ?? FIRST_GROUP;
        });
      }
      const market = Object.freeze({
        get time() {
          return read(HEADER.time);
        },
        get cash() {
          return read(HEADER.cash);
        },
        get equity() {
          return read(HEADER.equity);
        },
        instruments: Object.freeze(desks),
      });
      const context = Object.freeze({ params, desk, bar: desk.bar, indicators: desk.indicators, market, state });
      live = { declaration, context: context as never, desks, takeBars };
    },
    step(): void {
      if (live === null) return;
      const flags = read(HEADER.call);
      const { declaration: rules, context, desks, takeBars } = live;
      commands = 0;
      for (let lane = 0; lane < desks.length; lane += 1) desks[lane]?.taken();
      takeBars?.();
      if (flags & STEP.sessionOpen) rules.onSessionOpen?.(context);
      if (flags & STEP.bar) rules.onBar(context);
      if (flags & STEP.sessionClose) rules.onSessionClose?.(context);
      outward[ANSWER.commands] = commands;
    },
    fill(lane: number, order: number, quantity: number, price: number): void {
      if (live === null) return;
      const { declaration: rules, context, desks } = live;
      commands = 0;
      for (const desk of desks) desk.taken();
      rules.onFill?.({ symbol: desks[lane]?.symbol ?? "", order, quantity, price }, context);
      outward[ANSWER.commands] = commands;
    },
    /** What the run goes on from once it is shown the bars again, as JSON. */
    save(): string {
      const groups = live?.desks.map(({ nextGroup }) => nextGroup) ?? [];
      const saved: Saved = { state: packed(live?.context.state, "state"), seed, groups };
      return JSON.stringify(saved);
    },
  };
}

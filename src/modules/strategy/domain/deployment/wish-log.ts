import { invariant } from "@/modules/_kernel";
import { type BarOrderRequest, type ClosedBar, checkBarOrder } from "@/modules/execution";
import type { LaneBroker } from "../portfolio/lane-desk";
import type { Desk } from "../strategy";
import type { DecidedMoment, WatchPlan, Wish } from "./watch-plan";

/** What is left of a position is none below this share of the fill that closed it, as on the engine's own account. */
const QUANTITY_NOISE = 1e-12;

/** Collects what a strategy wants, moment by moment. */
export class WishLog {
  readonly #plan: WatchPlan;
  readonly #refused: ReadonlySet<string>;
  readonly #decided: DecidedMoment[] = [];
  #wishes: Wish[] = [];
  #momentMs = Number.NEGATIVE_INFINITY;

  constructor(plan: WatchPlan) {
    this.#plan = plan;
    this.#refused = new Set((plan.refused ?? []).map(({ symbol, number }) => `${symbol} ${number}`));
  }

  get hiddenCash(): number {
    return this.#plan.hiddenCash ?? 0;
  }
  /** Whether a gate refused that order when the strategy ran. */
  isRefused(symbol: string, number: number): boolean {
    return this.#refused.has(`${symbol} ${number}`);
  }

  get decided(): readonly DecidedMoment[] {
    return this.#decided;
  }
  get momentMs(): number {
    return this.#momentMs;
  }
  /** Whether what it wants now is meant. */
  get isLive(): boolean {
    return this.#momentMs >= this.#plan.liveFromMs;
  }

  begin(momentMs: number): void {
    this.#momentMs = momentMs;
    this.#wishes = [];
  }
  add(wish: Wish): void {
    if (this.isLive) this.#wishes.push(wish);
  }
  end(barMs: number, seen: DecidedMoment["seen"]): void {
    if (!this.isLive || this.#momentMs < this.#plan.keepFromMs) return;
    this.#decided.push({ momentMs: this.#momentMs, barMs, seen, wishes: this.#wishes });
  }
}

/**
 * The venue of one instrument as a strategy that runs by itself has it: orders are noted and go their own way, and what it holds is
 * what was recorded. An order of the warm-up has a number and is never heard of again, like one that a broker refused.
 */
export class RecordedVenue implements LaneBroker {
  readonly #symbol: string;
  readonly #log: WishLog;
  #price = 0;
  orderCount = 0;
  position: number;

  constructor(symbol: string, position: number, log: WishLog) {
    this.#symbol = symbol;
    this.position = position;
    this.#log = log;
  }

  get value(): number {
    return this.position === 0 ? 0 : this.position * this.#price;
  }
  /** What a fill moves. Fills in parts that cancel out leave a trace in Float64, which is no position to sell. */
  fill(quantity: number): void {
    this.position += quantity;
    if (Math.abs(this.position) <= QUANTITY_NOISE * Math.abs(quantity)) this.position = 0;
  }
  mark(price: number): void {
    this.#price = price;
  }
  submitMarket(bar: ClosedBar, quantity: number, expiresAtMs = Number.POSITIVE_INFINITY): number {
    return this.submit(bar, {
      type: "market",
      quantity,
      ...(expiresAtMs === Number.POSITIVE_INFINITY ? {} : { expiresAtMs }),
    });
  }
  submit(_bar: ClosedBar, request: BarOrderRequest): number {
    checkWish(request, this.orderCount);
    const number = this.orderCount;
    this.orderCount += 1;
    this.#log.add({ action: "order", symbol: this.#symbol, number, request });
    return number;
  }
  cancel(_bar: ClosedBar, number: number): void {
    this.#log.add({ action: "cancel", symbol: this.#symbol, number });
  }
}

/**
 * The engine's venue as a watched strategy has it: the same orders and fills, but for those of the warm-up, and numbers count both.
 */
export class WatchedVenue implements LaneBroker {
  readonly #symbol: string;
  readonly #log: WishLog;
  /** Number at the engine of each order; null: dropped. */
  readonly #engineNumbers: (number | null)[] = [];
  readonly #numbers = new Map<number, number>();
  #desk: Desk | null = null;
  #price = 0;

  constructor(symbol: string, log: WishLog) {
    this.#symbol = symbol;
    this.#log = log;
  }

  /** Orders go to this desk of the engine. */
  at(desk: Desk): void {
    this.#desk = desk;
  }
  get orderCount(): number {
    return this.#engineNumbers.length;
  }
  get position(): number {
    return this.#desk?.position ?? 0;
  }
  get value(): number {
    return this.position === 0 ? 0 : this.position * this.#price;
  }
  mark(price: number): void {
    this.#price = price;
  }
  /** The strategy's number of an order that the engine has; null: none of its own. */
  numberOf(engineNumber: number): number | null {
    return this.#numbers.get(engineNumber) ?? null;
  }
  submitMarket(bar: ClosedBar, quantity: number, expiresAtMs = Number.POSITIVE_INFINITY): number {
    return this.submit(bar, {
      type: "market",
      quantity,
      ...(expiresAtMs === Number.POSITIVE_INFINITY ? {} : { expiresAtMs }),
    });
  }
  submit(_bar: ClosedBar, request: BarOrderRequest): number {
    checkWish(request, this.orderCount);
    const number = this.orderCount;
    this.#log.add({ action: "order", symbol: this.#symbol, number, request });
    const parent = request.parent === undefined ? undefined : (this.#engineNumbers[request.parent] ?? null);
    const isRefused = this.#log.isRefused(this.#symbol, number);
    const isDropped = !this.#log.isLive || isRefused || parent === null || this.#desk === null;
    const engineNumber = isDropped
      ? null
      : (this.#desk?.submit(parent === undefined ? request : { ...request, parent }) ?? null);
    this.#engineNumbers.push(engineNumber);
    if (engineNumber !== null) this.#numbers.set(engineNumber, number);
    return number;
  }
  cancel(_bar: ClosedBar, number: number): void {
    this.#log.add({ action: "cancel", symbol: this.#symbol, number });
    const engineNumber = this.#engineNumbers[number] ?? null;
    if (engineNumber !== null) this.#desk?.cancel(engineNumber);
  }
}

/** The same as the engine's venue asks of an order: what breaks it is the strategy's fault. */
function checkWish(request: BarOrderRequest, orderCount: number): void {
  const checked = checkBarOrder(request);
  invariant(checked.ok, checked.ok ? "" : `${checked.error.path} is ${checked.error.expected}`);
  invariant(
    Number.isFinite(request.quantity) && request.quantity !== 0,
    `a quantity is a number and not 0, was ${request.quantity}`,
  );
  invariant(request.parent === undefined || request.parent < orderCount, "a parent comes before its children");
}

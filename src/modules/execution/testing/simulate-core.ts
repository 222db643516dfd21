import { AccountId, type Clock, EpochMs, OrderId, toDecimalText, ZERO } from "@/modules/_kernel";
import { makeRecordEvent } from "../application/order/record-event";
import { makeWorkAccount } from "../application/order/work-account";
import { NOT_FOUND_AFTER_MS } from "../application/order/work-order";
import { type ChaosRates, makeChaosVenue, NO_CHAOS } from "../application/venue/chaos-venue";
import { makeSimulatedVenue } from "../application/venue/simulated-venue";
import { recordOrderEvent } from "../domain/order/apply-event";
import type { OrderEventOf } from "../domain/order/events";
import { draftOrder, isClosed, neverSent } from "../domain/order/order";
import { orderFacts } from "../domain/order/order-facts";
import { QuoteVenue } from "../domain/venue/quote-venue";
import { makeSeededRandom } from "../domain/venue/seeded-random";
import type { Venue } from "../ports/venue";
import { MemoryOrders, StoreDown } from "./memory-orders";
import { badDay, bracket, SYMBOLS, single } from "./simulated-wishes";

const ACCOUNT = AccountId.of("sim");
/** What a person or a strategy does, and the worker's rounds between. */
const STEPS = 30;
/** Rounds without faults after which everything must be known. */
const CALM_ROUNDS = 9;
/** Newest fills of which one is taken back or corrected. */
const AMENDED_OF = 5;
/** A store fails a few writes in a hundred: this many in a row never do. */
const SUBMITS_MAX = 50;

/** What one simulated life of an account came to. Throws at the first broken promise, with its step. */
export interface SimulatedLife {
  readonly orders: number;
  readonly fills: number;
  readonly crashes: number;
  readonly unknowns: number;
  /** Fills that the venue took back or corrected. */
  readonly amendments: number;
}

/**
 * The whole core for one account, made of a seed: people submit, cancel and replace, prices move, the venue has a bad day, the
 * store fails before or after a write, the worker dies in between and begins again. Promises are checked after every step; at
 * the end the faults stop, and what we hold must be what the venue holds.
 */
export async function simulateCore(seed: number): Promise<SimulatedLife> {
  const random = makeSeededRandom(seed);
  const life = new Life(random);
  for (let step = 0; step < STEPS; step += 1) {
    await life.step();
    life.check(`seed ${seed} step ${step}`);
  }
  await life.calmDown();
  life.check(`seed ${seed} at the end`);
  life.checkEnd(`seed ${seed} at the end`);
  return life.count();
}

type Chance = () => number;

const pick = <T>(from: readonly T[], random: Chance): T | undefined => from[Math.floor(random() * from.length)];

class Life {
  readonly #random: Chance;
  #nowMs = 1_000_000;
  readonly #clock: Clock = { nowMs: () => EpochMs.of(this.#nowMs) };
  #calm = false;
  #ids = 0;
  readonly #newId = () => {
    this.#ids += 1;
    return OrderId.of(`id-${this.#ids}`);
  };
  readonly #inner = new QuoteVenue({ feesOf: ({ qty }) => [{ amount: qty, currency: "USD" }] });
  readonly #orders: MemoryOrders;
  readonly #chaos: ReturnType<typeof makeChaosVenue>;
  readonly #sends: ReturnType<typeof counting>;
  readonly #work: ReturnType<typeof makeWorkAccount>;
  /** A worker that was paused and does not know yet that another took over. */
  readonly #workOfAnother: ReturnType<typeof makeWorkAccount>;
  readonly #record: ReturnType<typeof makeRecordEvent>;
  readonly #wanted = new Set<OrderId>();
  /** Versions that were looked at: an order that has not changed keeps its promises. */
  readonly #checked = new Map<OrderId, number>();
  readonly #filledBefore = new Map<OrderId, { readonly qty: typeof ZERO; readonly amended: number }>();
  /** Requests that somebody was told are written. */
  readonly #promised = new Map<OrderId, OrderId>();
  #crashes = 0;
  #unknowns = 0;
  #amendments = 0;
  readonly #amended = new Set<OrderId>();

  constructor(random: Chance) {
    this.#random = random;
    // A third of the lives have no faults of the venue, a third none of the store.
    const rates: ChaosRates = this.#chance(0.33) ? NO_CHAOS : badDay(random);
    const storeRate = this.#chance(0.33) ? 0 : 0.08 * random();
    this.#orders = new MemoryOrders(() =>
      this.#calm || !this.#chance(storeRate) ? "none" : this.#chance(0.5) ? "before" : "after",
    );
    const clock = this.#clock;
    this.#chaos = makeChaosVenue({ venue: makeSimulatedVenue({ venue: this.#inner, clock }), rates, random });
    this.#sends = counting(this.#chaos);
    const orders = this.#orders;
    const deps = { orders, venue: this.#sends.venue, inbox: orders, clock, newId: this.#newId };
    this.#work = makeWorkAccount(deps);
    this.#workOfAnother = makeWorkAccount(deps);
    this.#record = makeRecordEvent({ orders });
    for (const symbol of SYMBOLS) this.#quote(symbol);
  }

  async step(): Promise<void> {
    this.#nowMs += Math.floor(this.#random() * 5_000);
    if (this.#chance(0.6)) this.#quote(pick(SYMBOLS, this.#random) ?? "ACME");
    if (this.#chance(0.08)) this.#amend();
    const taken = this.#chance(0.05) ? this.#someOrder() : undefined;
    if (taken !== undefined) this.#inner.cancelByVenue(taken, this.#clock.nowMs());
    // All of it at once: whoever writes an order may find that another was faster.
    await Promise.all([
      ...(this.#chance(0.4) ? [this.#submit()] : []),
      ...(this.#chance(0.3) ? [this.#cancel()] : []),
      ...(this.#chance(0.3) ? [this.#replace()] : []),
      ...(this.#chance(0.7) ? [this.#orCrash(() => this.#work(ACCOUNT))] : []),
      ...(this.#chance(0.2) ? [this.#orCrash(() => this.#workOfAnother(ACCOUNT))] : []),
    ]);
    for (const { stored } of this.#orders.logs.values())
      if (stored.order.state.status === "unknown") this.#unknowns += 1;
  }

  /** Promises that hold at every moment. */
  check(where: string): void {
    const must = promiseOf(where);
    for (const [orderId, { stored, events }] of this.#orders.logs) {
      const { order } = stored;
      if (this.#checked.get(orderId) === order.version) continue;
      this.#checked.set(orderId, order.version);
      let replayed = draftOrder(order.intent);
      for (const event of events) replayed = recordOrderEvent(replayed, event).order;
      must(same(orderFacts(replayed), orderFacts(order)), `${orderId} is what its events add up to`);
      must(order.filledQty.lte(order.terms.qty), `${orderId} filled ≤ quantity`);
      const amended = events.filter(({ type }) => type === "busted" || type === "corrected").length;
      const before = this.#filledBefore.get(orderId);
      must(
        before === undefined || before.amended !== amended || order.filledQty.gte(before.qty),
        `${orderId} keeps what it filled`,
      );
      this.#filledBefore.set(orderId, { qty: order.filledQty, amended });
      must(events.filter(({ type }) => type === "sent").length <= 1, `${orderId} is claimed once`);
      must(!this.#sends.placed.has(orderId) || !neverSent(order), `${orderId} was claimed before it was sent`);
      // News that a fill was taken back may be on its way: until then more is filled than can be.
      must(order.quarantine.size === 0 || this.#amended.has(orderId), `${orderId} has nothing that cannot be`);
    }
    for (const [orderId, times] of this.#sends.placed) must(times === 1, `${orderId} is sent once`);
    for (const [requestId, orderId] of this.#promised) {
      const events = this.#orders.logs.get(orderId)?.events ?? [];
      must(
        events.some((each) => "requestId" in each && each.requestId === requestId),
        `${requestId} is written`,
      );
    }
    must(this.#orders.strays.size === 0, "every word is about an order of ours");
    for (const orderId of this.#wanted) must(this.#orders.logs.has(orderId), `${orderId} is not lost`);
  }

  /** The faults stop; the clock goes on until nothing can be under way. */
  async calmDown(): Promise<void> {
    this.#calm = true;
    this.#chaos.calm();
    for (let round = 0; round < CALM_ROUNDS; round += 1) {
      this.#nowMs += NOT_FOUND_AFTER_MS / 4;
      await this.#work(ACCOUNT);
    }
  }

  /** What we hold is what the venue holds, to the last unit. */
  checkEnd(where: string): void {
    const must = promiseOf(where);
    const ours = new Map<string, typeof ZERO>();
    for (const [orderId, { stored }] of this.#orders.logs) {
      const { order } = stored;
      const { status } = order.state;
      must(status !== "unknown" && status !== "sending", `${orderId} is known, was ${status}`);
      must(status !== "pending_cancel" && status !== "pending_replace", `${orderId} has its answers, was ${status}`);
      must(status !== "approved" || order.intent.parentId !== null, `${orderId} has left`);
      const isOpenThere = this.#inner.isOpen(orderId);
      must(isClosed(order) || status === "approved" || isOpenThere, `${orderId} is open there, was ${status} here`);
      must(!isClosed(order) || !isOpenThere, `${orderId} is over there, was ${status} here`);
      must(order.quarantine.size === 0, `${orderId} has nothing left that cannot be`);
      const before = ours.get(order.intent.symbol) ?? ZERO;
      const { filledQty } = order;
      ours.set(order.intent.symbol, order.intent.side === "buy" ? before.plus(filledQty) : before.minus(filledQty));
    }
    const theirs = this.#inner.positions();
    for (const symbol of SYMBOLS) {
      const [mine, there] = [toDecimalText(ours.get(symbol) ?? ZERO), theirs[symbol] ?? "0"];
      must(mine === there, `${symbol} is ${there} at the venue, was ${mine} here`);
    }
    const theirFills = this.#inner.side(Number.MAX_SAFE_INTEGER).fills;
    const { fills } = this.#orders;
    must(fills.size === theirFills.length, `${theirFills.length} fills are booked, were ${fills.size}`);
    for (const { execId, orderId, qty, price } of theirFills) {
      const stands = this.#orders.logs.get(OrderId.of(orderId))?.stored.order.fills.get(execId);
      must(stands?.qty === qty && stands.price === price, `${execId} is ${qty} at ${price}`);
    }
  }

  count(): SimulatedLife {
    const { logs, fills } = this.#orders;
    return {
      orders: logs.size,
      fills: fills.size,
      crashes: this.#crashes,
      unknowns: this.#unknowns,
      amendments: this.#amendments,
    };
  }

  #chance(rate: number): boolean {
    return this.#random() < rate;
  }

  #quote(symbol: (typeof SYMBOLS)[number]): void {
    const mid = 90 + Math.floor(this.#random() * 21);
    this.#inner.quote({
      symbol,
      bid: `${mid - 1}`,
      ask: `${mid + 1}`,
      bidSize: `${Math.floor(this.#random() * 60)}`,
      askSize: `${Math.floor(this.#random() * 60)}`,
      at: this.#clock.nowMs(),
    });
  }

  /** A fault of the store ends whoever wrote, as a crash would; everything else is a fault of ours. */
  async #orCrash<T>(doing: () => Promise<T>): Promise<T | null> {
    try {
      return await doing();
    } catch (error) {
      if (!(error instanceof StoreDown)) throw error;
      this.#crashes += 1;
      return null;
    }
  }

  async #submit(): Promise<void> {
    const random = this.#random;
    const intents = this.#chance(0.2) ? bracket(random, this.#newId) : [single(random, this.#newId())];
    const at = this.#clock.nowMs();
    for (const intent of intents) {
      this.#wanted.add(intent.orderId);
      const create = () =>
        this.#orders.create({ accountId: ACCOUNT, intent, createdAt: at }, [
          { type: "requested", at },
          { type: "approved", at },
        ]);
      // Whoever submits and heard no answer submits the same again: it is one order.
      for (let tries = 0; tries < SUBMITS_MAX; tries += 1) if ((await this.#orCrash(create)) !== null) break;
    }
  }

  /** The venue takes one of its newest fills back, or says that it was another. */
  #amend(): void {
    const filled = this.#inner.side(AMENDED_OF).fills;
    const fill = pick(filled, this.#random);
    if (fill === undefined) return;
    const isBust = this.#chance(0.5);
    const price = `${Number(fill.price) + 1}`;
    const qty = `${1 + Math.floor(this.#random() * Number(fill.qty))}`;
    this.#inner.amendByVenue(fill.execId, isBust ? null : { qty, price }, this.#clock.nowMs());
    this.#amended.add(OrderId.of(fill.orderId));
    this.#amendments += 1;
  }

  #someOrder(): OrderId | undefined {
    return pick([...this.#orders.logs.keys()], this.#random);
  }

  async #cancel(): Promise<void> {
    const orderId = this.#someOrder();
    if (orderId === undefined) return;
    await this.#ask(orderId, { type: "cancel_requested", at: this.#clock.nowMs(), requestId: this.#newId() });
  }

  async #replace(): Promise<void> {
    const orderId = this.#someOrder();
    if (orderId === undefined) return;
    const qty = `${1 + Math.floor(this.#random() * 120)}`;
    await this.#ask(orderId, { type: "replace_requested", at: this.#clock.nowMs(), requestId: this.#newId(), qty });
  }

  async #ask(orderId: OrderId, event: OrderEventOf<"cancel_requested" | "replace_requested">): Promise<void> {
    const answer = await this.#orCrash(() => this.#record(orderId, event));
    if (answer?.outcome === "applied") this.#promised.set(event.requestId, orderId);
  }
}

const promiseOf = (where: string) => (holds: boolean, rule: string) => {
  if (!holds) throw new Error(`${where}: ${rule}`);
};

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Counts how often each order is handed over. */
function counting(venue: Venue): { readonly venue: Venue; readonly placed: ReadonlyMap<OrderId, number> } {
  const placed = new Map<OrderId, number>();
  return {
    placed,
    venue: {
      ...venue,
      place(order) {
        placed.set(order.orderId, (placed.get(order.orderId) ?? 0) + 1);
        return venue.place(order);
      },
    },
  };
}

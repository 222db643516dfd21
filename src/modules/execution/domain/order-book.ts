import { type Exact, Heap, invariant, least, toDecimalText, ZERO } from "@/modules/_kernel";

export type BookOrderId = string | number;
export type BookSide = "buy" | "sell";

/** How long an order waits: for the day, not at all (what fills at once), or not at all and only as a whole. */
export const BOOK_TIFS = ["day", "ioc", "fok"] as const;
export type BookTif = (typeof BOOK_TIFS)[number];

export type BookOperation =
  | {
      readonly op: "add";
      readonly id: BookOrderId;
      readonly side: BookSide;
      /** Above 0. */
      readonly qty: Exact;
      /** Null takes any price and never rests. */
      readonly price: Exact | null;
      readonly tif: BookTif;
    }
  | { readonly op: "cancel"; readonly id: BookOrderId }
  | {
      readonly op: "replace";
      readonly id: BookOrderId;
      /** The new open quantity, above 0. */
      readonly qty: Exact;
      /** `same` leaves it; null takes any price. */
      readonly price: Exact | "same" | null;
    };

export type BookStatus = "open" | "partially_filled" | "filled" | "canceled" | "rejected";

/** How an order stands right after an operation. */
export interface BookResult {
  readonly id: BookOrderId;
  readonly status: BookStatus;
  /** All it has filled so far; 0 of an operation that was rejected. */
  readonly filledQty: Exact;
}

export interface BookTrade {
  /** The order that rested. */
  readonly makerId: BookOrderId;
  readonly takerId: BookOrderId;
  readonly qty: Exact;
  /** The resting order's. */
  readonly price: Exact;
}

export interface BookLevel {
  readonly price: Exact;
  readonly qty: Exact;
}

interface Order {
  readonly id: BookOrderId;
  readonly side: BookSide;
  open: Exact;
  filled: Exact;
  /** Where it rests; null before and after. */
  place: Place | null;
}

/** An order's place in the line of its price. Who loses the place gets a new one at the end. */
interface Place {
  readonly order: Order;
  readonly level: Level;
}

interface Level {
  readonly half: BookHalf;
  readonly price: Exact;
  /** In order of time; places before the head, and those their order has left, are over. */
  readonly line: Place[];
  head: number;
  /** Sum of what is open; 0 is a level that is over. */
  qty: Exact;
}

/**
 * A price-time order book for one instrument. An incoming order trades with the best price first, at one price with the oldest
 * order first, at the resting order's price; what is left rests (`day` with a price) or is canceled.
 *
 * The best level is the top of a heap and a level is found by its price in a map: an operation costs O(log levels) and what it
 * trades. Quantity is never made or lost, and the book is never crossed.
 */
export class OrderBook {
  readonly trades: BookTrade[] = [];
  /** Every order there ever was. */
  readonly #orders = new Map<BookOrderId, Order>();
  readonly #sides = {
    buy: new BookHalf((left, right) => right.cmp(left)),
    sell: new BookHalf((left, right) => left.cmp(right)),
  } as const;

  /** Applies one operation. Unknown, finished and repeated ids are rejected and change nothing. */
  apply(operation: BookOperation): BookResult {
    const order = this.#orders.get(operation.id);
    if (operation.op === "add") {
      if (order !== undefined) return rejected(operation.id);
      const { id, side } = operation;
      const added: Order = { id, side, open: operation.qty, filled: ZERO, place: null };
      this.#orders.set(id, added);
      return this.#enter(added, operation.price, operation.tif);
    }
    if (order === undefined || order.place === null) return rejected(operation.id);
    if (operation.op === "cancel") {
      leave(order, order.place);
      return { id: order.id, status: "canceled", filledQty: order.filled };
    }
    return this.#replace(order, order.place, operation);
  }

  /** The best `count` levels of each side, best first. */
  depth(count: number): { readonly bids: readonly BookLevel[]; readonly asks: readonly BookLevel[] } {
    return { bids: this.#sides.buy.levels(count), asks: this.#sides.sell.levels(count) };
  }

  #replace(order: Order, place: Place, { qty, price: given }: { qty: Exact; price: Exact | "same" | null }) {
    const { level } = place;
    const price = given === "same" ? level.price : given;
    if (price?.eq(level.price) === true && qty.lte(order.open)) {
      change(level, qty.minus(order.open));
      order.open = qty;
      return standing(order);
    }
    leave(order, place);
    order.open = qty;
    return this.#enter(order, price, "day");
  }

  /** Trades what can be traded; rests or cancels the rest. */
  #enter(order: Order, price: Exact | null, tif: BookTif): BookResult {
    const across = this.#sides[order.side === "buy" ? "sell" : "buy"];
    const reaches = (level: Level) =>
      price === null || (order.side === "buy" ? level.price.lte(price) : level.price.gte(price));
    if (tif !== "fok" || across.holds(order.open, reaches)) this.#match(order, across, reaches);
    if (order.open.isZero()) return { id: order.id, status: "filled", filledQty: order.filled };
    if (price === null || tif !== "day") return { id: order.id, status: "canceled", filledQty: order.filled };
    this.#sides[order.side].rest(order, price);
    return standing(order);
  }

  #match(taker: Order, across: BookHalf, reaches: (level: Level) => boolean): void {
    for (let level = across.best(); level !== null && reaches(level); level = across.best()) {
      while (!taker.open.isZero() && !level.qty.isZero()) {
        const maker = firstInLine(level);
        const qty = least(taker.open, maker.open);
        for (const side of [taker, maker]) {
          side.open = side.open.minus(qty);
          side.filled = side.filled.plus(qty);
        }
        change(level, qty.neg());
        if (maker.open.isZero()) maker.place = null;
        this.trades.push({ makerId: maker.id, takerId: taker.id, qty, price: level.price });
      }
      if (taker.open.isZero()) return;
    }
  }
}

/** One side of a book: its levels by price, and the best of them. */
class BookHalf {
  /** Sum of what is open on this side. */
  qty: Exact = ZERO;
  readonly #levels = new Map<string, Level>();
  readonly #heap: Heap<Level>;
  readonly #order: (left: Exact, right: Exact) => number;

  /** @param order - Below 0 when `left` is the better price. */
  constructor(order: (left: Exact, right: Exact) => number) {
    this.#order = order;
    this.#heap = new Heap((left, right) => order(left.price, right.price));
  }

  best(): Level | null {
    for (let level = this.#heap.peek(); level !== undefined; level = this.#heap.peek()) {
      if (!level.qty.isZero()) return level;
      this.#heap.pop();
      const key = toDecimalText(level.price);
      // A new level may have taken the price since.
      if (this.#levels.get(key) === level) this.#levels.delete(key);
    }
    return null;
  }

  rest(order: Order, price: Exact): void {
    const key = toDecimalText(price);
    let level = this.#levels.get(key);
    if (level === undefined) {
      level = { half: this, price, line: [], head: 0, qty: ZERO };
      this.#levels.set(key, level);
      this.#heap.push(level);
    }
    const place: Place = { order, level };
    order.place = place;
    level.line.push(place);
    change(level, order.open);
  }

  /** Whether the levels that an order reaches hold `qty`; an order for more than all of them is told without a look. */
  holds(qty: Exact, reaches: (level: Level) => boolean): boolean {
    if (this.qty.lt(qty)) return false;
    const seen: Level[] = [];
    let held = ZERO;
    for (let level = this.best(); level !== null && held.lt(qty) && reaches(level); level = this.best()) {
      held = held.plus(level.qty);
      seen.push(level);
      this.#heap.pop();
    }
    for (const level of seen) this.#heap.push(level);
    return held.gte(qty);
  }

  levels(count: number): readonly BookLevel[] {
    return this.#heap
      .items()
      .filter(({ qty }) => !qty.isZero())
      .toSorted((left, right) => this.#order(left.price, right.price))
      .slice(0, count)
      .map(({ price, qty }) => ({ price, qty }));
  }
}

function rejected(id: BookOrderId): BookResult {
  return { id, status: "rejected", filledQty: ZERO };
}

function standing({ id, filled }: Order): BookResult {
  return { id, status: filled.isZero() ? "open" : "partially_filled", filledQty: filled };
}

/** What is open at a level, and so on its side, becomes more or less. */
function change(level: Level, by: Exact): void {
  level.qty = level.qty.plus(by);
  level.half.qty = level.half.qty.plus(by);
}

function leave(order: Order, place: Place): void {
  change(place.level, order.open.neg());
  order.open = ZERO;
  order.place = null;
}

function firstInLine(level: Level): Order {
  for (; ; level.head += 1) {
    const place = level.line[level.head];
    invariant(place !== undefined, "an open level has an open order");
    if (place.order.place === place) return place.order;
  }
}

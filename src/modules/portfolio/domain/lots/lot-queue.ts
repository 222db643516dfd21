import { invariant } from "@/modules/_kernel";
import type { LotMethod, OpenLot } from "./lot";

/** Below 0 when `left` is to be closed before `right`. */
type Order = (left: OpenLot, right: OpenLot) => number;

const oldestFirst: Order = (left, right) => left.dateMs - right.dateMs || left.sequence - right.sequence;

const ORDERS = {
  fifo: oldestFirst,
  lifo: (left, right) => oldestFirst(right, left),
  hifo: (left, right) => right.price.cmp(left.price) || oldestFirst(left, right),
  // What nobody named goes oldest first, and of a pool there is only one.
  average: oldestFirst,
  specific: oldestFirst,
} as const satisfies Record<LotMethod, Order>;

/** The open lots of one instrument as a heap: the one to close first in O(1), adding and removing it in O(log n). */
export class LotQueue {
  readonly #before: Order;
  readonly #heap: OpenLot[] = [];

  constructor(method: LotMethod) {
    this.#before = ORDERS[method];
  }

  /** The lot to close first. A lot that was emptied by its name is passed over. */
  first(): OpenLot | null {
    let top = this.#heap[0];
    while (top?.left.isZero()) {
      this.#removeFirst();
      top = this.#heap[0];
    }
    return top ?? null;
  }

  push(lot: OpenLot): void {
    const heap = this.#heap;
    let place = heap.push(lot) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#before(lot, this.#at(parent)) >= 0) break;
      heap[place] = this.#at(parent);
      place = parent;
    }
    heap[place] = lot;
  }

  /** All open lots, oldest first. */
  byDate(): readonly OpenLot[] {
    return this.#heap.filter(({ left }) => !left.isZero()).toSorted(oldestFirst);
  }

  #at(place: number): OpenLot {
    const lot = this.#heap[place];
    invariant(lot !== undefined, "a heap has no holes");
    return lot;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.#before(this.#at(child + 1), this.#at(child)) < 0) child += 1;
      if (this.#before(last, this.#at(child)) <= 0) break;
      heap[place] = this.#at(child);
      place = child;
    }
    heap[place] = last;
  }
}

import { Heap } from "@/modules/_kernel";
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

/** The open lots of one instrument: the one to close first in O(1), adding and closing it in O(log n). */
export class LotQueue {
  readonly #heap: Heap<OpenLot>;

  constructor(method: LotMethod) {
    this.#heap = new Heap(ORDERS[method]);
  }

  /** The lot to close first. A lot that was emptied, by its name or in its turn, is passed over. */
  first(): OpenLot | null {
    while (this.#heap.peek()?.left.isZero() === true) this.#heap.pop();
    return this.#heap.peek() ?? null;
  }

  push(lot: OpenLot): void {
    this.#heap.push(lot);
  }

  /** All open lots, oldest first. */
  byDate(): readonly OpenLot[] {
    return this.#heap
      .items()
      .filter(({ left }) => !left.isZero())
      .toSorted(oldestFirst);
  }
}

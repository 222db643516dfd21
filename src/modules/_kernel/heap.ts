import { invariant } from "./invariant";

/** A binary heap: the item that goes before all others in O(1), adding one and taking that one in O(log n). */
export class Heap<T> {
  readonly #order: (left: T, right: T) => number;
  readonly #items: T[] = [];

  /** @param order - Below 0 when `left` goes before `right`. Must not change for items that are in. */
  constructor(order: (left: T, right: T) => number) {
    this.#order = order;
  }

  /** The item that goes before all others; undefined when there is none. */
  peek(): T | undefined {
    return this.#items[0];
  }

  /** All items in no order. */
  items(): readonly T[] {
    return this.#items;
  }

  push(item: T): void {
    const items = this.#items;
    let place = items.push(item) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (this.#order(item, this.#at(parent)) >= 0) break;
      items[place] = this.#at(parent);
      place = parent;
    }
    items[place] = item;
  }

  /** Takes out what `peek` shows. */
  pop(): T | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && this.#order(this.#at(child + 1), this.#at(child)) < 0) child += 1;
      if (this.#order(last, this.#at(child)) <= 0) break;
      items[place] = this.#at(child);
      place = child;
    }
    items[place] = last;
    return top;
  }

  #at(place: number): T {
    const item = this.#items[place];
    invariant(item !== undefined, "a heap has no holes");
    return item;
  }
}

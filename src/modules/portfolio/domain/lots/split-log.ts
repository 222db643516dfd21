import { type Exact, ONE } from "@/modules/_kernel";

/**
 * Every split of an instrument so far, so that a lot is brought up to date when somebody looks at it and not at each split: a
 * split costs O(1), what a lot missed O(log splits), however many lots are open.
 */
export class SplitLog {
  /** By level: products of the ratios of blocks of 2^level splits, in order. Only whole blocks are there. */
  readonly #blocks: Exact[][] = [[]];
  #count = 0;

  /** Splits so far. */
  get count(): number {
    return this.#count;
  }

  /** @param ratio - New units for one old one, above 0. */
  append(ratio: Exact): void {
    this.#count += 1;
    let block = ratio;
    for (let level = 0; ; level += 1) {
      const row = this.#blocks[level] ?? [];
      this.#blocks[level] = row;
      row.push(block);
      const left = row.at(-2);
      if (row.length % 2 === 1 || left === undefined) return;
      block = left.times(block);
    }
  }

  /** New units for one old one, of all splits but the first `seen`. */
  since(seen: number): Exact {
    let [product, from] = [ONE, seen];
    while (from < this.#count) {
      // The largest whole block that starts here.
      let level = 0;
      while (from % 2 ** (level + 1) === 0 && from + 2 ** (level + 1) <= this.#count) level += 1;
      product = product.times(this.#blocks[level]?.[from / 2 ** level] ?? ONE);
      from += 2 ** level;
    }
    return product;
  }
}

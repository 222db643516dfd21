import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Heap } from "./heap";

describe("Heap", () => {
  it("gives its items in order, whatever comes in between", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer())), (steps) => {
        const heap = new Heap<number>((left, right) => left - right);
        let model: number[] = [];
        for (const step of steps) {
          const popped = step === null ? [heap.pop()] : [];
          if (step !== null) heap.push(step);
          expect(popped).toEqual(step === null ? [model[0]] : []);
          model = step === null ? model.slice(1) : model.concat(step).toSorted((left, right) => left - right);
          expect(heap.peek()).toBe(model[0]);
          expect(heap.items().toSorted((left, right) => left - right)).toEqual(model);
        }
      }),
    );
  });
});

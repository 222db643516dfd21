import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exact } from "@/modules/_kernel";
import { SplitLog } from "./split-log";

describe("SplitLog", () => {
  it("multiplies every split that was missed, and no other", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("2", "0.5", "1.5", "3"), { maxLength: 40 }), (ratios) => {
        const log = new SplitLog();
        for (const ratio of ratios) log.append(exact(ratio));
        expect(log.count).toBe(ratios.length);
        for (let seen = 0; seen <= ratios.length; seen += 1) {
          const product = ratios.slice(seen).reduce((all, ratio) => all.times(exact(ratio)), exact(1));
          expect(log.since(seen).toFixed()).toBe(product.toFixed());
        }
      }),
    );
  });
});

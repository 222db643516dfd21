import fc from "fast-check";
import { expect, it } from "vitest";
import { subtractSpans } from "./span";

const RUNS = Number(process.env["SOAK_RUNS"] ?? 200);
const span = fc
  .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 15 }))
  .map(([fromMs, length]) => ({ fromMs, toMs: fromMs + length }));

it("leaves exactly the moments that no other span has, in order and apart", () => {
  fc.assert(
    fc.property(span, fc.array(span, { maxLength: 6 }), (whole, others) => {
      const inside = (at: number, { fromMs, toMs }: { fromMs: number; toMs: number }) => at >= fromMs && at < toMs;
      const left = subtractSpans(whole, others);
      for (let at = 0; at < 60; at += 1) {
        const expected = inside(at, whole) && !others.some((other) => inside(at, other));
        expect(left.some((part) => inside(at, part))).toBe(expected);
      }
      for (const [index, part] of left.entries()) {
        expect(part.fromMs).toBeLessThan(part.toMs);
        expect(part.fromMs).toBeGreaterThan(left[index - 1]?.toMs ?? -1);
      }
    }),
    { numRuns: RUNS },
  );
});

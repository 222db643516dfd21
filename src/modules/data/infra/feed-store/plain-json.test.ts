import fc from "fast-check";
import { expect, it } from "vitest";
import { plainJson, plainText } from "./plain-json";

it.each([
  ["a\u0000b", "ab"],
  ["cut in \ud83d", "cut in \ufffd"],
  ["\ude00 begun late", "\ufffd begun late"],
  ["whole \u{1f600}", "whole \u{1f600}"],
])("%j is stored as %j", (sent, stored) => {
  expect(plainText(sent)).toBe(stored);
});

it("writes numbers that are none by their names", () => {
  expect(plainJson({ price: Number.NaN, of: [Number.POSITIVE_INFINITY, 1] })).toBe(
    '{"price":"NaN","of":["Infinity",1]}',
  );
});

it("makes text of any text that survives as UTF-8", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const text = String.fromCharCode(...units); // halves of pairs too
      const stored = plainText(text);
      expect(Buffer.from(stored, "utf8").toString("utf8")).toBe(stored);
      expect(stored).not.toContain("\u0000");
    }),
  );
});

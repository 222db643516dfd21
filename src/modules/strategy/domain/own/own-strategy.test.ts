import { describe, expect, it } from "vitest";
import { parseReference, referenceTo, slugFault } from "./own-strategy";

describe("own strategy", () => {
  it.each(["trend-rider", "ab", "a1-2", "a".repeat(40)])("takes the name %s", (slug) => {
    expect(slugFault(slug, ["sma-cross"])).toBeNull();
  });

  it.each(["", "a", "1ab", "Ab", "a_b", "a b", "a@1", "a".repeat(41), "new", "rules", "sma-cross"])(
    "says what would pass instead of %s",
    (slug) => {
      expect(slugFault(slug, ["sma-cross"])).toMatch(/a-z|another name/);
    },
  );

  it("reads which version is meant", () => {
    expect(parseReference("trend-rider")).toEqual({ slug: "trend-rider", number: null });
    expect(parseReference("trend-rider@12")).toEqual({ slug: "trend-rider", number: 12 });
    expect(parseReference(referenceTo("ab", 3))).toEqual({ slug: "ab", number: 3 });
    for (const bad of ["", "a@", "ab@0", "ab@01", "ab@1.5", "ab@9999999999", "Ab@1"])
      expect(parseReference(bad)).toBeNull();
  });
});

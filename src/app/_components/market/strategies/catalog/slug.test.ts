import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slugFault, suggestSlug } from "./slug";

const NONE: ReadonlySet<string> = new Set();

describe("the name of a new strategy", () => {
  it.each([
    ["my-cross", null],
    ["a1", null],
    ["", "malformed"],
    ["a", "malformed"],
    ["My-cross", "malformed"],
    ["1st", "malformed"],
    ["under_score", "malformed"],
    ["a".repeat(41), "malformed"],
    ["search", "reserved"],
    ["known", "taken"],
  ] as const)("%s is %s", (slug, fault) => {
    expect(slugFault(slug, new Set(["known"]))).toBe(fault);
  });
});

describe("the suggested name", () => {
  it("counts up past those that are taken", () => {
    expect(suggestSlug("cross", NONE)).toBe("my-cross");
    expect(suggestSlug("cross", new Set(["my-cross", "my-cross-2"]))).toBe("my-cross-3");
  });

  it("passes its own check, whatever is taken", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{1,60}$/);
    fc.assert(
      fc.property(name, fc.nat(12), (base, count) => {
        let taken = new Set<string>();
        for (let number = 0; number <= count; number += 1) {
          const slug = suggestSlug(base, taken);
          expect(slugFault(slug, taken)).toBeNull();
          taken = new Set([...taken, slug]);
        }
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newKeyText, type SealKey, seal, sealKeyOf, unseal } from "./seal";

function freshKey(): SealKey {
  const key = sealKeyOf(newKeyText());
  if (key === null) throw new Error("a fresh key is a key");
  return key;
}
const KEY = freshKey();

describe("sealed text", () => {
  it("opens to what it was, whatever it was", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, bound) => {
        expect(unseal(seal(text, KEY, bound), KEY, bound)).toBe(text);
      }),
    );
  });

  it("is another one each time, and shows nothing of the text", () => {
    const [first, second] = [seal("hunter2-hunter2", KEY, "a"), seal("hunter2-hunter2", KEY, "a")];
    expect(first.equals(second)).toBe(false);
    expect(first.toString("latin1")).not.toContain("hunter2");
  });

  it("opens for no other key and nothing else than it was sealed for", () => {
    const sealed = seal("x", KEY, "feed.alpaca");
    expect(unseal(sealed, freshKey(), "feed.alpaca")).toBeNull();
    expect(unseal(sealed, KEY, "feed.other")).toBeNull();
  });

  it("does not open when any byte was changed, or cut", () => {
    const sealed = seal("some secret", KEY, "a");
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(unseal(changed, KEY, "a")).toBeNull();
      expect(unseal(sealed.subarray(0, at), KEY, "a")).toBeNull();
    }
  });
});

it.each(["", "abc", "g".repeat(64), "a".repeat(63)])("no key is made of %j", (text) => {
  expect(sealKeyOf(text)).toBeNull();
});

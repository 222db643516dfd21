import { describe, expect, it } from "vitest";
import { ByteCache } from "./byte-cache";

const entry = (size: number) => ({ bytes: new Uint8Array(size) });

describe("a cache of bytes", () => {
  it("keeps what was used last, up to its size", () => {
    const cache = new ByteCache(100);
    for (const key of ["a", "b", "c"]) cache.put(key, entry(30));
    cache.get("a");
    cache.put("d", entry(30));
    expect(["a", "b", "c", "d"].filter((key) => cache.get(key) !== undefined)).toEqual(["a", "c", "d"]);
  });

  it("counts an entry that takes the place of another once", () => {
    const cache = new ByteCache(100);
    cache.put("other", entry(50));
    for (let again = 0; again < 10; again += 1) cache.put("same", entry(50));
    expect(cache.get("other")?.bytes).toHaveLength(50);
  });

  it("does not keep what is larger than all of it", () => {
    const cache = new ByteCache(100);
    cache.put("small", entry(10));
    cache.put("large", entry(101));
    expect(cache.get("large")).toBeUndefined();
    cache.put("next", entry(100));
    expect(cache.get("next")).toBeDefined();
  });
});

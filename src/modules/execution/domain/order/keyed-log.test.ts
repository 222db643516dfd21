import { describe, expect, it } from "vitest";
import { KeyedLog } from "./keyed-log";

describe("KeyedLog", () => {
  it("keeps what came, in its order, and finds it by key", () => {
    const log = KeyedLog.empty<number>().with("a", 1).with("b", 2);
    expect([log.entries(), log.get("b"), log.get("c"), log.size]).toEqual([[1, 2], 2, undefined, 2]);
  });

  it("never changes a log that was given away", () => {
    const one = KeyedLog.empty<number>().with("a", 1);
    const left = one.with("b", 2).with("c", 3);
    const right = one.with("c", 4).with("b", 5);
    expect([one.entries(), left.entries(), right.entries()]).toEqual([[1], [1, 2, 3], [1, 4, 5]]);
    expect([one.has("b"), left.get("c"), right.get("c")]).toEqual([false, 3, 4]);
  });

  it("takes a key once", () => {
    const log = KeyedLog.empty<number>().with("a", 1);
    expect(() => log.with("a", 2)).toThrow('was "a" again');
  });
});

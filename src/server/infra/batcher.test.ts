import { describe, expect, it } from "vitest";
import { makeBatcher } from "./batcher";
import { deferred } from "./deferred";

/** A loader that answers when told to, and remembers what it was asked. */
function heldLoader() {
  const rounds: { readonly keys: readonly string[]; readonly answer: () => void; readonly fail: () => void }[] = [];
  let next = deferred();
  const load = (keys: readonly string[]) =>
    new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
      rounds.push({
        keys,
        answer: () => resolve(new Map(keys.filter((key) => key !== "none").map((key) => [key, `${key}!`]))),
        fail: () => reject(new Error("database down")),
      });
      next.resolve();
    });
  /** Resolves with the round of that number once it has begun. */
  const begun = async (index: number) => {
    while (rounds.length <= index) {
      await next.promise;
      next = deferred();
    }
    const round = rounds[index];
    if (round === undefined) throw new Error("a round that has begun is there");
    return round;
  };
  return { rounds, load, begun };
}

describe("a batcher", () => {
  it("asks once for what comes at one time, and each key once", async () => {
    const { rounds, load, begun } = heldLoader();
    const ask = makeBatcher(load, 10);
    const answers = Promise.all([ask("a"), ask("b"), ask("a"), ask("none")]);
    (await begun(0)).answer();
    expect(await answers).toEqual(["a!", "b!", "a!", null]);
    expect(rounds.map(({ keys }) => keys)).toEqual([["a", "b", "none"]]);
  });

  it("never answers with what was looked up before the question", async () => {
    const { rounds, load, begun } = heldLoader();
    const ask = makeBatcher(load, 10);
    const first = ask("a");
    const early = await begun(0);
    const [second, third] = [ask("a"), ask("a")];
    early.answer();
    expect(await first).toBe("a!");
    (await begun(1)).answer();
    expect(await Promise.all([second, third])).toEqual(["a!", "a!"]);
    expect(rounds.map(({ keys }) => keys)).toEqual([["a"], ["a"]]);
  });

  it("bounds a round", async () => {
    const { rounds, load, begun } = heldLoader();
    const ask = makeBatcher(load, 2);
    const answers = Promise.all(["a", "b", "c", "d", "e"].map(ask));
    for (const index of [0, 1, 2]) (await begun(index)).answer();
    expect(await answers).toHaveLength(5);
    expect(rounds.map(({ keys }) => keys)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  });

  it("tells a fault to those who waited for it, and asks again for the next", async () => {
    const { load, begun } = heldLoader();
    const ask = makeBatcher(load, 10);
    const failed = Promise.allSettled([ask("a"), ask("b")]);
    (await begun(0)).fail();
    expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const again = ask("a");
    (await begun(1)).answer();
    expect(await again).toBe("a!");
  });
});

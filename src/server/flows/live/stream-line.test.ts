import { describe, expect, it } from "vitest";
import type { Feed, FeedMessage } from "@/modules/data";
import { StreamLine } from "./stream-line";

const TRADE: FeedMessage = { type: "trade", alias: "A", price: 1, size: 1, eventMs: 0, tradeId: "1" };

/** A line of a feed that says one trade and then nothing. */
function openLine(keepUp: () => Promise<void>) {
  const over = new AbortController();
  const said: string[] = [];
  const feed = {
    async *stream(_: readonly string[], signal: AbortSignal) {
      yield TRADE;
      await new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  } as Pick<Feed, "stream"> as Feed;
  const line = new StreamLine({
    feed,
    signal: over.signal,
    nowMs: () => 0,
    hear: ({ type }) => said.push(type),
    keepUp,
    interrupted: () => undefined,
    malformed: () => undefined,
    failed: () => {
      said.push("failed");
      over.abort();
    },
  });
  return { line, said, over };
}

describe("StreamLine", () => {
  it("tells of a fault at once and throws it at its end, and leaves nobody's promise alone", async () => {
    const { line, said, over } = openLine(() => Promise.reject(new Error("the lease went to another")));
    await line.carry(new Set(["A"]));
    await expect.poll(() => said).toEqual(["trade", "failed"]);
    expect(over.signal.aborted).toBe(true);
    // A promise that was rejected and that nobody waits for would end the process by now.
    await expect(line.end()).rejects.toThrow("the lease went to another");
  });

  it("ends without a word when it is told to", async () => {
    const { line, said } = openLine(() => Promise.resolve());
    await line.carry(new Set(["A"]));
    await expect.poll(() => said).toEqual(["trade"]);
    await line.end();
    expect(said).toEqual(["trade"]);
  });
});

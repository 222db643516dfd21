import { describe, expect, it } from "vitest";
import { EpochMs, exact } from "@/modules/_kernel";
import type { LimitReplay } from "./replay-limit";
import { replaySummary, summarizeReplay } from "./replay-summary";

const DAY_MS = 86_400_000;
const PAST = { currency: "USD", unknownDays: 2, isIntraday: true, asOf: EpochMs.of(5) };
const order = {
  symbol: "A",
  side: "buy",
  qty: exact(3),
  limitPrice: null,
  protectiveStop: null,
  endedMs: null,
  onlyReduces: false,
} as const;

/** A replay of so many days, on each of which it fired and refused. */
const replayOf = (days: number): LimitReplay => ({
  days,
  orders: days * 2,
  fired: Array.from({ length: days }, (_, at) => ({
    dayMs: at * DAY_MS,
    passedAtMs: null,
    refused: 1,
    used: null,
    step: null,
    gained: exact("0.5"),
  })),
  refused: Array.from({ length: days }, (_, at) => ({
    order: { ...order, atMs: at * DAY_MS },
    actual: null,
    limit: exact(1),
  })),
  gained: exact(String(days / 2)),
  curve: Array.from({ length: days }, (_, at) => ({ atMs: at * DAY_MS, was: exact(at), would: exact(at + 1) })),
});

describe("a replay in short", () => {
  it("has its sums whole, the newest of its days and orders, and both ends of its curve", () => {
    const done = summarizeReplay(replayOf(1_000), PAST);
    expect(done).toMatchObject({ days: 1_000, orders: 2_000, firedDays: 1_000, refusedOrders: 1_000, gained: 500 });
    expect([done.fired.length, done.refused.length]).toEqual([400, 400]);
    expect([done.fired[0]?.dayMs, done.fired.at(-1)?.dayMs]).toEqual([600 * DAY_MS, 999 * DAY_MS]);
    expect(done.curve.length).toBeLessThanOrEqual(601);
    expect([done.curve[0], done.curve.at(-1)]).toEqual([
      { atMs: 0, was: 0, would: 1 },
      { atMs: 999 * DAY_MS, was: 999, would: 1_000 },
    ]);
  });

  it.each([0, 1, 3])("of %i days is read back as it was kept", (days) => {
    const done = summarizeReplay(replayOf(days), PAST);
    expect(replaySummary.parse(JSON.parse(JSON.stringify(done)))).toEqual(done);
  });
});

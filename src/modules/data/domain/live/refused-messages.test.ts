import { expect, it } from "vitest";
import type { FeedMessage } from "../feed/feed";
import { RefusedMessages } from "./refused-messages";

const DAY_MS = 86_400_000;
const NOW = 20_000 * DAY_MS;
const trade = (alias: string, price: number): Extract<FeedMessage, { type: "trade" }> => ({
  type: "trade",
  alias,
  price,
  size: 1,
  eventMs: NOW,
  tradeId: null,
});
const JUMP = { reason: "price_jump", facts: { price: 100, neighbour: 1 } } as const;
const known = { nowMs: NOW, known: true };

it("counts the same reason of one instrument and keeps the first as it came", () => {
  const refused = new RefusedMessages();
  for (let n = 0; n < 1_000; n += 1) refused.add(trade("A", 100 + n), JUMP, known);
  refused.add(trade("A", Number.NaN), { reason: "value_missing", facts: { field: "price" } }, known);
  refused.add(trade("B", 5), JUMP, known);
  const taken = refused.take();
  expect(taken.map(({ alias, reason, times }) => [alias, reason, times])).toEqual([
    ["A", "price_jump", 1_000],
    ["A", "value_missing", 1],
    ["B", "price_jump", 1],
  ]);
  expect(taken[0]?.sample).toContain('"price":100,');
  expect(taken[1]?.sample).toContain('"price":"NaN"');
  expect(refused.take()).toEqual([]);
});

it("begins anew on another day", () => {
  const refused = new RefusedMessages();
  refused.add(trade("A", 1), JUMP, known);
  refused.add(trade("A", 1), JUMP, { nowMs: NOW + DAY_MS, known: true });
  expect(refused.take().map(({ day }) => day)).toEqual([20_000, 20_001]);
});

it("counts names that a feed invents under one, and never holds more than its bound", () => {
  const refused = new RefusedMessages();
  for (let n = 0; n < 5_000; n += 1) refused.add(trade(`X${n}`, 1), JUMP, { nowMs: NOW, known: false });
  expect(refused.take().map(({ alias, times }) => [alias, times])).toEqual([["", 5_000]]);
  for (let n = 0; n < 5_000; n += 1) refused.add(trade(`K${n}`, 1), JUMP, known);
  const taken = refused.take();
  expect(taken).toHaveLength(1_001);
  expect(taken.reduce((sum, { times }) => sum + times, 0)).toBe(5_000);
});

it("keeps closed bars as they came, and gives back what was not written", () => {
  const refused = new RefusedMessages();
  const bar = { time: NOW, open: 100, high: 100, low: 100, close: 100, volume: 1 };
  const message = { type: "bar", alias: "A", resolution: "1m", bar, closed: true } as const;
  refused.add(message, JUMP, known);
  refused.add({ ...message, closed: false }, JUMP, known);
  const taken = refused.take();
  expect(taken[0]).toMatchObject({ bars: [bar], resolution: "1m", times: 2 });
  refused.add(message, JUMP, known);
  refused.giveBack(taken);
  expect(refused.take()[0]).toMatchObject({ bars: [bar, bar], times: 3 });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TRADES_REMEMBERED_MAX, TradeMemory } from "./trade-memory";

const trade = (id: number | null) => ({ tradeId: id === null ? null : String(id), eventMs: 1000 + (id ?? 0) });
const knowing = (...ids: readonly number[]) => {
  const memory = new TradeMemory();
  for (const id of ids) memory.add(trade(id));
  return memory;
};
const missing = (memory: TradeMemory, ...ids: readonly number[]) =>
  memory.missingFrom(ids.map(trade))?.map(({ tradeId }) => Number(tradeId)) ?? null;

describe("TradeMemory", () => {
  it("says what came after the trades that it knows", () => {
    expect(missing(knowing(1, 2, 3), 2, 3, 4, 5)).toEqual([4, 5]);
    expect(missing(knowing(1, 2, 3), 1, 2, 3)).toEqual([]);
  });

  it("finds a hole between trades that it knows", () => {
    expect(missing(knowing(1, 2, 5), 1, 2, 3, 4, 5, 6)).toEqual([3, 4, 6]);
  });

  it("does not guess when it knows none of them", () => {
    expect(missing(knowing(1, 2), 7, 8)).toBeNull();
    expect(missing(knowing(), 7, 8)).toBeNull();
    expect(missing(knowing(1))).toBeNull();
  });

  it("knows a trade that came twice", () => {
    const memory = knowing(1);
    expect(memory.add(trade(1))).toBe(false);
    expect(memory.add(trade(2))).toBe(true);
  });

  it("takes trades without an id, and never gives them as missing", () => {
    const memory = knowing(1);
    expect(memory.add(trade(null))).toBe(true);
    expect(memory.add(trade(null))).toBe(true);
    expect(memory.missingFrom([trade(1), trade(null)])).toEqual([]);
  });

  it("has the moment of the newest trade, whatever the order", () => {
    expect(new TradeMemory().lastMs).toBeNull();
    expect(knowing(5, 3).lastMs).toBe(1005);
  });

  it("forgets the oldest ids and no others", () => {
    const memory = new TradeMemory();
    for (let id = 0; id <= TRADES_REMEMBERED_MAX; id += 1) memory.add(trade(id));
    expect(missing(memory, 0)).toBeNull();
    expect(missing(memory, 1)).toEqual([]);
  });

  it("gives every trade once over a cut and a resume, wherever the cut is", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 39 }),
        fc.integer({ min: 1, max: 40 }),
        (count, cut, overlap) => {
          const ids = Array.from({ length: count }, (_unused, index) => index);
          const memory = new TradeMemory();
          const got = ids.slice(0, cut).filter((id) => memory.add(trade(id)));
          const rest = memory.missingFrom(ids.slice(Math.max(0, cut - overlap)).map(trade)) ?? [];
          const all = [...got, ...rest.map(({ tradeId }) => Number(tradeId))];
          expect(all).toEqual(cut === 0 ? [] : ids);
        },
      ),
    );
  });
});

import { describe, expect, it } from "vitest";
import { EpochMs, InstrumentId } from "@/modules/_kernel";
import type { PriceAdjustment } from "../../domain/corporate-actions/adjust";
import type { CorporateAction } from "../../domain/corporate-actions/corporate-action";
import type { Resolution } from "../../domain/resolution";
import { makeReadHeldActions } from "./held-actions";

const day = (text: string) => Date.parse(text);
const facts = { actionId: "1", instrumentId: InstrumentId.of(1), ordinal: 0, source: "test", knownAtMs: EpochMs.of(1) };
const ACTIONS: readonly CorporateAction[] = [
  { ...facts, type: "split", exDateMs: day("2024-06-10"), ratio: "10" },
  { ...facts, type: "dividend", exDateMs: day("2024-03-05"), amount: "0.4", currency: "" },
  // On the day of the split: for a share as it was before.
  { ...facts, type: "dividend", exDateMs: day("2024-06-10"), amount: "1", currency: "" },
  { ...facts, type: "split", exDateMs: day("2024-09-02"), ratio: "2" },
  { ...facts, type: "split", exDateMs: day("2025-01-01"), ratio: "3" },
];
const instrument = { instrumentId: InstrumentId.of(1), timeZone: "America/New_York", calendar: null };

async function held(adjustment: PriceAdjustment, resolution: Resolution = "1d", until: string | null = null) {
  const read = makeReadHeldActions({
    bars: {
      coveragesOf: async () => [
        {
          resolution: "1d",
          firstMs: EpochMs.of(day("2024-01-02")),
          lastMs: EpochMs.of(day("2024-12-31")),
          bars: 250,
          changedAtMs: EpochMs.of(2),
        },
      ],
    },
    actions: { known: async () => ({ actions: ACTIONS, changedAtMs: EpochMs.of(9) }) },
  });
  const untilDateMs = until === null ? null : day(until);
  return read(instrument, resolution, { adjustment, actionsAsOfMs: null, untilDateMs });
}

describe("what is left to happen to a position", () => {
  it("is everything with raw prices, dividends of a date before its split, nothing after the newest bar", async () => {
    const { actions, actionsAsOfMs } = await held("raw");
    expect(actionsAsOfMs).toBe(9);
    expect(actions).toEqual([
      { type: "dividend", atMs: day("2024-03-05"), amount: 0.4 },
      { type: "dividend", atMs: day("2024-06-10"), amount: 1 },
      { type: "split", atMs: day("2024-06-10"), ratio: 10 },
      { type: "split", atMs: day("2024-09-02"), ratio: 2 },
    ]);
  });

  it("is dividends in units of prices that are free of splits", async () => {
    const { actions } = await held("split");
    expect(actions).toEqual([
      { type: "dividend", atMs: day("2024-03-05"), amount: 0.02 },
      { type: "dividend", atMs: day("2024-06-10"), amount: 0.05 },
    ]);
    // On the footing of a day before the second split.
    expect((await held("split", "1d", "2024-08-30")).actions[0]).toMatchObject({ amount: 0.04 });
  });

  it("is nothing where dividends are in the prices", async () => {
    expect((await held("total_return")).actions).toEqual([]);
  });

  it("begins with the date at the exchange where bars are shorter than a day", async () => {
    const { actions } = await held("raw", "1m");
    expect(actions[0]?.atMs).toBe(Date.parse("2024-03-05T05:00:00Z"));
  });
});

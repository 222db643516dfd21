import { expect, it } from "vitest";
import { totalsOf } from "./board-totals";

type Line = Parameters<typeof totalsOf>[0][number];
const line = (part: Partial<Line>): Line => ({
  state: "running",
  currency: "USD",
  pnl: "1.1",
  pnlToday: "0.1",
  exposure: "100",
  ...part,
});

it("adds up each currency exactly, and counts who decides and who is held back", () => {
  const lines = [line({}), line({ pnlToday: "0.2", state: "reduce_only" }), line({ currency: "EUR", state: "failed" })];
  expect(totalsOf(lines)).toEqual({
    running: 2,
    troubled: 2,
    sums: [
      { currency: "USD", pnl: "2.2", pnlToday: "0.3", exposure: "200" },
      { currency: "EUR", pnl: "1.1", pnlToday: "0.1", exposure: "100" },
    ],
  });
});

it("does not know a sum of which a part is not known", () => {
  expect(totalsOf([line({ pnl: null }), line({})]).sums).toEqual([
    { currency: "USD", pnl: null, pnlToday: "0.2", exposure: "200" },
  ]);
});

it("is nothing of nothing", () => {
  expect(totalsOf([])).toEqual({ running: 0, troubled: 0, sums: [] });
});

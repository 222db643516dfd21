import { expect, it } from "vitest";
import type { MarkedPosition } from "../desk/blotter/marks";
import { liveMoney } from "./live-money";

type Overview = Parameters<typeof liveMoney>[0];
const overview = {
  account: { baseCurrency: "USD" },
  equity: "1000",
  dayPnl: "10",
  openPnl: "20",
  positionsValue: "220",
  grossValue: "380",
} as Overview;
const held = (liveValue: string | null, cost: string, currency = "USD") =>
  ({ liveValue, cost, currency }) as MarkedPosition;
const told = { equity: "1000", dayPnl: "10", openPnl: "20", gross: "380", net: "220" };

it("moves every number by what live prices moved the positions", () => {
  // Long 300 bought for 280 and short 80 sold for 80: +5 and +1 since the server looked.
  expect(liveMoney(overview, [held("305", "280"), held("-79", "-80")])).toEqual({
    equity: "1006",
    dayPnl: "16",
    openPnl: "26",
    gross: "384",
    net: "226",
  });
});

it.each([
  ["are not read yet", undefined],
  ["are of another moment: what was paid differs", [held("305", "281"), held("-79", "-80")]],
  ["have one without a price", [held("305", "280"), held(null, "-80")]],
  ["have one in another currency", [held("305", "280", "EUR"), held("-79", "-80")]],
] as const)("leaves what the server said where positions %s", (_what, positions) => {
  expect(liveMoney(overview, positions)).toEqual(told);
});

it("keeps unknown unknown", () => {
  const unknown = { ...overview, equity: null, dayPnl: null };
  expect(liveMoney(unknown, [])).toMatchObject({ equity: null, dayPnl: null });
  expect(liveMoney({ ...overview, dayPnl: null }, [held("305", "280"), held("-79", "-80")]).dayPnl).toBeNull();
});

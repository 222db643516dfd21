import { describe, expect, it } from "vitest";
import { exact } from "@/modules/_kernel";
import { type AccountChange, type DayPrices, dailyValues } from "./daily-values";

const money = (day: string, chart: "cash" | "capital", amount: string, currency = "USD"): AccountChange => ({
  day,
  chart,
  symbol: null,
  currency,
  amount: exact(amount),
  qty: null,
});
const units = (day: string, qty: string): AccountChange => ({
  day,
  chart: "securities",
  symbol: "SPY",
  currency: "USD",
  amount: exact("1"),
  qty: exact(qty),
});
const PRICES: DayPrices = {
  priceOf: (_symbol, _currency, day) => (day === "2026-03-03" ? exact("110") : exact("100")),
  rateOf: (currency) => (currency === "USD" ? exact(1) : currency === "EUR" ? exact("1.5") : null),
};
const say = (changes: readonly AccountChange[], days: readonly string[]) =>
  dailyValues(changes, days, PRICES).map(({ day, equity, flow }) => [
    day,
    equity?.toFixed() ?? null,
    flow?.toFixed() ?? null,
  ]);
const DAYS = ["2026-03-02", "2026-03-03", "2026-03-04"];

describe("dailyValues", () => {
  it("adds cash and what is held at the day's price, and tells what came in from outside", () => {
    const changes = [
      money("2026-03-01", "cash", "1000"),
      money("2026-03-01", "capital", "-1000"),
      money("2026-03-02", "cash", "-500"),
      units("2026-03-02", "5"),
      money("2026-03-04", "cash", "100", "EUR"),
      money("2026-03-04", "capital", "-100", "EUR"),
    ];
    expect(say(changes, DAYS)).toEqual([
      ["2026-03-02", "1000", "0"],
      ["2026-03-03", "1050", "0"],
      ["2026-03-04", "1150", "150"],
    ]);
  });

  it("does not know the worth of what has no price or rate, and asks for none of what is gone", () => {
    const unknown: DayPrices = { ...PRICES, priceOf: () => null };
    const changes = [units("2026-03-02", "5"), units("2026-03-03", "-5")];
    expect(dailyValues(changes, DAYS, unknown).map(({ equity }) => equity?.toFixed() ?? null)).toEqual([
      null,
      "0",
      "0",
    ]);
    expect(say([money("2026-03-02", "cash", "1", "XYZ")], DAYS.slice(0, 1))).toEqual([["2026-03-02", null, "0"]]);
    expect(say([], [])).toEqual([]);
  });
});

import { expect, it } from "vitest";
import { sumByCurrency } from "./sum-by-currency";

const worth = (baseCurrency: string, equity: string | null, dayPnl: string | null) => ({
  account: { baseCurrency },
  equity,
  dayPnl,
});

it("adds accounts of one currency exactly, and never those of two", () => {
  expect(sumByCurrency([worth("USD", "0.1", "-1"), worth("EUR", "5", "0"), worth("USD", "0.2", "3")])).toEqual([
    { currency: "USD", equity: "0.3", dayPnl: "2" },
    { currency: "EUR", equity: "5", dayPnl: "0" },
  ]);
});

it("does not know a sum of which a part is not known", () => {
  expect(sumByCurrency([worth("USD", "1", null), worth("USD", "2", "3")])).toEqual([
    { currency: "USD", equity: "3", dayPnl: null },
  ]);
});

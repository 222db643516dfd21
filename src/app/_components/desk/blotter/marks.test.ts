import { describe, expect, it } from "vitest";
import { closingSide, type MarkedPosition, markPosition, totalPnl, unsigned } from "./marks";

type Position = Parameters<typeof markPosition>[0];
type Quote = NonNullable<Parameters<typeof markPosition>[1]>;
const position: Position = {
  accountId: "paper",
  symbol: "ACME",
  qty: "120",
  currency: "USD",
  multiplier: "1",
  averageCost: "196.42",
  cost: "23570.4",
  price: "198",
  priceAt: null,
  value: "23760",
  openPnl: "189.6",
  realizedPnl: "0",
};
const quote = { last: 199.2, state: "live", ageMs: 400 } as Quote;

describe("a position by a live quote", () => {
  it("is worth quantity times price, and gains what that is above its cost", () => {
    expect(markPosition(position, quote)).toMatchObject({
      last: "199.2",
      liveValue: "23904",
      livePnl: "333.6",
      staleMs: null,
    });
  });

  it("loses when it is short and the price rises, by the multiplier", () => {
    const short = { ...position, qty: "-2", multiplier: "50", cost: "-10000" };
    expect(markPosition(short, { ...quote, last: 101.1 })).toMatchObject({ liveValue: "-10110", livePnl: "-110" });
  });

  it("has no noise of doubles", () => {
    const tiny = { ...position, qty: "3", cost: "0.3" };
    expect(markPosition(tiny, { ...quote, last: 0.1 }).livePnl).toBe("0");
  });

  it("says how old a stale price is, and keeps the server's without a quote", () => {
    expect(markPosition(position, { ...quote, state: "stale", ageMs: 42_000 }).staleMs).toBe(42_000);
    expect(markPosition(position, undefined)).toMatchObject({ last: "198", livePnl: "189.6" });
  });
});

it("adds profits up by currency, and says unknown where one is", () => {
  const of = (currency: string, livePnl: string | null) => ({ currency, livePnl }) as MarkedPosition;
  const totals = totalPnl([of("USD", "0.1"), of("EUR", "5"), of("USD", "0.2"), of("CHF", null), of("CHF", "3")]);
  expect([...totals]).toEqual([
    ["USD", "0.3"],
    ["EUR", "5"],
    ["CHF", null],
  ]);
});

it.each([
  ["120", "sell", "120"],
  ["-0.5", "buy", "0.5"],
])("closes %s by a %s of %s", (qty, side, size) => {
  expect([closingSide(qty), unsigned(qty)]).toEqual([side, size]);
});

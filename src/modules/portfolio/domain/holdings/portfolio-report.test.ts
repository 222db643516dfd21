import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Exact, exact, toDecimalText, ZERO } from "@/modules/_kernel";
import { LOT_METHODS } from "../lots/lot";
import type { Activity } from "./activity";
import { type PortfolioInput, reportPortfolio } from "./portfolio-report";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`);
const dec = (text: string) => exact(text);
const series = (values: Readonly<Record<string, Readonly<Record<string, string>>>>) =>
  new Map(
    Object.entries(values).map(([key, days]) => [
      key,
      new Map(Object.entries(days).map(([date, value]) => [day(date), dec(value)])),
    ]),
  );
const base = (date: string, fees = "0", currency = "USD") => ({ dateMs: day(date), fees: dec(fees), currency });
const report = (change: Partial<PortfolioInput>) => {
  const result = reportPortfolio({
    baseCurrency: "USD",
    asOfMs: day("2020-12-31"),
    method: "fifo",
    activities: [],
    prices: new Map(),
    fx: new Map(),
    ...change,
  });
  if (!result.ok) throw new Error(result.error.kind);
  return result.value;
};
const text = (value: Exact | null | undefined) => (value ? toDecimalText(value) : value);

// By hand. 1000 in; 10 bought at 50 with 1 of fees; 4 sold at 60 with 2; a dividend of 5; split 2 for 1; price 40 at the end.
const ACTIVITIES: readonly Activity[] = [
  { ...base("2020-01-01"), type: "deposit", amount: dec("1000") },
  { ...base("2020-01-01", "1"), type: "buy", symbol: "A", qty: dec("10"), price: dec("50") },
  { ...base("2020-03-01", "2"), type: "sell", symbol: "A", qty: dec("4"), price: dec("60") },
  { ...base("2020-04-01"), type: "dividend", symbol: "A", amount: dec("5") },
  { ...base("2020-05-01"), type: "split", symbol: "A", ratio: dec("2") },
];
const PRICES = series({ A: { "2020-01-01": "50", "2020-05-01": "35", "2020-12-31": "40" } });

describe("reportPortfolio", () => {
  it("adds up what happened", () => {
    const { positions, cash, totals, history, missing } = report({ activities: ACTIVITIES, prices: PRICES });
    expect(
      positions.map((position) =>
        Object.entries(position).map(([key, value]) => `${key} ${typeof value === "string" ? value : text(value)}`),
      ),
    ).toEqual([
      [
        "symbol A",
        "currency USD",
        "qty 12",
        "averageCost 25.05",
        "investment 300.6",
        "marketValue 480",
        "unrealized 179.4",
        "unrealizedGross 180",
        // 240 - 2 less 200 + 0.4.
        "realized 37.6",
        "realizedGross 40",
        "income 5",
        "fees 3",
      ],
    ]);
    expect([...cash].map(([currency, amount]) => [currency, text(amount)])).toEqual([["USD", "742"]]);
    expect(text(totals.value)).toBe("1222");
    expect(history.map(({ value, netFlow }) => [text(value), text(netFlow)])).toEqual(
      [
        ["999", "1000"],
        ["1037", "0"],
        ["1042", "0"],
        ["1162", "0"],
        ["1222", "0"],
      ].map(([value, flow], index) => (index === 1 ? [text(dec("737").plus(dec("300"))), flow] : [value, flow])),
    );
    expect(missing).toEqual([]);
  });

  it("returns what its history returns", () => {
    const { twr, xirr } = report({
      activities: [
        { ...base("2020-01-01"), type: "deposit", amount: dec("100") },
        { ...base("2020-07-01"), type: "interest", symbol: null, amount: dec("10") },
      ],
      asOfMs: day("2020-12-31"),
    });
    expect(twr).toBeCloseTo(0.1, 12);
    expect(xirr).toBeCloseTo(0.1, 12);
  });

  it("converts through a pair either way round, and takes the last known rate", () => {
    const activities: readonly Activity[] = [
      { ...base("2020-01-02", "0", "EUR"), type: "deposit", amount: dec("100") },
    ];
    const value = (fx: Readonly<Record<string, string>>, pair: string) =>
      text(report({ activities, fx: series({ [pair]: fx }) }).totals.value);
    expect(value({ "2020-01-01": "1.25" }, "EURUSD")).toBe("125");
    expect(value({ "2020-01-01": "0.8", "2021-01-01": "9" }, "USDEUR")).toBe("125");
  });

  it("knows nothing of what it has no price or rate for, and names it", () => {
    const activities: readonly Activity[] = [
      ...ACTIVITIES,
      { ...base("2020-06-01", "0", "EUR"), type: "deposit", amount: dec("1") },
    ];
    const { positions, totals, twr, xirr, missing } = report({ activities });
    expect(missing).toEqual(["A", "EURUSD"]);
    expect([
      positions[0]?.marketValue,
      positions[0]?.unrealized,
      totals.value,
      totals.cash,
      totals.unrealized,
      twr,
      xirr,
    ]).toEqual(Array.from({ length: 7 }, () => null));
    expect(text(totals.realized)).toBe("37.6");
  });

  it("moves units across the border at what they are worth, without a gain", () => {
    const activities: readonly Activity[] = [
      { ...base("2020-01-01"), type: "transfer", symbol: "A", qty: dec("10"), price: dec("20") },
      { ...base("2020-05-01"), type: "transfer", symbol: "A", qty: dec("-4"), price: dec("99") },
    ];
    const { positions, history } = report({ activities, prices: PRICES });
    expect([positions[0]?.qty, positions[0]?.investment, positions[0]?.realized].map(text)).toEqual(["6", "120", "0"]);
    expect(history.map(({ netFlow }) => text(netFlow))).toEqual(["500", "-140", "0"]);
  });

  it("looks at nothing after its last day, and refuses what cannot be", () => {
    expect(
      report({ activities: ACTIVITIES, prices: PRICES, asOfMs: day("2020-02-01") }).positions[0]?.realized.isZero(),
    ).toBe(true);
    const kind = (...activities: readonly Activity[]) => {
      const result = reportPortfolio({
        baseCurrency: "USD",
        asOfMs: day("2020-12-31"),
        method: "specific",
        activities,
        prices: PRICES,
        fx: new Map(),
      });
      return result.ok ? "ok" : `${result.error.kind} ${result.error.index}`;
    };
    const buy: Activity = { ...base("2020-01-01"), type: "buy", symbol: "A", qty: dec("2"), price: dec("1") };
    expect(kind(buy, { ...buy, currency: "EUR" })).toBe("portfolio.mixed_currencies 1");
    expect(kind(buy, { ...buy, type: "transfer", symbol: "A", qty: dec("-3"), price: dec("1") })).toBe(
      "portfolio.not_held 1",
    );
    expect(kind(buy, { ...buy, type: "sell", qty: dec("1") })).toBe("portfolio.lots_not_named 1");
  });

  it("gains what it is worth less what came in, by any method", () => {
    const amount = fc.integer({ min: 1, max: 500 }).map((each) => exact(each));
    const trade = fc.record({
      type: fc.constantFrom("buy" as const, "sell" as const),
      qty: amount,
      price: amount,
      fees: amount,
      days: fc.nat(300),
    });
    fc.assert(
      fc.property(
        fc.array(trade, { maxLength: 30 }),
        fc.constantFrom(...LOT_METHODS.filter((each) => each !== "specific")),
        (trades, method) => {
          const activities: readonly Activity[] = trades.map(({ days, ...rest }) => ({
            ...base("2020-01-01"),
            ...rest,
            dateMs: day("2020-01-01") + days * 86_400_000,
            symbol: "A",
          }));
          const { totals } = report({ activities, method, prices: PRICES });
          const gained = (totals.realized ?? ZERO).plus(totals.unrealized ?? ZERO);
          expect(text(totals.value)).toBe(text(gained));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("takes thousands of activities", () => {
    const activities: readonly Activity[] = Array.from({ length: 5_000 }, (_, i) => ({
      ...base("2000-01-01", "1"),
      dateMs: day("2000-01-01") + (i % 7000) * 86_400_000,
      type: i % 3 === 0 ? "sell" : "buy",
      symbol: `S${i % 50}`,
      qty: dec("3"),
      price: dec("7"),
    }));
    expect(report({ activities, prices: PRICES }).positions).toHaveLength(50);
  });
});

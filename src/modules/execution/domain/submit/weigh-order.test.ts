import { describe, expect, it } from "vitest";
import { exact, InstrumentId, OrderId } from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import { someIntent } from "../../testing/orders";
import type { MarketNow } from "../venue/market-of-quote";
import type { WorkingOrder } from "./reservation";
import { type Standing, type TradedInstrument, weighOrder } from "./weigh-order";

const NOW = Date.UTC(2024, 0, 3, 15);
const acme: Instrument = {
  instrumentId: InstrumentId.of(1),
  symbol: "ACME",
  name: "Acme",
  kind: "equity",
  currency: "USD",
  tick: "0.01",
  lot: "1",
  timeZone: "UTC",
  multiplier: "1",
  calendar: "XNYS",
  sector: "",
  status: "active",
};
const quoted: MarketNow = {
  market: { bid: "9.9", ask: "10", bidSize: "500", askSize: "500", isDerived: false },
  state: "live",
  ageMs: 1_000,
  beatMs: 15_000,
  marketMs: NOW,
};
const traded = (now: MarketNow | null = quoted): TradedInstrument => ({ instrument: acme, now });
const working = (change: Partial<WorkingOrder>): WorkingOrder => ({
  orderId: OrderId.of("w"),
  symbol: "ACME",
  side: "buy",
  leaves: exact(100),
  price: null,
  isCapped: false,
  reduceOnly: false,
  stop: null,
  isUnknown: false,
  ...change,
});
const standing = (change: Partial<Standing> = {}): Standing => ({
  nowMs: NOW,
  cash: [{ currency: "USD", settled: exact(2_000), unsettled: exact(0) }],
  positions: [],
  working: [],
  instruments: new Map([["ACME", traded()]]),
  rateOf: (currency) => (currency === "USD" ? exact(1) : null),
  userId: "u1",
  accountId: "a1",
  limits: [],
  recentOrders: [],
  orderCounts: new Map(),
  cancelCounts: new Map(),
  dayStartEquity: null,
  peakEquity: null,
  ...change,
});
const market = { ordType: "market", limitPrice: null } as const;
const weigh = (change: Parameters<typeof someIntent>[0], at: Partial<Standing> = {}) =>
  weighOrder({ intent: someIntent({ ...market, ...change }), children: [] }, standing(at));
const kinds = (change: Parameters<typeof someIntent>[0], at: Partial<Standing> = {}) => {
  const { risk } = weigh(change, at);
  return risk.outcome === "approved" ? [] : risk.breaches.map(({ kind }) => kind);
};

describe("an order against what an account has", () => {
  it("tells what it costs and leaves", () => {
    const weighed = weigh({});
    expect(weighed.risk.outcome).toBe("approved");
    expect(JSON.parse(JSON.stringify(weighed))).toMatchObject({
      price: "10",
      notional: "1000",
      fees: [{ amount: "0.5", currency: "USD" }],
      positionBefore: "0",
      positionAfter: "100",
      buyingPowerBefore: "2000",
      buyingPowerAfter: "999.5",
      riskAtStop: null,
    });
  });

  it("may take all there is, fees included, and not a lot more", () => {
    expect(kinds({ qty: "199" })).toEqual([]);
    expect(weigh({ qty: "200" }).risk).toMatchObject({
      outcome: "refused",
      breaches: [{ kind: "buying_power" }],
      largestQtyThatPasses: exact(199),
    });
  });

  it("counts what working orders hold back, and not what only reduces", () => {
    expect(kinds({}, { working: [working({ leaves: exact(150) })] })).toEqual(["buying_power"]);
    expect(kinds({}, { working: [working({ side: "sell", leaves: exact(900), reduceOnly: true })] })).toEqual([]);
  });

  it("always lets what closes through", () => {
    const broke = { cash: [], positions: [{ symbol: "ACME", qty: exact(100) }] };
    expect(kinds({ side: "sell" }, broke)).toEqual([]);
    expect(kinds({ side: "sell", qty: "101" }, broke)).toEqual(["buying_power"]);
    expect(weigh({ side: "sell" }, broke).buyingPowerAfter?.toString()).toBe("989.5");
  });

  it("tells all limits at once, and passes nothing on what is unknown", () => {
    const at = (now: MarketNow | null) => ({ instruments: new Map([["ACME", traded(now)]]) });
    expect(kinds({ qty: "500" }, at({ ...quoted, ageMs: 16_000, state: "stale" }))).toEqual([
      "buying_power",
      "stale_data",
    ]);
    expect(kinds({}, at({ ...quoted, state: "closed" }))).toEqual(["trading_hours"]);
    expect(kinds({}, at(null))).toEqual(["buying_power", "stale_data"]);
    expect(kinds({}, { ...at(null), nowMs: Date.UTC(2024, 0, 6, 15) })).toEqual([
      "buying_power",
      "trading_hours",
      "stale_data",
    ]);
    expect(kinds({}, { rateOf: () => null })).toEqual(["buying_power"]);
  });

  it("lets an order for the open wait for it", () => {
    const closed = { instruments: new Map([["ACME", traded({ ...quoted, state: "closed", ageMs: 9e7 })]]) };
    expect(kinds({ timeInForce: "at_the_open" }, closed)).toEqual([]);
  });

  it("tells the risk to the stop with the fees of both ways, and what is won for it", () => {
    const exit = { side: "sell", reduceOnly: true } as const;
    const weighed = weighOrder(
      {
        intent: someIntent(market),
        children: [
          someIntent({ ...exit, limitPrice: "12.02" }),
          someIntent({ ...exit, ordType: "stop", limitPrice: null, stopPrice: "9" }),
        ],
      },
      standing(),
    );
    expect(weighed.riskAtStop?.toString()).toBe("101");
    expect(weighed.riskOfEquity?.toString()).toBe("0.0505");
    expect(weighed.rewardToRisk?.toString()).toBe("2");
  });

  it("counts an order that opens a share as a day trade to come, and one that may only reduce never", () => {
    const limits = [
      { kind: "pattern_day_trader", value: exact(3), equityMin: exact(25_000), name: null, scope: { of: "all" } },
    ] as const;
    const share = new Map([["ACME", { instrument: { ...acme, kind: "equity" as const }, now: quoted }]]);
    const broken = (change: Parameters<typeof someIntent>[0], at: Partial<Standing>) =>
      kinds(change, { limits, ...at });
    expect(broken({ qty: "10" }, { instruments: share, dayTrades: 2 })).toEqual([]);
    expect(broken({ qty: "10" }, { instruments: share, dayTrades: 3 })).toEqual(["pattern_day_trader"]);
    const held = { positions: [{ symbol: "ACME", qty: exact(10) }], dayTrades: 9 };
    expect(broken({ qty: "10", side: "sell", reduceOnly: true }, { ...held, instruments: share })).toEqual([]);
    // The rule is about securities.
    expect(
      kinds(
        { qty: "10" },
        {
          dayTrades: 9,
          instruments: new Map([["ACME", { instrument: { ...acme, kind: "crypto" as const }, now: quoted }]]),
        },
      ),
    ).toEqual([]);
  });

  it("holds the loss at all stops against the whole, and knows none where something has no stop", () => {
    const limits = [{ kind: "total_risk", value: exact("0.02"), name: null, scope: { of: "all" } }] as const;
    const stop = working({ side: "sell", leaves: exact(20), reduceOnly: true, price: exact(9), stop: exact(9) });
    const at = { limits, positions: [{ symbol: "ACME", qty: exact(20) }] };
    const child = (stopPrice: string) =>
      someIntent({ side: "sell", reduceOnly: true, ordType: "stop", limitPrice: null, stopPrice, qty: "10" });
    const said = (stopPrice: string, some: Partial<Standing>) => {
      const intent = someIntent({ ...market, qty: "10" });
      const { risk } = weighOrder({ intent, children: [child(stopPrice)] }, standing({ ...at, ...some }));
      return risk.outcome === "approved"
        ? "approved"
        : risk.breaches.map(({ actual }) => actual?.toNumber().toFixed(4) ?? "?").join();
    };
    // 20 of what is held lose 1 each, 10 more lose 1 or 3 each, of 2199 of equity.
    expect(said("9", { working: [stop] })).toBe("approved");
    expect(said("7", { working: [stop] })).toBe("0.0227");
    expect(said("9", { working: [] })).toBe("?");
  });
});

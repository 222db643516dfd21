import { describe, expect, it } from "vitest";
import { EpochMs, exact } from "@/modules/_kernel";
import { makeInstrument, makeLimit, makeOrder, makeState } from "../../testing/pre-trade";
import { Exposure } from "./exposure";
import { measureLimit } from "./measure-limit";
import type { RiskLimit, RiskOrder, RiskState } from "./request";

/** "<limit> <actual> <used>" of an order; "-" where a limit has nothing to say. */
function measured(limit: RiskLimit, state: Partial<RiskState> = {}, change: Partial<RiskOrder> = {}): string {
  const [whole, order] = [makeState(state), makeOrder(change)];
  const measure = measureLimit(limit, { state: whole, order, exposure: new Exposure(whole, order) }, order.qty);
  if (measure === null) return "-";
  return [measure.limit, measure.actual, measure.used].map((each) => each?.toFixed() ?? "?").join(" ");
}

// 100 000 of equity; A at 50, sector tech, dollars; 100 A held and 20 B (at 200, in euro at 1.1, sector energy) short.
// Working: buy 10 A, sell 5 B. The order: buy 40 A at the market, stop at 45.
describe("measureLimit", () => {
  it.each<readonly [RiskLimit, string]>([
    [makeLimit({ kind: "order_qty", value: exact(30) }), "30 40 0"],
    [makeLimit({ kind: "order_value", value: exact(1) }), "1 2000 0"],
    [makeLimit({ kind: "position_qty", value: exact(1) }), "1 150 110"],
    [makeLimit({ kind: "position_value", value: exact(1) }), "1 7500 5500"],
    // 25 B at 220 are 5500.
    [makeLimit({ kind: "gross_exposure", value: exact(1) }), "1 13000 11000"],
    // When the buys fill: 7500 less 4400; when the sells do: 5000 less 5500.
    [makeLimit({ kind: "net_exposure", value: exact(1) }), "1 3100 1100"],
    [makeLimit({ kind: "leverage", value: exact(1) }), "1 0.13 0.11"],
    // B takes half.
    [makeLimit({ kind: "margin_use", value: exact(1) }), "1 0.1025 0.0825"],
    [makeLimit({ kind: "concentration_instrument", value: exact(1) }), "1 0.075 0.055"],
    [makeLimit({ kind: "concentration_sector", value: exact(1) }), "1 0.075 0.055"],
    [makeLimit({ kind: "concentration_currency", value: exact(1) }), "1 0.075 0.055"],
    [makeLimit({ kind: "max_positions", value: exact(1) }), "1 2 2"],
    [makeLimit({ kind: "max_open_orders", value: exact(1) }), "1 3 2"],
    [makeLimit({ kind: "risk_per_trade", value: exact(1) }), "1 0.002 0"],
    [makeLimit({ kind: "total_risk", value: exact(1) }), "1 0.012 0.01"],
    [makeLimit({ kind: "buying_power" }), "90000 2000 0"],
    [makeLimit({ kind: "daily_loss", value: exact(1) }), "1 0.2 0.2"],
    [makeLimit({ kind: "drawdown", value: exact(1) }), "1 0.5 0.5"],
    [makeLimit({ kind: "price_collar", value: exact(1) }), "-"],
    [makeLimit({ kind: "stale_data", value: exact(5) }), "5 1.5 1.5"],
    [makeLimit({ kind: "trading_hours" }), "0 0 0"],
    [makeLimit({ kind: "order_rate", value: exact(1), windowMs: 60_000 }), "1 2 1"],
    [makeLimit({ kind: "cancel_rate", value: exact(1), windowMs: 60_000 }), "1 2 2"],
    [makeLimit({ kind: "duplicate_order", windowMs: 60_000 }), "0 1 0"],
    [makeLimit({ kind: "duplicate_order", windowMs: 5000 }), "0 0 0"],
    [makeLimit({ kind: "restricted", symbols: ["A"] }), "0 1 0"],
    [makeLimit({ kind: "easy_to_borrow", symbols: [] }), "0 0 0"],
    [makeLimit({ kind: "pattern_day_trader", value: exact(3), equityMin: exact(25_000) }), "-"],
  ])("measures %j", (limit, expected) => {
    expect(measured(limit)).toBe(expected);
  });

  it("knows nothing where something is missing, and says so", () => {
    const gross = makeLimit({ kind: "gross_exposure", value: exact(1) });
    const withoutB = new Map([["A", makeInstrument({})]]);
    expect(measured(gross, { instruments: withoutB })).toBe("1 ? ?");
    expect(measured(gross, { instruments: new Map([["A", makeInstrument({ price: null })]]) })).toBe("1 ? ?");
    expect(measured(makeLimit({ kind: "leverage", value: exact(1) }), { equity: exact(0) })).toBe("1 ? ?");
    expect(measured(makeLimit({ kind: "risk_per_trade", value: exact(1) }), {}, { protectiveStop: null })).toBe(
      "1 ? 0",
    );
    // A stop on the winning side guards nothing.
    expect(measured(makeLimit({ kind: "risk_per_trade", value: exact(1) }), {}, { protectiveStop: exact(55) })).toBe(
      "1 ? 0",
    );
    expect(measured(makeLimit({ kind: "buying_power" }), { buyingPower: null })).toBe("0 ? ?");
    expect(measured(makeLimit({ kind: "daily_loss", value: exact(1) }), { dayStartEquity: null })).toBe("1 ? ?");
    expect(measured(makeLimit({ kind: "order_rate", value: exact(1), windowMs: 7_000 }))).toBe("1 ? ?");
    expect(measured(makeLimit({ kind: "cancel_rate", value: exact(1), windowMs: 7_000 }))).toBe("1 ? ?");
    const future = new Map([["A", makeInstrument({ quoteAtMs: EpochMs.of(1e12 + 1) })]]);
    expect(measured(makeLimit({ kind: "stale_data", value: exact(1) }), { instruments: future })).toBe("1 ? ?");
    const closed = new Map([["A", makeInstrument({ isOpen: false })]]);
    expect(measured(makeLimit({ kind: "trading_hours" }), { instruments: closed })).toBe("0 1 0");
  });

  it("looks at what an order is", () => {
    // 10 % above the quote, and below it: only a worse price is far away.
    const collar = makeLimit({ kind: "price_collar", value: exact("0.05") });
    expect(measured(collar, {}, { limitPrice: exact(55) })).toBe("0.05 0.1 0.1");
    expect(measured(collar, {}, { limitPrice: exact(45) })).toBe("0.05 0 0");
    expect(measured(collar, {}, { side: "sell", limitPrice: exact(45) })).toBe("0.05 0.1 0.1");
    const borrow = makeLimit({ kind: "easy_to_borrow", symbols: ["B"] });
    expect(measured(borrow, {}, { side: "sell", qty: exact(100) })).toBe("0 0 0");
    expect(measured(borrow, {}, { side: "sell", qty: exact(101) })).toBe("0 1 0");
    const windows = [{ symbol: "A", fromMs: EpochMs.of(1e12), toMs: EpochMs.of(1e12 + 1) }];
    expect(measured(makeLimit({ kind: "blackout", windows }))).toBe("0 1 0");
    const over = [{ symbol: null, fromMs: EpochMs.of(0), toMs: EpochMs.of(1e12) }];
    expect(measured(makeLimit({ kind: "blackout", windows: over }))).toBe("0 0 0");
    const legacy = makeLimit({ kind: "pattern_day_trader", value: exact(3), equityMin: exact(200_000) });
    expect(measured(legacy, {}, { isDayTrade: true })).toBe("3 4 3");
  });
});

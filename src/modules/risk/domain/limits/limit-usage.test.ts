import { describe, expect, it } from "vitest";
import { exact, quotient } from "@/modules/_kernel";
import { makeInstrument, makeLimit, makeState } from "../../testing/pre-trade";
import type { RiskLimit, RiskState } from "../pre-trade/request";
import { limitUsage, usageText } from "./limit-usage";

const said = (limit: RiskLimit, change: Partial<RiskState> = {}) => {
  const usage = limitUsage(limit, makeState(change));
  if (usage === null) return null;
  return [usage.used?.toFixed() ?? "?", usage.limit.toFixed(), usage.symbol, usage.isOver ? "over" : "within"].join(
    " ",
  );
};
const of = (
  kind: "position_qty" | "gross_exposure" | "leverage" | "max_positions" | "max_open_orders",
  value: string,
) => makeLimit({ kind, value: exact(value) });

describe("usageText", () => {
  it("is cut where nobody reads on, and left as it is where it ends before", () => {
    expect(usageText(quotient(exact(1), exact(3)))).toBe("0.333333333333");
    expect(usageText(exact("-12.5"))).toBe("-12.5");
    expect(usageText(exact("1000"))).toBe("1000");
  });
});

describe("limitUsage", () => {
  it("counts what is held with working orders at their worst", () => {
    // 110 A at 50 and 25 B at 200 EUR, 1.1 dollars each.
    expect(said(of("gross_exposure", "20000"))).toBe("11000 20000  within");
    expect(said(of("gross_exposure", "10999"))).toBe("11000 10999  over");
    expect(said(of("leverage", "2"))).toBe("0.11 2  within");
    expect(said(of("max_positions", "2"))).toBe("2 2  within");
    expect(said(of("max_open_orders", "1"))).toBe("2 1  over");
  });

  it("names the instrument that uses most of a limit on each", () => {
    expect(said(of("position_qty", "100"))).toBe("110 100 A over");
    expect(said(makeLimit({ kind: "concentration_sector", value: exact("0.5") }))).toBe("0.055 0.5 A within");
    expect(said(of("position_qty", "100"), { positions: [], workingOrders: [] })).toBe("0 100  within");
  });

  it("is over a stop once it is reached", () => {
    expect(said(makeLimit({ kind: "daily_loss", value: exact("0.2") }))).toBe("0.2 0.2  over");
    expect(said(makeLimit({ kind: "drawdown", value: exact("0.6") }))).toBe("0.5 0.6  within");
  });

  it("says unknown where a price is, and never nothing", () => {
    const instruments = new Map([["A", makeInstrument({ price: null })]]);
    expect(said(of("gross_exposure", "1"), { instruments })).toBe("? 1  within");
    expect(said(makeLimit({ kind: "daily_loss", value: exact(1) }), { dayStartEquity: null })).toBe("? 1  within");
  });

  it("has nothing to show of a limit on orders alone", () => {
    expect(said(makeLimit({ kind: "order_value", value: exact(1) }))).toBeNull();
    expect(said(makeLimit({ kind: "restricted", symbols: ["A"] }))).toBeNull();
  });

  it("counts orders and cancels of the window", () => {
    expect(said(makeLimit({ kind: "order_rate", value: exact(5), windowMs: 60_000 }))).toBe("1 5  within");
    expect(said(makeLimit({ kind: "cancel_rate", value: exact(1), windowMs: 60_000 }))).toBe("2 1  over");
  });
});

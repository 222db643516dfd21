import { describe, expect, it } from "vitest";
import { Decimal } from "@/modules/_kernel";
import { defaultCalendar, defaultSteps, INSTRUMENT_KINDS, isCurrency, isInstrumentKind } from "./instrument";

describe("instruments", () => {
  it("have steps above 0 for every kind", () => {
    for (const kind of INSTRUMENT_KINDS) {
      const { tick, lot } = defaultSteps(kind);
      expect(new Decimal(tick).gt(0) && new Decimal(lot).gt(0)).toBe(true);
    }
  });

  it("have kinds and currencies that are named exactly", () => {
    expect([isInstrumentKind("etf"), isInstrumentKind("ETF"), isInstrumentKind(1)]).toEqual([true, false, false]);
    expect(["USD", "USDT", "usd", "US", "DOLLARS", ""].map(isCurrency)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

it.each([
  ["crypto", "UTC", "24/7"],
  ["fx", "Europe/London", "FX"],
  ["etf", "America/New_York", "XNYS"],
  ["index", "America/New_York", "XNYS"],
  ["equity", "Europe/Berlin", null],
  ["future", "America/New_York", null],
] as const)("begins %s in %s with the calendar %s", (kind, zone, calendar) => {
  expect(defaultCalendar(kind, zone)).toBe(calendar);
});

import { describe, expect, it } from "vitest";
import { guessResolution, guessSymbol, isSymbol } from "./guess";

describe("guessSymbol", () => {
  it.each([
    ["spy-daily.csv", "SPY"],
    ["SPY.csv", "SPY"],
    ["BTC-USD_1h.csv", "BTC-USD"],
    ["aapl_2020.csv", "AAPL"],
    ["spy-minute-2013-10.csv", "SPY"],
    ["daily_MSFT.csv", "MSFT"],
    ["^GSPC.csv", "^GSPC"],
    ["download (3).csv", ""],
    ["Über.csv", ""],
    ["", ""],
  ])("%j is %j", (name, symbol) => {
    expect(guessSymbol(name)).toBe(symbol);
  });
});

describe("isSymbol", () => {
  it.each(["SPY", "^GSPC", "BRK.B", "BTC-USD", "EURUSD=X", "7203.T", "ES:XCME"])("takes %s", (text) => {
    expect(isSymbol(text)).toBe(true);
  });
  it.each(["", "spy", "S P", "-A", "A".repeat(33), "A'; DROP TABLE bar; --", "A\n"])("refuses %j", (text) => {
    expect(isSymbol(text)).toBe(false);
  });
});

describe("guessResolution", () => {
  const minute = 60_000;
  it.each([
    [null, "1d"],
    [minute, "1m"],
    [2 * minute, "1m"],
    [5 * minute, "5m"],
    [15 * minute, "15m"],
    [60 * minute, "1h"],
    [240 * minute, "4h"],
    [1440 * minute, "1d"],
    [3 * 1440 * minute, "1d"],
    [7 * 1440 * minute, "1w"],
    [28 * 1440 * minute, "1mo"],
    [31 * 1440 * minute, "1mo"],
    [1000, "1m"],
  ])("rows %s ms apart are %s", (stepMs, resolution) => {
    expect(guessResolution(stepMs)).toBe(resolution);
  });
});

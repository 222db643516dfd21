import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSymbol } from "../csv/guess";
import { readFileName } from "./file-name";

const bars = (symbol: string, resolution: string | null) => ({ kind: "bars", file: { symbol, resolution } });

describe("the name of a file in a folder", () => {
  it.each([
    ["SPY.csv", "SPY", null],
    ["spy.CSV", "SPY", null],
    ["SPY_1d.parquet", "SPY", "1d"],
    ["aapl-daily.csv", "AAPL", "1d"],
    ["spy-minute-2013-10.csv", "SPY", "1m"],
    ["spy-minute-2013-11.csv", "SPY", "1m"],
    ["BTC-USD_1h.csv", "BTC-USD", "1h"],
    ["BTC-USD.csv", "BTC-USD", null],
    ["BTC%2FUSDT-15min-part2.csv", "BTC/USDT", "15m"],
    ["BRK.B_1w.csv", "BRK.B", "1w"],
    ["^GSPC monthly.csv", "^GSPC", "1mo"],
    ["ES_5M.csv", "ES", "5m"],
  ])("%s is %s at %s", (name, symbol, resolution) => {
    expect(readFileName(name)).toEqual(bars(symbol, resolution));
  });

  it.each([
    ["SPY_1M.csv", "ambiguous"],
    ["näive-1d.csv", "symbol"],
    ["a'; DROP TABLE bar;--_1d.csv", "symbol"],
    [`${"X".repeat(33)}.csv`, "symbol"],
    ["<script>.csv", "symbol"],
  ])("%j cannot be told apart and is refused", (name, problem) => {
    expect(readFileName(name)).toEqual({ kind: "refused", problem });
  });

  it.each([
    ".hidden.csv",
    "aapl-actions.json",
    "README.md",
    "SPY.csv.part",
    "csv",
    ".csv",
    "SPY.csv~",
    "SPY",
    "a\nb.csv",
  ])("%s is none of its business", (name) => {
    expect(readFileName(name)).toEqual({ kind: "other" });
  });

  it("gives a symbol or a refusal for every text, and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (stem) => {
        const read = readFileName(`${stem}.csv`);
        return read.kind !== "bars" || isSymbol(read.file.symbol);
      }),
    );
  });
});

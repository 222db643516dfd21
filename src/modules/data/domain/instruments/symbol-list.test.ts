import { describe, expect, it } from "vitest";
import { readListHeader, SymbolListChecker } from "./symbol-list";

function checked(header: string, ...lines: string[]): SymbolListChecker {
  const columns = readListHeader(header.split(","));
  if (!columns.ok) throw new Error(columns.error.kind);
  const checker = new SymbolListChecker(columns.value);
  lines.forEach((line, index) => {
    checker.check(index + 2, line.split(","));
  });
  return checker;
}

describe("the head of a list", () => {
  it("is understood under the names that lists use", () => {
    const read = readListHeader([
      "Ticker",
      "Company Name",
      "Asset Class",
      "Tick Size",
      "ISIN",
      "alias:Yahoo",
      "Market Cap",
    ]);
    expect(read.ok && read.value.unused).toEqual(["Market Cap"]);
    expect(read.ok && read.value.places.map((place) => ("field" in place ? place.field : `@${place.source}`))).toEqual([
      "symbol",
      "name",
      "kind",
      "tick",
      "isin",
      "@yahoo",
    ]);
  });

  it("is refused without a column of symbols", () => {
    expect(readListHeader(["name", "price"])).toMatchObject({ ok: false, error: { header: ["name", "price"] } });
  });
});

describe("a list", () => {
  it("says only what its lines say", () => {
    const { rows, problems } = checked("symbol,name,kind,tick,isin", "aapl,Apple,stock,0.010,US0378331005", "MSFT,,,,");
    expect(problems.count).toBe(0);
    expect(rows).toEqual([
      {
        line: 2,
        symbol: "AAPL",
        name: "Apple",
        kind: "equity",
        tick: "0.01",
        aliases: [{ source: "isin", alias: "US0378331005" }],
      },
      { line: 3, symbol: "MSFT", aliases: [] },
    ]);
  });

  it.each([
    ["symbol", "", "symbol"],
    ["symbol", "NO SPACE", "symbol"],
    ["kind", "bond", "kind"],
    ["currency", "DOLLARS", "currency"],
    ["lot", "0", "lot"],
    ["calendar", "MOON", "calendar"],
    ["status", "gone", "status"],
    ["isin", "US0378331006", "isin"],
  ])("names a bad %s (%j) with its line and what would pass", (column, value) => {
    const header = column === "symbol" ? "symbol" : `symbol,${column}`;
    const { rows, problems } = checked(header, column === "symbol" ? value : `GOOD,${value}`);
    expect(rows).toEqual([]);
    expect(problems.first).toMatchObject([{ line: 2, column, value, kind: "instrument.fact_malformed" }]);
    expect(problems.first[0]?.message).toMatch(/^Must be /);
  });

  it("names every problem of a line, and takes none of it", () => {
    const { rows, problems } = checked("symbol,kind,tick", "A,bond,-1", "B,etf,0.01");
    expect([rows.map(({ symbol }) => symbol), problems.count, problems.lines]).toEqual([["B"], 2, 1]);
  });

  it("refuses a symbol or an alias that comes twice", () => {
    const { problems } = checked("symbol,alias:yahoo", "A,a", "a,b", "B,a");
    expect(problems.first.map(({ line, kind, message }) => [line, kind, message])).toEqual([
      [3, "instrument.duplicate", "Must be once; line 2 has it already."],
      [4, "instrument.duplicate", "Must be once; line 2 has it already."],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { columnIndex, detectColumns, detectDelimiter, detectHeader, detectReading } from "./reading";

describe("detectDelimiter", () => {
  it.each([
    [["date,open,close", "2020-01-01,1,2"], ","],
    [["date;open;close", "01.01.2020;1,5;2,5"], ";"],
    [["date\topen", "2020-01-01\t1"], "\t"],
    [["a|b|c", "1|2|3"], "|"],
    [['"a,b";c', '"x,y";1'], ";"],
    [["single"], ","],
  ])("%j is cut at %j", (lines, delimiter) => {
    expect(detectDelimiter(lines)).toBe(delimiter);
  });
});

describe("detectHeader", () => {
  it.each([
    [
      [
        ["date", "open"],
        ["2020-01-01", "1"],
      ],
      true,
    ],
    [
      [
        ["2020-01-01", "1"],
        ["2020-01-02", "1"],
      ],
      false,
    ],
    [[["Jan 1 2000", "1"]], false],
    [[["1577836800", "1.5"]], false],
    [[], false],
  ])("%j: %s", (rows, expected) => {
    expect(detectHeader(rows)).toBe(expected);
  });
});

describe("detectColumns", () => {
  it.each([
    [
      ["Date", "Open", "High", "Low", "Close", "Adj Close", "Volume"],
      { time: "Date", open: "Open", high: "High", low: "Low", close: "Close", volume: "Volume" },
    ],
    [
      ["date", "open", "high", "low", "close", "adjclose", "volume"],
      { time: "date", open: "open", high: "high", low: "low", close: "close", volume: "volume" },
    ],
    [
      ["Date", "Close/Last", "Volume", "Open", "High", "Low"],
      { time: "Date", close: "Close/Last", volume: "Volume", open: "Open", high: "High", low: "Low" },
    ],
    [
      ["<DATE>", "<TIME>", "<OPEN>", "<HIGH>", "<LOW>", "<CLOSE>", "<VOL>"],
      { time: "<TIME>", open: "<OPEN>", high: "<HIGH>", low: "<LOW>", close: "<CLOSE>", volume: "<VOL>" },
    ],
    [["t", "o", "h", "l", "c", "v"], { time: "t", open: "o", high: "h", low: "l", close: "c", volume: "v" }],
    [
      ["Datum", "Eröffnung", "Hoch", "Tief", "Schluss"],
      { time: "Datum", open: "Eröffnung", high: "Hoch", low: "Tief", close: "Schluss" },
    ],
    [["when", "what"], {}],
    [["date", "price", "price"], { time: "date", close: "1" }],
  ])("of %j are %j", (header, columns) => {
    expect(detectColumns(header, true)).toEqual(columns);
  });

  it("go by place without a header", () => {
    expect(detectColumns(["2020-01-01", "1", "2", "0.5", "1.5"], false)).toEqual({
      time: "0",
      open: "1",
      high: "2",
      low: "3",
      close: "4",
    });
  });
});

describe("columnIndex", () => {
  const header = ["Date", "Open", "1"];
  it.each([
    ["Open", true, 1],
    ["open", true, 1],
    ["1", true, 2], // a header of that name wins over the number
    ["0", true, 0],
    ["3", true, -1],
    ["missing", true, -1],
    ["", true, -1],
    ["2", false, 2],
    ["Date", false, -1],
  ])("%j (header %s) is %i", (column, hasHeader, index) => {
    expect(columnIndex(header, hasHeader, column)).toBe(index);
  });
});

describe("detectReading", () => {
  it("reads a German export", () => {
    const { reading, ambiguousDates } = detectReading(
      ";",
      [
        ["Datum", "Eröffnung", "Hoch", "Tief", "Schluss", "Volumen"],
        ["31.12.2019", "1.234,5", "1.300", "1.200,25", "1.250", "12.000"],
      ],
      "Europe/Berlin",
    );
    expect(reading).toMatchObject({
      hasHeader: true,
      timeFormat: "dmy",
      decimalComma: true,
      timeZone: "Europe/Berlin",
    });
    expect(ambiguousDates).toBe(false);
  });

  it("says when only a person can know the order of day and month", () => {
    const { ambiguousDates, notes, reading } = detectReading(
      ",",
      [
        ["date", "close"],
        ["03/04/2020", "1"],
      ],
      "UTC",
    );
    expect(ambiguousDates).toBe(true);
    expect(reading.timeFormat).toBe("mdy");
    expect(notes.join(" ")).toContain('"03/04/2020"');
  });

  it("says that times without a zone were taken for one", () => {
    const { notes } = detectReading(
      ",",
      [
        ["time", "close"],
        ["2020-01-02 09:30", "1"],
      ],
      "UTC",
    );
    expect(notes).toEqual([expect.stringContaining("read in UTC")]);
  });

  it("survives rows of nothing", () => {
    expect(detectReading(",", [], "UTC").reading.columns).toEqual({});
    expect(detectReading(",", [[""]], "UTC").reading.timeFormat).toBe("iso");
  });
});

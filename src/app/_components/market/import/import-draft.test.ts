import { describe, expect, it } from "vitest";
import { InstrumentId } from "@/modules/_kernel";
import type { ImportPreview, Instrument, Reading } from "../types";
import {
  draftErrors,
  fieldOfColumn,
  importRequest,
  isReady,
  missingFields,
  NEW_DRAFT,
  symbolOf,
  withColumn,
} from "./import-draft";

const reading: Reading = {
  delimiter: ",",
  hasHeader: true,
  columns: { time: "Date", open: "Open", high: "High", low: "Low", close: "Close" },
  timeFormat: "iso",
  timeZone: "UTC",
  decimalComma: false,
};
const preview: ImportPreview = {
  uploadId: "u1",
  fileName: "spy.csv",
  bytes: 10,
  reading,
  header: ["Date", "Open", "High", "Low", "Close", "Volume"],
  sample: [],
  rows: 3,
  isWhole: true,
  validRows: 3,
  problemCount: 0,
  problems: [],
  notes: [],
  suggestedSymbol: "spy",
  suggestedResolution: "1d",
  firstMs: null,
  lastMs: null,
};
const draft = NEW_DRAFT;
const facts = { preview, known: undefined, baseCurrency: "USD" };
const instrument: Instrument = {
  instrumentId: InstrumentId.of(1),
  symbol: "SPY",
  name: "SPDR S&P 500",
  kind: "etf",
  currency: "CHF",
  tick: "0.01",
  lot: "1",
  timeZone: "UTC",
  multiplier: "1",
  calendar: null,
  sector: "",
  status: "active",
  coverage: [],
  resolutions: [],
  extendedHours: false,
  sessions: "XNYS",
};

describe("importRequest", () => {
  it("takes suggestions where nothing was said, and capitals for the symbol", () => {
    expect(importRequest(draft, facts)).toMatchObject({
      symbol: "SPY",
      resolution: "1d",
      currency: "USD",
    });
    expect(symbolOf({ ...draft, symbol: " qqq " }, preview)).toBe("QQQ");
  });

  it("keeps what an instrument already is", () => {
    const request = importRequest({ ...draft, kind: "crypto", name: "x" }, { ...facts, known: instrument });
    expect(request).toMatchObject({ name: "SPDR S&P 500", kind: "etf", currency: "CHF" });
  });

  it("passes the API's own schema as it is first shown", () => {
    expect(draftErrors(importRequest(draft, facts))).toEqual({});
  });

  it("says what the API would refuse, by path", () => {
    const request = importRequest({ ...draft, symbol: "no spaces", currency: "dollars" }, facts);
    expect(Object.keys(draftErrors(request)).toSorted()).toEqual(["currency", "symbol"]);
  });
});

describe("columns", () => {
  it("gives a column to one field only", () => {
    const moved = withColumn(reading, "volume", "Close");
    expect(moved.columns).toEqual({ time: "Date", open: "Open", high: "High", low: "Low", volume: "Close" });
    expect(missingFields(moved)).toEqual(["close"]);
    expect(fieldOfColumn(moved, "Close")).toBe("volume");
  });

  it("can leave a field out", () => {
    expect(missingFields(withColumn(reading, "open", null))).toEqual(["open"]);
    expect(fieldOfColumn(reading, "Volume")).toBeNull();
  });
});

describe("isReady", () => {
  it.each([
    [{}, {}, true],
    [{}, { problemCount: 1, validRows: 2 }, false],
    [{ skipInvalidRows: true }, { problemCount: 1, validRows: 2 }, true],
    [{ skipInvalidRows: true }, { problemCount: 3, validRows: 0 }, false],
    [{}, { reading: withColumn(reading, "close", null) }, false],
  ])("with %o and %o is %s", (ofDraft, ofPreview, ready) => {
    expect(isReady({ ...draft, ...ofDraft }, { ...preview, ...ofPreview })).toBe(ready);
  });
});

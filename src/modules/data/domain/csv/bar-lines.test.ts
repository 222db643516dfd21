import fc from "fast-check";
import { expect, it } from "vitest";
import { barColumnsOf } from "../bar-columns";
import { BAR_LINES_HEADER, barLines } from "./bar-lines";
import { parseNumber } from "./number-format";

const bar = (time: number, price: number, volume = 0) => ({
  time,
  open: price,
  high: price,
  low: price,
  close: price,
  volume,
});

it("writes sessions by their date and moments in UTC, under a header that the import guesses", () => {
  const time = Date.UTC(2024, 1, 29, 14, 30);
  expect(barLines("^GSPC", "1m", barColumnsOf([bar(time, 5096.27, 12)]))).toBe(
    "^GSPC,1m,2024-02-29T14:30:00Z,5096.27,5096.27,5096.27,5096.27,12\n",
  );
  expect(barLines("SPY", "1d", barColumnsOf([bar(Date.UTC(2024, 1, 29), 0.1)]))).toContain("SPY,1d,2024-02-29,0.1,");
  expect(BAR_LINES_HEADER.trim().split(",")).toHaveLength(8);
});

it("writes every price so that the import reads the same bits", () => {
  const price = fc.double({ min: 1e-12, max: 1e12, noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(price, (value) => {
      const cell = barLines("A", "1d", barColumnsOf([bar(0, value)])).split(",")[3] ?? "";
      expect(parseNumber(cell, false)).toBe(value);
    }),
    { numRuns: Number(process.env["SOAK_RUNS"] ?? 300) },
  );
});

import { expect, it } from "vitest";
import { calendarOf } from "../calendar/calendar";
import { isMarketHalt } from "./market-halt";

it("knows a market-wide halt from a hole in the data", () => {
  const xnys = calendarOf("XNYS");
  if (xnys === null) throw new Error("XNYS is there");
  const [halt] = xnys
    .specialDays(Date.UTC(1990, 0, 1), Date.UTC(2027, 11, 31))
    .filter((day) => day.kind === "interrupted");
  if (halt === undefined) throw new Error("the calendar knows a halt");
  const inside = { kind: "missing_bars", fromMs: halt.startMs, toMs: halt.endMs } as const;
  expect(isMarketHalt(xnys, inside)).toBe(true);
  expect(isMarketHalt(xnys, { ...inside, toMs: halt.endMs + 3_600_000 })).toBe(false);
  expect(isMarketHalt(xnys, { ...inside, fromMs: halt.startMs - 3_600_000 })).toBe(false);
  expect(isMarketHalt(xnys, { ...inside, kind: "outlier" })).toBe(false);
});

import { describe, expect, it } from "vitest";
import { EpochMs, InstrumentId } from "@/modules/_kernel";
import type { SeriesSpan } from "../../ports";
import { firstChangedDay } from "./changed-days";

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A Tuesday. */
const T = Date.UTC(2024, 2, 5);
const COIN = { instrumentId: InstrumentId.of(1), calendar: "24/7", timeZone: "UTC" };
const SHARE = { instrumentId: InstrumentId.of(1), calendar: "XNYS", timeZone: "America/New_York" };

const span = (change: Partial<SeriesSpan> & { readonly lastMs: EpochMs }): SeriesSpan => ({
  resolution: "1m",
  firstMs: EpochMs.of(T - 30 * DAY),
  changedAtMs: EpochMs.of(1),
  appended: null,
  ...change,
});
const at = (ms: number) => EpochMs.of(ms);
const appended = (fromMs: number, toMs: number) => ({ fromMs: at(fromMs), toMs: at(toMs) });
const before = [span({ lastMs: at(T + 15 * HOUR), changedAtMs: at(100) })];
const now = (change: Partial<SeriesSpan>) => [
  span({ lastMs: at(T + 16 * HOUR), changedAtMs: at(300), appended: appended(50, 300), ...change }),
];

describe("the first day that may have changed", () => {
  it("is that of the last bar there was, where bars only came after it", () => {
    expect(firstChangedDay(COIN, before, now({}))).toBe(T);
    expect(firstChangedDay(SHARE, before, now({}))).toBe(T);
    expect(firstChangedDay(COIN, before, before)).toBe(Number.POSITIVE_INFINITY);
    // Looked up right as the first of them came.
    expect(firstChangedDay(COIN, before, now({ appended: appended(100, 300) }))).toBe(T);
  });

  it.each([
    ["nothing is known of what came", now({ appended: null })],
    ["something else came between", now({ appended: appended(101, 300) })],
    ["something else came last", now({ appended: appended(50, 299) })],
    ["it begins elsewhere", now({ firstMs: at(T - 31 * DAY) })],
    ["there are bars of another length", [...now({}), span({ resolution: "1h", lastMs: at(T) })]],
    ["they are of another length", now({ resolution: "5m" })],
    ["there are none any more", []],
  ])("may be any where %s", (_, later) => {
    expect(firstChangedDay(COIN, before, later)).toBeNull();
  });

  it("may be any where the last bar was outside of trading", () => {
    const night = [span({ lastMs: at(T + 2 * HOUR), changedAtMs: at(100) })];
    expect(firstChangedDay(SHARE, night, now({}))).toBeNull();
  });

  it("is the oldest of all resolutions that days are made of, and of no other", () => {
    const day = (lastMs: number, changedAtMs: number) =>
      span({
        resolution: "1d",
        lastMs: at(lastMs),
        changedAtMs: at(changedAtMs),
        appended: appended(50, changedAtMs),
      });
    const week = (changedAtMs: number) => span({ resolution: "1w", lastMs: at(T), changedAtMs: at(changedAtMs) });
    const known = [...before, day(T - 3 * DAY, 100), week(1)];
    expect(firstChangedDay(COIN, known, [...now({}), day(T - DAY, 200), week(2)])).toBe(T - 3 * DAY);
    expect(firstChangedDay(COIN, known, [...before, day(T - 3 * DAY, 100), week(2)])).toBe(Number.POSITIVE_INFINITY);
  });
});

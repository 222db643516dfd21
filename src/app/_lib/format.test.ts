import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  currencyDecimals,
  formatBytes,
  formatDate,
  formatDateTime,
  formatDuration,
  formatInteger,
  formatMoney,
  formatNumber,
  formatPercent,
  formatPrice,
  formatTime,
  MINUS,
  tickDecimals,
} from "./format";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const NEW_YEAR_UTC = Date.UTC(2021, 0, 1, 0, 30, 5);

describe("formatNumber", () => {
  it.each([
    [1234.5, { decimals: 2 }, "1,234.50"],
    [-3, { decimals: 1 }, "−3.0"],
    [7, { signed: true }, "+7"],
    [0, { signed: true, decimals: 2 }, "0.00"],
    [-0.001, { decimals: 2 }, "0.00"],
    [null, {}, "n/a"],
    [Number.NaN, {}, "n/a"],
    [Number.NEGATIVE_INFINITY, {}, "n/a"],
  ])("writes %s with %o as %s", (value, style, text) => {
    expect(formatNumber(value, style)).toBe(text);
  });

  it("never writes a hyphen, and always the decimals that were asked for", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }),
        fc.nat(8),
        (value, decimals) => {
          const text = formatNumber(value, { decimals, signed: true });
          expect(text).not.toContain("-");
          expect(text.split(".")[1]?.length ?? 0).toBe(decimals);
          // A sign says the truth; no sign only where the digits are all zero.
          expect(text.startsWith(MINUS) ? -1 : text.startsWith("+") ? 1 : 0).toBe(
            /[1-9]/.test(text) ? Math.sign(value) : 0,
          );
        },
      ),
    );
  });
});

describe("formatMoney", () => {
  it("takes the decimals from the currency", () => {
    expect(formatMoney(1234.5, "USD")).toBe("1,234.50");
    expect(formatMoney(1234.5, "JPY")).toBe("1,235");
    expect(formatMoney(-1, "CHF", { signed: true })).toBe("−1.00");
  });
  it("takes two decimals for a code that Intl does not know", () => {
    expect(currencyDecimals("USDT")).toBe(2);
  });
});

describe("formatPercent", () => {
  it("scales a fraction and keeps number and sign together", () => {
    expect(plain(formatPercent(0.047))).toBe("4.70 %");
    expect(plain(formatPercent(-0.5, { decimals: 1 }))).toBe("−50.0 %");
    expect(formatPercent(0.047, { unit: false, signed: true })).toBe("+4.70");
    expect(formatPercent(null)).toBe("n/a");
  });
});

describe("formatPrice", () => {
  it.each([
    ["0.01", 2],
    ["0.0500", 2],
    ["1", 0],
    ["0.00000001", 8],
    [".25", 2],
  ])("a tick of %s has %i decimals", (tick, decimals) => {
    expect(tickDecimals(tick)).toBe(decimals);
  });
  it("pads to the tick", () => {
    expect(formatPrice(199.2, "0.01")).toBe("199.20");
  });
});

describe("dates", () => {
  it("are written in the zone that was asked for", () => {
    expect(formatDate(NEW_YEAR_UTC, "UTC")).toBe("2021-01-01");
    expect(formatDate(NEW_YEAR_UTC, "America/New_York")).toBe("2020-12-31");
    expect(formatTime(NEW_YEAR_UTC, "UTC")).toBe("00:30:05");
    expect(formatTime(NEW_YEAR_UTC, "America/New_York", false)).toBe("19:30");
    expect(formatDateTime(NEW_YEAR_UTC, "Asia/Kolkata")).toBe("2021-01-01 06:00");
    expect(formatDateTime(NEW_YEAR_UTC, "UTC", true)).toBe("2021-01-01 00:30:05");
  });
  it("are n/a when unknown", () => {
    expect(formatDate(null, "UTC")).toBe("n/a");
    expect(formatTime(undefined, "UTC")).toBe("n/a");
    expect(formatDateTime(Number.NaN, "UTC")).toBe("n/a");
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0 s"],
    [410, "0.4 s"],
    [9_500, "9.5 s"],
    [42_000, "42 s"],
    [372_000, "6 m 12 s"],
    [360_000, "6 m"],
    [12_240_000, "3 h 24 m"],
    [3_605_000, "1 h"],
    [187_200_000, "2 d 4 h"],
    [-5, "0 s"],
  ])("writes %i ms as %s", (ms, text) => {
    expect(plain(formatDuration(ms))).toBe(text);
  });
});

describe("formatBytes and formatInteger", () => {
  it("keep the number short", () => {
    expect(plain(formatBytes(512))).toBe("512 B");
    expect(plain(formatBytes(1_234_567))).toBe("1.2 MB");
    expect(formatInteger(-12_345)).toBe("−12,345");
    expect(formatInteger(3, { signed: true })).toBe("+3");
  });
});

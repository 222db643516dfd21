import { describe, expect, it } from "vitest";
import { barColumnsOf } from "@/modules/data";
import { indicatorLines, parseIndicators } from "./indicators";
import { countUsual, usualLines } from "./usual-indicators";

/** Up, down and flat for long enough that every line has its values, with one bar that is no number. */
const bars = barColumnsOf(
  Array.from({ length: 400 }, (_, index) => {
    const close = index === 150 ? Number.NaN : index > 300 ? 90 : 100 + 7 * Math.sin(index / 5) + (index % 3) / 8;
    return { time: index * 60_000, open: close, high: close, low: close, close, volume: 1 };
  }),
);

describe("indicators without the catalog", () => {
  it.each([
    "",
    "sma:50,rsi:14",
    "sma,rsi",
    "rsi:14,sma:50,sma:20,rsi:7",
    "sma:50,sma:50,sma: 50",
    "sma:0,sma:1.5,sma:-3,sma:x,sma:,sma:100001,sma:20:3",
    "sma:1,sma:2,sma:3,sma:4,sma:5,rsi:6,rsi:7",
    ",sma:100000,",
    "sma:1e1",
  ])("are read and computed as with it: %s", (text) => {
    const withCatalog = indicatorLines(parseIndicators(text), bars);
    expect(usualLines(text, bars)).toEqual(withCatalog);
    expect(countUsual(text)).toBe(withCatalog.length);
  });

  it.each(["macd", "sma:50,ema:20", "nonsense", "SMA:50"])("are left to it where it knows more: %s", (text) => {
    expect(usualLines(text, bars)).toBeNull();
    expect(countUsual(text)).toBeNull();
  });
});

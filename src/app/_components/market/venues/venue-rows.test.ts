import { describe, expect, it } from "vitest";
import { type FeedPart, firstResolution, timeZoneOfCalendar, VENUES_MAX, venueRows } from "./venue-rows";

const part = (feed: string, symbols: readonly string[], more: Partial<FeedPart> = {}): FeedPart => ({
  feed,
  title: feed.toUpperCase(),
  history: ["1m", "1d"],
  streams: true,
  state: "found",
  error: null,
  instruments: symbols.map((symbol) => ({
    feed,
    alias: symbol,
    symbol,
    name: symbol,
    kind: "crypto",
    currency: "USDT",
    venue: feed,
    calendar: "24/7",
    tick: "0.01",
    lot: "0.00001",
  })),
  ...more,
});
const ids = (parts: readonly FeedPart[], text: string) => venueRows(parts, text).map(({ id }) => id);

describe("venueRows", () => {
  it("puts the very symbol first, live before history alone", () => {
    const parts = [
      part("yahoo", ["BTC-USDT"], { streams: false, history: ["1d"] }),
      part("binance", ["BTC-USDT", "BTC-USDC"]),
      part("kraken", ["WBTC-USDT", "BTC-USDT"]),
    ];
    expect(ids(parts, "btc/usdt")).toEqual([
      "binance BTC-USDT",
      "kraken BTC-USDT",
      "yahoo BTC-USDT",
      "binance BTC-USDC",
      "kraken WBTC-USDT",
    ]);
  });

  it("shows what is there while others are still asked or have refused", () => {
    const asked = part("kraken", [], { state: "asked" });
    const refused = part("coinbase", [], { state: "refused" });
    expect(ids([asked, refused, part("binance", ["BTC-USDT"])], "BTC")).toEqual(["binance BTC-USDT"]);
  });

  it("shows no more than anybody looks through", () => {
    const many = Array.from({ length: VENUES_MAX + 1 }, (_unused, index) => `S${index}`);
    expect(ids([part("binance", many)], "s")).toHaveLength(VENUES_MAX);
  });
});

describe("firstResolution", () => {
  const of = (more: Partial<FeedPart>) =>
    venueRows([part("x", ["A"], more)], "A").map((row) => firstResolution(row))[0];

  it("begins with minutes where prices stream, and with days where they do not", () => {
    expect(of({})).toBe("1m");
    expect(of({ streams: false })).toBe("1d");
    expect(of({ history: ["5m"] })).toBe("5m");
    expect(of({ history: [] })).toBeNull();
  });
});

describe("timeZoneOfCalendar", () => {
  it.each([
    ["XNYS", "America/New_York"],
    ["XNAS", "America/New_York"],
    ["FX", "America/New_York"],
    ["24/7", "UTC"],
    [null, "UTC"],
  ])("dates of %s are of %s", (calendar, zone) => {
    expect(timeZoneOfCalendar(calendar)).toBe(zone);
  });
});

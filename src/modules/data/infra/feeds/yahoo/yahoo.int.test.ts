import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import { DAY_MS } from "../../../domain/resolution";
import { rowsOf } from "../../../testing/builders";
import { type FaultServer, type ServedProtocol, startFaultServer } from "../../../testing/fault-server";
import { clockHeader, describeFeed, type ServedMarket } from "../../../testing/feed-contract";
import { makeFeedForTest } from "../../../testing/make-feed";
import { asDecimal } from "./chart";
import { yahoo } from "./yahoo";

/** Sessions open at 09:30 in New York. */
const OPEN_MS = 14.5 * 3_600_000;

/** Speaks the chart endpoint: bars that start inside `[period1, period2)`. */
function speakYahoo(market: ServedMarket): ServedProtocol {
  return {
    answer({ query }) {
      const [fromMs, toMs] = [Number(query.get("period1")) * 1000, Number(query.get("period2")) * 1000];
      const momentOf = (time: number) => time + OPEN_MS;
      const far = market.nowMs + 10 * DAY_MS;
      const bars = market.bars.filter(({ time }) => (momentOf(time) >= fromMs && momentOf(time) < toMs) || time > far);
      const result = {
        meta: { symbol: market.saidAlias, currency: market.currency, exchangeTimezoneName: "America/New_York" },
        timestamp: bars.map(({ time }) => momentOf(time) / 1000),
        indicators: {
          quote: [
            {
              open: bars.map(({ open }) => open),
              high: bars.map(({ high }) => high),
              low: bars.map(({ low }) => low),
              close: bars.map(({ close }) => close),
              volume: bars.map(({ volume }) => volume),
            },
          ],
        },
      };
      const body = JSON.stringify({ chart: { result: [result], error: null } });
      return { status: 200, contentType: "application/json;charset=utf-8", body, headers: clockHeader(market) };
    },
  };
}

describeFeed({
  name: "Yahoo",
  resolution: "1d",
  alias: "SPY",
  currency: "USD",
  protocol: speakYahoo,
  make: (setting) => makeFeedForTest(yahoo, setting),
});

const NOW_MS = EpochMs.of(Date.UTC(2020, 8, 2, 16));
const date = (text: string) => Date.parse(text);
const seconds = (text: string) => Date.parse(`${text}T13:30:00Z`) / 1000;

/**
 * Apple around its four for one of 2020-08-31, with Yahoo's own (split-adjusted, 32-bit) numbers; the session of
 * 2020-09-02 is open.
 */
const APPLE = {
  meta: {
    symbol: "AAPL",
    currency: "USD",
    exchangeTimezoneName: "America/New_York",
    regularMarketTime: NOW_MS / 1000,
    currentTradingPeriod: { regular: { start: seconds("2020-09-02"), end: seconds("2020-09-02") + 23_400 } },
  },
  timestamp: [seconds("2020-08-07"), seconds("2020-08-28"), seconds("2020-08-31"), NOW_MS / 1000],
  events: {
    dividends: { x: { amount: 0.205, date: seconds("2020-08-07") } },
    splits: { y: { date: seconds("2020-08-31"), numerator: 4, denominator: 1, splitRatio: "4:1" } },
  },
  indicators: {
    quote: [
      {
        open: [113.205, 126.0125, 127.58, 137].map(Math.fround),
        high: [113.675, 126.4425, 131, 138].map(Math.fround),
        low: [110.2925, 124.5775, 126, 127].map(Math.fround),
        close: [111.1125, 124.8075, 129.04, 131].map(Math.fround),
        volume: [198_045_600, 187_630_000, 225_702_700, 1],
      },
    ],
  },
};

describe("what Yahoo says", () => {
  let server: FaultServer;
  let body: unknown;
  let status = 200;
  beforeAll(async () => {
    server = await startFaultServer({
      answer: () => ({ status, contentType: "application/json", body: JSON.stringify(body) }),
    });
  });
  afterAll(() => server.close());
  const feed = () => makeFeedForTest(yahoo, { baseUrl: server.url, timeoutMs: 20_000, clock: { nowMs: () => NOW_MS } });
  const signal = new AbortController().signal;

  it("becomes prices as they were traded: later splits are taken out, and the open session is left out", async () => {
    body = { chart: { result: [APPLE], error: null } };
    const request = { alias: "AAPL", resolution: "1d", fromMs: date("2020-08-01"), toMs: date("2020-09-10") } as const;
    const pages = [];
    for await (const page of feed().history(request, signal)) pages.push(page);
    expect(pages).toHaveLength(1);
    const [page] = pages;
    if (page?.ok !== true) throw new Error(JSON.stringify(page));
    // As published for those days before the split: 452.82 to 444.45, and 499.23 at the last close before it.
    expect(rowsOf(page.value.bars).map(({ time, open, close, volume }) => [time, open, close, volume])).toEqual([
      [date("2020-08-07"), 452.82, 444.45, 49_511_400],
      [date("2020-08-28"), 504.05, 499.23, 46_907_500],
      [date("2020-08-31"), 127.58, 129.04, 225_702_700],
    ]);
    expect(page.value.actions).toEqual([
      { type: "dividend", dateMs: date("2020-08-07"), amount: "0.82", currency: "USD" },
      { type: "split", dateMs: date("2020-08-31"), numerator: "4", denominator: "1" },
    ]);
    expect(page.value.completeToMs).toBe(date("2020-09-02"));
  });

  it("in pence becomes pounds", async () => {
    const meta = { symbol: "VOD.L", currency: "GBp", exchangeTimezoneName: "Europe/London" };
    const quote = { open: [70.5], high: [71], low: [70], close: [70.25], volume: [1000] };
    body = { chart: { result: [{ meta, timestamp: [seconds("2020-08-07")], indicators: { quote: [quote] } }] } };
    const request = { alias: "VOD.L", resolution: "1d", fromMs: date("2020-08-01"), toMs: date("2020-08-10") } as const;
    for await (const page of feed().history(request, signal)) {
      expect(page).toMatchObject({ ok: true, value: { said: { currency: "GBP" } } });
      expect(page.ok ? page.value.bars.close[0] : null).toBe(0.7025);
    }
  });

  it("asks for a long history in pages, oldest first and without gaps", async () => {
    body = { chart: { result: [{ ...APPLE, timestamp: [], events: {} }], error: null } };
    const request = { alias: "AAPL", resolution: "1d", fromMs: date("1990-01-01"), toMs: date("2020-01-01") } as const;
    const ends: number[] = [];
    for await (const page of feed().history(request, signal)) if (page.ok) ends.push(page.value.completeToMs);
    expect(ends).toEqual([date("1999-12-30"), date("2009-12-27"), date("2019-12-25"), date("2020-01-01")]);
  });

  it("of a symbol that it does not know is a refusal, and so is a resolution that it is not asked for", async () => {
    status = 404;
    body = { chart: { result: null, error: { code: "Not Found", description: "No data found" } } };
    const request = { alias: "NOSUCH", resolution: "1d", fromMs: 0, toMs: DAY_MS } as const;
    for await (const page of feed().history(request, signal)) {
      expect(page).toEqual({ ok: false, error: { kind: "feed.symbol_unknown", feed: "yahoo", alias: "NOSUCH" } });
    }
    for await (const page of feed().history({ ...request, resolution: "1m" }, signal)) {
      expect(page).toMatchObject({ ok: false, error: { kind: "feed.unsupported" } });
    }
    status = 200;
  });

  it("in a search becomes instruments; what has no prices of its own is left out", async () => {
    body = {
      quotes: [
        { symbol: "AAPL", longname: "Apple Inc.", quoteType: "EQUITY", exchange: "NMS", exchDisp: "NASDAQ" },
        { symbol: "APC.DE", shortname: "APPLE INC", quoteType: "EQUITY", exchange: "GER", exchDisp: "XETRA" },
        { symbol: "EURUSD=X", shortname: "EUR/USD", quoteType: "CURRENCY", exchange: "CCY" },
        { symbol: "BTC-USD", shortname: "Bitcoin USD", quoteType: "CRYPTOCURRENCY", exchange: "CCC" },
        { symbol: "XYZ.QQ", shortname: "Somewhere", quoteType: "EQUITY", exchange: "QQQ" },
        { symbol: "AAPL240119C00100000", quoteType: "OPTION", exchange: "OPR" },
      ],
    };
    const found = await feed().search("apple", 10, signal);
    const rows = found.ok ? found.value.map((row) => [row.symbol, row.kind, row.currency, row.calendar]) : [];
    expect(rows).toEqual([
      ["AAPL", "equity", "USD", "XNAS"],
      ["APC.DE", "equity", "EUR", null],
      ["EURUSD", "fx", "USD", "FX"],
      ["BTC-USD", "crypto", "USD", "24/7"],
      ["XYZ.QQ", "equity", null, null],
    ]);
  });

  it.each([
    [125.06999969482422, 125.07],
    [129.039993286133, 129.039993286133],
    [Math.fround(129.04), 129.04],
    [100, 100],
    [null, Number.NaN],
    [undefined, Number.NaN],
  ] as const)("writes %d for %d", (sent, meant) => {
    expect(asDecimal(sent)).toBe(meant);
  });
});

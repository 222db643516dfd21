import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EpochMs } from "@/modules/_kernel";
import type { FeedMessage } from "../../../domain/feed/feed";
import { DAY_MS, resolutionMs } from "../../../domain/resolution";
import { rowsOf, someBars } from "../../../testing/builders";
import { type FaultServer, startFaultServer } from "../../../testing/fault-server";
import { clockHeader, describeFeed } from "../../../testing/feed-contract";
import { describeLive } from "../../../testing/live-contract";
import { makeFeedForTest } from "../../../testing/make-feed";
import { ALPACA_EXCHANGE, type AlpacaActions, alpacaProtocol } from "../../../testing/venues/alpaca";
import { Venue } from "../../../testing/venues/venue";
import { LINE_TIMING, type LineTiming } from "../live-line";
import { alpacaProvider } from "./alpaca";

const KEY = { keyId: "PKTEST", secret: "not-a-secret" };
const AAPL = { base: "AAPL", quote: "USD", tick: "0.01", lot: "1" };
const served = { ...KEY, pageMax: 15 };
const provider = (timing: LineTiming = LINE_TIMING) =>
  alpacaProvider({ id: "alpaca", title: "Alpaca", about: "US equities.", source: "iex", timing });

// With days corporate actions are asked first: a fault of the line then meets them, with minutes it meets the bars.
for (const resolution of ["1d", "1m"] as const) {
  describeFeed({
    name: `Alpaca at ${resolution}`,
    resolution,
    alias: "AAPL",
    currency: "USD",
    protocol: (market) =>
      alpacaProtocol(new Venue([AAPL], (_pair, stepMs) => (stepMs === resolutionMs(resolution) ? market.bars : [])), {
        ...served,
        // One page: the suite's faults are about one answer. Pages have tests of their own below.
        pageMax: 1000,
        actions: () => [{}],
        said: () => ({ symbol: market.saidAlias, currency: market.currency, headers: clockHeader(market) }),
      }),
    make: (setting) => makeFeedForTest(provider(), setting, KEY),
  });
}

describeLive({
  name: "Alpaca",
  pair: AAPL,
  alias: "AAPL",
  unknownAlias: "NONE",
  protocol: (venue) => alpacaProtocol(venue, served),
  make: ({ timing, ...setting }) => makeFeedForTest(provider(timing), { ...setting, timeoutMs: 5000 }, KEY),
  idOf: (id) => `${ALPACA_EXCHANGE}${id}`,
  resumes: true,
  sockets: 1,
});

describe("Alpaca", () => {
  const START_MS = Date.UTC(2024, 0, 8);
  const NOW_MS = EpochMs.of(START_MS + 60 * DAY_MS);
  const clock = { nowMs: () => NOW_MS };
  let server: FaultServer;
  let venue: Venue;
  const truth = rowsOf(someBars({ count: 40, startMs: START_MS, stepMs: DAY_MS }));

  beforeEach(async () => {
    venue = new Venue([AAPL], (_pair, stepMs) => (stepMs === DAY_MS ? truth : []));
    server = await startFaultServer(alpacaProtocol(venue, served));
  });
  afterEach(() => server.close());

  const make = (key: Readonly<Record<string, string>> | null = KEY) =>
    makeFeedForTest(provider(), { baseUrl: server.url, timeoutMs: 5000, clock }, key);
  const signal = new AbortController().signal;
  const read = async (alias: string, resolution: "1d" | "1h" = "1d", key = KEY) => {
    const pages = [];
    const request = { alias, resolution, fromMs: START_MS, toMs: START_MS + 40 * DAY_MS };
    for await (const page of make(key).history(request, signal)) pages.push(page);
    return pages;
  };

  describe("corporate actions", () => {
    const date = (day: number) => new Date(START_MS + day * DAY_MS).toISOString().slice(0, 10);
    const split = (day: number, fresh: number, old: number, symbol = "AAPL") => ({
      symbol,
      new_rate: fresh,
      old_rate: old,
      process_date: date(day),
      ex_date: date(day),
    });
    const dividend = (day: number, rate: number) => ({
      symbol: "AAPL",
      rate,
      special: false,
      foreign: false,
      process_date: date(day + 14),
      ex_date: date(day),
    });
    const told = async (pages: readonly AlpacaActions[]) => {
      await server.close();
      server = await startFaultServer(alpacaProtocol(venue, { ...served, actions: () => pages }));
      return (await read("AAPL")).map((page) => (page.ok ? page.value.actions : page.error));
    };

    it("come with the daily bars of their span, announced ones with the last", async () => {
      const pages = await told([
        { forward_splits: [split(5, 4, 1)], cash_dividends: [dividend(20, 0.25)] },
        { reverse_splits: [split(31, 1, 10)], cash_dividends: [dividend(80, 0.26), dividend(-9, 0.24)] },
      ]);
      const at = (day: number) => START_MS + day * DAY_MS;
      expect(pages).toEqual([
        [{ type: "split", dateMs: at(5), numerator: "4", denominator: "1" }],
        [{ type: "dividend", dateMs: at(20), amount: "0.25", currency: "USD" }],
        [
          { type: "split", dateMs: at(31), numerator: "1", denominator: "10" },
          { type: "dividend", dateMs: at(80), amount: "0.26", currency: "USD" },
        ],
      ]);
      const asked = server.requests.filter(({ path }) => path === "/v1/corporate-actions");
      expect(asked.map(({ query }) => [query.get("symbols"), query.get("start"), query.get("page_token")])).toEqual([
        ["AAPL", "2024-01-08", null],
        ["AAPL", "2024-01-08", "1"],
      ]);
    });

    it("are none where the account has no such list", async () => {
      expect((await read("AAPL")).map((page) => page.ok && page.value.actions)).toEqual([[], [], []]);
    });

    it.each([
      ["of another symbol", { forward_splits: [split(5, 4, 1, "MSFT")] }],
      ["without a date", { forward_splits: [{ symbol: "AAPL", new_rate: 4, old_rate: 1 }] }],
      ["with a rate that is no number", { cash_dividends: [{ ...dividend(5, 1), rate: "lots" }] }],
    ])("%s refuse the history", async (_, page) => {
      expect(await told([page])).toEqual([expect.objectContaining({ kind: "feed.malformed" })]);
    });

    it("that never end are refused", async () => {
      const endless = Array.from({ length: 20 }, () => ({}));
      expect(await told(endless)).toEqual([expect.objectContaining({ kind: "feed.malformed" })]);
    });
  });

  it("follows the pages and says after each how far it is complete", async () => {
    const pages = await read("AAPL");
    expect(pages.map((page) => page.ok && [page.value.bars.time.length, page.value.completeToMs])).toEqual([
      [15, START_MS + 15 * DAY_MS],
      [15, START_MS + 30 * DAY_MS],
      [10, START_MS + 40 * DAY_MS],
    ]);
  });

  it("asks for raw prices of its own source", async () => {
    await read("AAPL");
    const request = server.requests.find(({ path }) => path.endsWith("/bars"));
    expect(Object.fromEntries(request?.query ?? [])).toMatchObject({ adjustment: "raw", feed: "iex", sort: "asc" });
  });

  it("stops at pages that lead back to each other", async () => {
    await server.close();
    const circle = { bars: null, symbol: "AAPL", next_page_token: "again" };
    server = await startFaultServer({
      answer: () => ({ status: 200, contentType: "application/json", body: JSON.stringify(circle) }),
    });
    const pages = await read("AAPL");
    expect(pages.at(-1)).toMatchObject({ ok: false, error: { kind: "feed.malformed" } });
    expect(server.requests.length).toBeLessThan(5);
  });

  it("refuses a symbol that it does not list, a resolution whose bars differ from ours, and a wrong key", async () => {
    expect(await read("NONE")).toMatchObject([{ ok: false, error: { kind: "feed.symbol_unknown", alias: "NONE" } }]);
    expect(await read("AAPL", "1h")).toMatchObject([{ ok: false, error: { kind: "feed.unsupported" } }]);
    const wrong = await read("AAPL", "1d", { ...KEY, secret: "wrong" });
    expect(wrong).toMatchObject([{ ok: false, error: { kind: "feed.unauthorized" } }]);
  });

  it("finds assets by symbol and name", async () => {
    const found = await make().search("apl", 5, signal);
    expect(found).toMatchObject({ ok: true, value: [{ symbol: "AAPL", calendar: "XNAS", currency: "USD" }] });
  });

  it("passes on corrections, cancels and bars that late trades changed", async () => {
    const over = new AbortController();
    const seen: FeedMessage[] = [];
    const bar = { time: START_MS, open: 1, high: 2, low: 1, close: 2, volume: 3 };
    const listening = (async () => {
      for await (const message of make().stream(["AAPL"], over.signal)) {
        if (message.type === "line") continue;
        seen.push(message);
        if (message.type === "bar" && message.bar.close === 3) over.abort();
      }
    })();
    await venue.heard(1);
    const about = { pair: AAPL, atMs: START_MS };
    venue.happen({ type: "trade", ...about, id: 7, price: 10, size: 1 });
    venue.happen({ type: "correction", ...about, id: 7, right: { price: 11, size: 2 } });
    venue.happen({ type: "correction", ...about, id: 7, right: null });
    venue.happen({ type: "bar", pair: AAPL, bar, closed: true });
    venue.happen({ type: "bar", pair: AAPL, bar: { ...bar, close: 3 }, closed: false });
    await listening;
    const tradeId = `${ALPACA_EXCHANGE}7`;
    expect(seen).toEqual([
      { type: "trade", alias: "AAPL", price: 10, size: 1, eventMs: START_MS, tradeId },
      { type: "correction", alias: "AAPL", tradeId, eventMs: START_MS, right: { price: 11, size: 2 } },
      { type: "correction", alias: "AAPL", tradeId, eventMs: START_MS, right: null },
      { type: "bar", alias: "AAPL", resolution: "1m", bar, closed: true },
      { type: "bar", alias: "AAPL", resolution: "1m", bar: { ...bar, close: 3 }, closed: true },
    ]);
  });

  it("says that its key is wrong when the stream does", async () => {
    await server.close();
    const right = alpacaProtocol(venue, served);
    const other = alpacaProtocol(venue, { ...served, secret: "another" });
    server = await startFaultServer({
      answer: (request) => right.answer(request),
      socket: (socket, request) => other.socket?.(socket, request),
    });
    const over = new AbortController();
    const lines: FeedMessage[] = [];
    for await (const message of make().stream(["AAPL"], over.signal)) {
      lines.push(message);
      if (message.type === "line" && message.state === "down") over.abort();
    }
    expect(lines.at(-1)).toMatchObject({ state: "down", why: { kind: "feed.unauthorized" } });
  });
});

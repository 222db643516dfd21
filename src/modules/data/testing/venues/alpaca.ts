import type { WebSocket } from "ws";
import type { ServedAnswer, ServedProtocol, ServedRequest } from "../fault-server";
import type { ServedBar } from "../feed-contract";
import type { Venue, VenueEvent, VenuePair, VenueTrade } from "./venue";

/** Lists of corporate actions, by Alpaca's names. */
export interface AlpacaActions {
  readonly forward_splits?: readonly unknown[];
  readonly reverse_splits?: readonly unknown[];
  readonly cash_dividends?: readonly unknown[];
}

export interface AlpacaServed {
  readonly keyId: string;
  readonly secret: string;
  /** Bars of one page, whatever limit was asked. */
  readonly pageMax: number;
  /** Its corporate actions, one page each; not given: the account has no such list. */
  readonly actions?: () => readonly AlpacaActions[];
  /** What an answer says of itself. */
  readonly said?: () => {
    readonly symbol: string;
    readonly currency?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** The exchange whose trades they are: ids are unique within it. */
export const ALPACA_EXCHANGE = "V";

/**
 * Alpaca's stock data as its public documentation describes it: bars and trades by pages, the list of assets, and the
 * stream with its hello, key and subscription. A pair's base is the symbol; its quote is the dollar.
 */
export function alpacaProtocol(venue: Venue, served: AlpacaServed): ServedProtocol {
  return {
    answer(request) {
      const { path, headers } = request;
      const given = [headers["apca-api-key-id"], headers["apca-api-secret-key"]];
      if (given[0] !== served.keyId || given[1] !== served.secret) return json({ message: "forbidden." }, 403);
      if (path === "/v2/assets") return json(venue.pairs.map(asset));
      if (path === "/v1/corporate-actions") return actionsPage(request, served);
      const [, symbol = "", what = ""] = /^\/v2\/stocks\/([^/]+)\/(bars|trades)$/.exec(path) ?? [];
      const pair = venue.pairs.find(({ base }) => base === decodeURIComponent(symbol));
      if (what === "bars") return bars(venue, pair, request, served);
      if (what === "trades") return json({ trades: tradesSince(venue, pair, request.query), next_page_token: null });
      return json({ message: "not found" }, 404);
    },
    socket: (socket) => serveStream(venue, socket, served),
  };
}

function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): ServedAnswer {
  return { status, contentType: "application/json; charset=UTF-8", body: JSON.stringify(value), headers };
}

const iso = (atMs: number) => new Date(atMs).toISOString();

function asset({ base }: VenuePair) {
  return {
    id: base,
    class: "us_equity",
    exchange: "NASDAQ",
    symbol: base,
    name: `${base} Inc. Common Stock`,
    status: "active",
  };
}

function actionsPage({ query }: ServedRequest, { actions }: AlpacaServed): ServedAnswer {
  const pages = actions?.();
  if (pages === undefined) return json({ message: "not found" }, 404);
  const at = Number(query.get("page_token") ?? 0);
  const next = at + 1 < pages.length ? String(at + 1) : null;
  return json({ corporate_actions: pages[at] ?? {}, next_page_token: next });
}

const STEPS: Readonly<Record<string, number>> = {
  "1Min": 60_000,
  "5Min": 300_000,
  "15Min": 900_000,
  "1Day": 86_400_000,
};

function bars(
  venue: Venue,
  pair: VenuePair | undefined,
  { query }: ServedRequest,
  { pageMax, said }: AlpacaServed,
): ServedAnswer {
  const stepMs = STEPS[query.get("timeframe") ?? ""] ?? 60_000;
  // Daily bars are stamped with midnight in New York, five hours after the date's own in winter.
  const offsetMs = stepMs === 86_400_000 ? 5 * 3_600_000 : 0;
  const [fromMs, toMs] = [Date.parse(query.get("start") ?? ""), Date.parse(query.get("end") ?? "")];
  const stampOf = ({ time }: ServedBar) => time + offsetMs;
  const all = (pair === undefined ? [] : venue.barsOf(pair, stepMs)).filter(
    (bar) => stampOf(bar) >= fromMs && (stampOf(bar) <= toMs || stampOf(bar) > toMs + 100 * stepMs),
  );
  const start = Number(query.get("page_token") ?? 0);
  const page = all.slice(start, start + pageMax);
  const rows = page.map(({ open: o, high: h, low: l, close: c, volume: v, ...bar }) => ({
    t: iso(bar.time + offsetMs),
    o,
    h,
    l,
    c,
    v,
    n: 1,
    vw: c,
  }));
  const next = start + pageMax < all.length ? String(start + pageMax) : null;
  const { headers = {}, ...words } = said?.() ?? { symbol: pair?.base };
  return json({ bars: rows.length === 0 ? null : rows, ...words, next_page_token: next }, 200, headers);
}

function tradeOf({ id, price, size, atMs }: VenueTrade) {
  return { t: iso(atMs), x: ALPACA_EXCHANGE, p: price, s: size, c: ["@"], i: id, z: "C" };
}

function tradesSince(venue: Venue, pair: VenuePair | undefined, query: URLSearchParams) {
  const sinceMs = Date.parse(query.get("start") ?? "");
  return venue.trades.filter((trade) => trade.pair === pair && trade.atMs >= sinceMs).map(tradeOf);
}

type Words =
  | { readonly action: "auth"; readonly key: string; readonly secret: string }
  | {
      readonly action: "subscribe";
      readonly trades: readonly string[];
      readonly quotes: readonly string[];
      readonly bars: readonly string[];
    };

function serveStream(venue: Venue, socket: WebSocket, { keyId, secret }: AlpacaServed): void {
  let leave: () => void = () => undefined;
  const tell = (...messages: readonly unknown[]) => socket.send(JSON.stringify(messages));
  tell({ T: "success", msg: "connected" });
  socket.on("close", () => leave());
  socket.on("message", (data: Buffer) => {
    const words: Words = JSON.parse(data.toString());
    if (words.action === "auth") {
      const right = words.key === keyId && words.secret === secret;
      tell(right ? { T: "success", msg: "authenticated" } : { T: "error", code: 402, msg: "auth failed" });
      return;
    }
    const symbols = new Set(words.trades);
    tell({ T: "subscription", trades: words.trades, quotes: words.quotes, bars: words.bars });
    leave = venue.hear((event) => {
      if (symbols.has(event.pair.base)) tell(messageOf(event));
    });
  });
}

function messageOf(event: VenueEvent): unknown {
  const S = event.pair.base;
  switch (event.type) {
    case "trade":
      return { T: "t", S, ...tradeOf(event) };
    case "quote": {
      const { bid, ask, bidSize, askSize, atMs } = event;
      return {
        T: "q",
        S,
        bx: "V",
        bp: bid,
        bs: bidSize,
        ax: "V",
        ap: ask,
        as: askSize,
        t: iso(atMs),
        c: ["R"],
        z: "C",
      };
    }
    case "bar": {
      const { time, open: o, high: h, low: l, close: c, volume: v } = event.bar;
      return { T: event.closed ? "b" : "u", S, o, h, l, c, v, t: iso(time), n: 1, vw: c };
    }
    case "correction": {
      const { id, right, atMs } = event;
      const about = { S, x: ALPACA_EXCHANGE, t: iso(atMs), z: "C" };
      if (right === null) return { T: "x", ...about, i: id, p: 1, s: 1, a: "C" };
      return {
        T: "c",
        ...about,
        oi: id,
        op: 1,
        os: 1,
        oc: ["@"],
        ci: id + 1_000_000,
        cp: right.price,
        cs: right.size,
        cc: ["@"],
      };
    }
    default:
      return event satisfies never;
  }
}

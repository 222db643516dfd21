import { z } from "zod";
import { EpochMs, err, ok } from "@/modules/_kernel";
import { decodeBarColumns } from "@/modules/data";
import { cursor, instrumentKind, priceAdjustment, resolution, seriesHours, symbol } from "../routers/fields";
import { instrumentStatus } from "../routers/instrument-inputs";
import { decimal, limitOf, NO_FIELDS, pageOf, time, withMoments } from "./fields";
import { defineRoute, type RestRoute } from "./route";

const number = z.number().nullable();

const instrument = z
  .object({
    symbol: z.string(),
    name: z.string(),
    kind: instrumentKind,
    currency: z.string(),
    tick: decimal,
    lot: decimal,
    multiplier: decimal,
    timeZone: z.string(),
    calendar: z.string().nullable(),
    sector: z.string(),
    status: instrumentStatus,
    coverage: z.array(
      withMoments(
        { resolution, bars: z.number() },
        [
          { old: "firstMs", name: "first" },
          { old: "lastMs", name: "last" },
        ],
        null,
      ),
    ),
  })
  .meta({ id: "Instrument" });

const bar = z
  .object({
    time: z.iso.datetime().meta({ description: "When it begins" }),
    open: z.number(),
    high: z.number(),
    low: z.number(),
    close: z.number(),
    volume: z.number(),
  })
  .meta({ id: "Bar" });

export const quoteOutput = z
  .object({
    symbol: z.string(),
    currency: z.string(),
    feed: z.string(),
    bid: number,
    ask: number,
    bidSize: number,
    askSize: number,
    last: number,
    lastSize: number,
    reference: number.meta({ description: "The close before this session" }),
    at: time,
    receivedAt: time,
    state: z.enum(["live", "stale", "closed"]).meta({ description: "Only a live quote prices an order" }),
  })
  .meta({ id: "Quote" });

const QUOTES_MAX = 100;
/** Bars are JSON here, ten times their size in columns. */
const BARS_MAX = 5_000;

export const symbolList = z
  .string()
  .transform((text) => text.split(",").map((each) => each.trim()))
  .pipe(z.array(symbol).min(1, "at least one symbol").max(QUOTES_MAX, `at most ${QUOTES_MAX} symbols`));

export const MARKET_ROUTES: readonly RestRoute[] = [
  defineRoute({
    method: "GET",
    path: "/instruments",
    id: "listInstruments",
    tag: "Market data",
    summary: "Instruments by symbol, page by page; with a text, those it means, best match first",
    scope: "read",
    status: 200,
    params: NO_FIELDS,
    query: z.strictObject({
      text: z.string().max(64).optional(),
      kind: instrumentKind.nullable().default(null),
      status: instrumentStatus.nullable().default(null),
      cursor,
      limit: limitOf(200, 100),
    }),
    body: z.undefined(),
    idempotency: "none",
    output: pageOf(instrument),
    async answer({ flows }, { query: { text, ...filter } }) {
      if (text !== undefined) return ok({ rows: await flows.searchInstruments(text, filter.limit), cursor: null });
      return ok(await flows.listInstruments({ ...filter, sector: null, hasBars: null }));
    },
  }),
  defineRoute({
    method: "GET",
    path: "/instruments/{symbol}",
    id: "getInstrument",
    tag: "Market data",
    summary: "One instrument and what is stored of it",
    scope: "read",
    status: 200,
    params: z.strictObject({ symbol }),
    query: NO_FIELDS,
    body: z.undefined(),
    idempotency: "none",
    output: instrument,
    answer: ({ flows }, { params }) => flows.getInstrument(params.symbol),
  }),
  defineRoute({
    method: "GET",
    path: "/instruments/{symbol}/bars",
    id: "listBars",
    tag: "Market data",
    summary: "Bars, oldest first: the newest, or those before the cursor",
    scope: "read",
    status: 200,
    params: z.strictObject({ symbol }),
    query: z.strictObject({
      resolution: resolution.default("1d"),
      adjustment: priceAdjustment.default("raw"),
      hours: seriesHours.default("regular"),
      cursor: z.iso.datetime("a moment like 2026-01-31T14:30:00Z").nullable().default(null),
      limit: limitOf(BARS_MAX, 500),
    }),
    body: z.undefined(),
    idempotency: "none",
    output: pageOf(bar).extend({ symbol: z.string(), resolution }),
    async answer({ flows }, { params, query }) {
      const { cursor: before, ...rest } = query;
      const toMs = before === null ? null : EpochMs.of(Date.parse(before));
      const page = await flows.readBarPage({ symbol: params.symbol, ...rest, toMs });
      if (!page.ok) return page;
      const rows = rowsOf(page.value);
      const oldest = rows.length < query.limit ? null : (rows[0]?.time ?? null);
      return ok({ symbol: params.symbol.toUpperCase(), resolution: query.resolution, rows, cursor: oldest });
    },
  }),
  defineRoute({
    method: "GET",
    path: "/quotes",
    id: "listQuotes",
    tag: "Market data",
    summary: "The newest quotes; asking for them has feeds fetch them for half a minute",
    scope: "read",
    status: 200,
    params: NO_FIELDS,
    query: z.strictObject({ symbols: symbolList.meta({ description: "Symbols, commas between", example: "SPY,QQQ" }) }),
    body: z.undefined(),
    idempotency: "none",
    output: z.object({ rows: z.array(quoteOutput) }),
    async answer({ flows, show }, { query }) {
      const rows = await flows.readQuotes(query.symbols);
      const missing = query.symbols.filter((each) => !rows.some((row) => row.symbol === each.toUpperCase()));
      const named = await Promise.all(missing.map((each) => flows.getInstrument(each)));
      const unknown = named.find((each) => !each.ok);
      if (unknown !== undefined && !unknown.ok) return err(unknown.error);
      await show(
        [...rows, ...named.flatMap((each) => (each.ok ? [each.value] : []))].map(({ instrumentId }) => instrumentId),
      );
      return ok({ rows });
    },
  }),
];

/** Columns as rows. What our own flow encoded decodes. */
function rowsOf(bytes: Uint8Array<ArrayBuffer>): readonly z.input<typeof bar>[] {
  const decoded = decodeBarColumns(bytes);
  if (!decoded.ok) throw new Error(`columns of our own did not decode: ${decoded.error.kind}`);
  const { time: times, open, high, low, close, volume } = decoded.value;
  return Array.from(times, (ms, at) => ({
    time: new Date(ms).toISOString(),
    open: open[at] ?? Number.NaN,
    high: high[at] ?? Number.NaN,
    low: low[at] ?? Number.NaN,
    close: close[at] ?? Number.NaN,
    volume: volume[at] ?? Number.NaN,
  }));
}

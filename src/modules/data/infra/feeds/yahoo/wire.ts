import { z } from "zod";

/** What of Yahoo's answers is read. Other fields may come and go. */

const seconds = z.number().int().min(-1e11).max(1e11);
/** Null is how Yahoo says that it has no value. */
const column = z.array(z.number().nullable());

const Meta = z.object({
  symbol: z.string().min(1).max(64),
  currency: z.string().max(16).nullish(),
  exchangeTimezoneName: z.string().max(64).nullish(),
  regularMarketTime: seconds.nullish(),
  currentTradingPeriod: z.object({ regular: z.object({ start: seconds, end: seconds }) }).nullish(),
});

const Events = z.object({
  dividends: z.record(z.string(), z.object({ amount: z.number(), date: seconds })).optional(),
  splits: z
    .record(
      z.string(),
      z.object({ date: seconds, numerator: z.number().positive(), denominator: z.number().positive() }),
    )
    .optional(),
});

const ChartResult = z.object({
  meta: Meta,
  timestamp: z.array(seconds).optional(),
  events: Events.optional(),
  indicators: z.object({
    quote: z
      .array(
        z.object({
          open: column.optional(),
          high: column.optional(),
          low: column.optional(),
          close: column.optional(),
          volume: column.optional(),
        }),
      )
      .max(10),
  }),
});
export type ChartResult = z.output<typeof ChartResult>;

const Failure = z.object({ code: z.string(), description: z.string().nullish() });

/** `/v8/finance/chart/<symbol>`. */
export const ChartAnswer = z.object({
  chart: z.object({ result: z.array(ChartResult).max(10).nullable(), error: Failure.nullish() }),
});

/** `/v1/finance/search`. */
export const SearchAnswer = z.object({
  quotes: z.array(
    z.object({
      symbol: z.string().min(1).max(64),
      shortname: z.string().nullish(),
      longname: z.string().nullish(),
      quoteType: z.string().nullish(),
      exchange: z.string().nullish(),
      exchDisp: z.string().nullish(),
    }),
  ),
});
export type SearchQuote = z.output<typeof SearchAnswer>["quotes"][number];

import { z } from "zod";
import { EXPORT_FORMATS } from "@/modules/data";
import { currency, instrumentKind, priceAdjustment, resolution, seriesHours, sessionDate, symbol } from "./fields";

/** What forms send, apart from the procedures that take it: the browser checks with the same schemas. */

/** A word on runs: lower case, so that one tag is one tag. */
export const tag = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u, "1 to 40 letters, digits, spaces, dots, dashes");

export const runRemarks = z.object({
  note: z.string().trim().max(4_000, "at most 4,000 characters"),
  tags: z
    .array(tag)
    .max(20, "at most 20 tags")
    .transform((tags) => [...new Set(tags)]),
});

const percentAYear = z.number().min(0, "0 or more").max(100, "at most 100 %");

/** Interest and borrow fees, percent a year. */
export const financing = z.object({
  creditPercent: percentAYear,
  debitPercent: percentAYear,
  borrowPercent: percentAYear,
});

/** What a form may send. The strategy's own parameters are checked by its own schema, inside. */
export const backtestSpec = z.object({
  strategy: z.string().min(1).max(64),
  params: z.record(z.string().max(64), z.union([z.number(), z.boolean(), z.string().max(64)])),
  symbol,
  resolution,
  from: sessionDate.nullable().default(null),
  to: sessionDate.nullable().default(null),
  adjustment: priceAdjustment.default("split"),
  cash: z.number().positive("above 0").max(1e12, "at most 1,000,000,000,000"),
  commissionPercent: z.number().min(0, "0 or more").max(10, "at most 10 %"),
  slippageBps: z.number().min(0, "0 or more").max(1_000, "at most 1,000 bps"),
  others: z.array(symbol).max(99, "at most 100 instruments together").readonly().exactOptional(),
  benchmark: symbol.exactOptional(),
  financing: financing.exactOptional(),
});

const column = z.string().min(1).max(200).optional();

export const csvReading = z.object({
  delimiter: z.enum([",", ";", "\t", "|"]),
  hasHeader: z.boolean(),
  columns: z.object({ time: column, open: column, high: column, low: column, close: column, volume: column }),
  timeFormat: z.enum(["iso", "epoch_s", "epoch_ms", "mdy", "dmy", "month_name"]),
  timeZone: z.string().min(1).max(64),
  decimalComma: z.boolean(),
});

export const startImportInput = z.object({
  uploadId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "the id an upload answered with"),
  symbol,
  name: z.string().trim().max(120).default(""),
  kind: instrumentKind,
  currency,
  resolution,
  reading: csvReading,
  skipInvalidRows: z.boolean().default(false),
});

export const feedId = z.string().regex(/^[a-z0-9._-]{1,64}$/, "the id of a feed, like yahoo");

/** What a form may send to bring history from a feed. The browser checks with the same schema. */
export const startBackfillInput = z.object({
  symbol,
  feed: feedId,
  alias: z.string().trim().min(1).max(128).nullable().default(null),
  resolution,
  from: sessionDate.nullable().default(null),
  to: sessionDate.nullable().default(null),
  bulk: z.boolean().default(false),
  follow: z.boolean().default(false),
  instrument: z
    .object({
      name: z.string().trim().max(120).default(""),
      kind: instrumentKind,
      currency,
      timeZone: z.string().min(1).max(64),
      tick: z.string().max(40).nullable().default(null),
      lot: z.string().max(40).nullable().default(null),
    })
    .nullable()
    .default(null),
});

/** Instruments of one export by name; all there are need no names. */
export const EXPORT_SYMBOLS_MAX = 200;

/** What a form may send to get bars as a file. */
export const exportInput = z.object({
  format: z.enum(EXPORT_FORMATS),
  symbols: z.array(symbol).min(1, "at least one").max(EXPORT_SYMBOLS_MAX, `at most ${EXPORT_SYMBOLS_MAX}`).nullable(),
  resolutions: z.array(resolution).min(1, "at least one").max(8).nullable(),
  adjustment: priceAdjustment.default("raw"),
  hours: seriesHours.default("stored"),
  from: sessionDate.nullable().default(null),
  to: sessionDate.nullable().default(null),
});

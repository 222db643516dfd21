import { z } from "zod";
import { currency, instrumentKind, symbol } from "./fields";

/** What the instrument forms send: the browser checks with the same schemas. The domain checks again, with more words. */

export const instrumentStatus = z.enum(["active", "halted", "delisted"]);
const decimal = z
  .string()
  .trim()
  .regex(/^\d{0,15}(?:\.\d{1,15})?$/, "a decimal above 0, such as 0.01")
  .refine((text) => Number(text) > 0, "a decimal above 0, such as 0.01");

export const instrumentFacts = z.object({
  name: z.string().trim().max(200, "at most 200 characters"),
  kind: instrumentKind,
  currency,
  tick: decimal,
  lot: decimal,
  multiplier: decimal,
  calendar: z.string().max(32).nullable(),
  timeZone: z.string().min(1).max(64),
  sector: z.string().trim().max(80, "at most 80 characters"),
  status: instrumentStatus,
});

export const newInstrument = instrumentFacts.partial().extend({ symbol, kind: instrumentKind, currency });

export const aliasInput = z.object({
  source: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "a source such as yahoo, ccxt.binance or isin"),
  alias: z.string().trim().min(1, "the name that the source uses").max(128, "at most 128 characters"),
  venue: z.string().trim().max(64, "at most 64 characters").default(""),
});

export const symbolImport = z.object({
  uploadId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "the id an upload answered with"),
});

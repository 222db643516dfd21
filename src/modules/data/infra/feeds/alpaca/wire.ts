import { z } from "zod";

/**
 * Alpaca's messages and answers, with its own one-letter names: `T` type, `S` symbol, `t` time (RFC 3339, nanoseconds cut to
 * milliseconds), `p` price, `s` size, `x` exchange, `i` trade id. What is not needed is not looked at.
 */
const moment = z.string().transform((text, context) => {
  const atMs = Date.parse(text);
  if (!Number.isNaN(atMs)) return atMs;
  context.addIssue({ code: "custom", message: "a time like 2021-02-22T15:51:44.208Z" });
  return z.NEVER;
});
const tradeId = z.union([z.number(), z.string()]);
/** A number that may be missing: then it is NaN, for the checks to see. */
const loose = z
  .number()
  .nullish()
  .transform((value) => value ?? Number.NaN);

const bar = z.object({ t: moment, o: loose, h: loose, l: loose, c: loose, v: loose });
const trade = z.object({ t: moment, i: tradeId, x: z.string().default(""), p: z.number(), s: z.number() });

export const BarsAnswer = z.object({
  bars: z.array(bar).nullish(),
  symbol: z.string().nullish(),
  currency: z.string().nullish(),
  next_page_token: z.string().nullish(),
});
export type BarsAnswer = z.output<typeof BarsAnswer>;

export const TradesAnswer = z.object({ trades: z.array(trade).nullish(), next_page_token: z.string().nullish() });

export const Assets = z.array(
  z.object({ symbol: z.string(), name: z.string().nullish(), exchange: z.string().default("") }),
);
export type Asset = z.output<typeof Assets>[number];

const of = z.string();
export const StreamMessage = z.discriminatedUnion("T", [
  z.object({ T: z.literal("success"), msg: z.string() }),
  z.object({ T: z.literal("subscription") }),
  z.object({ T: z.literal("error"), code: z.number(), msg: z.string().default("") }),
  trade.extend({ T: z.literal("t"), S: of }),
  z.object({ T: z.literal("q"), S: of, t: moment, bp: z.number(), bs: z.number(), ap: z.number(), as: z.number() }),
  /** A minute that ended, and one that was ended before and changed by late trades. */
  bar.extend({ T: z.enum(["b", "u"]), S: of }),
  /** A correction: `o…` is what was said, `c…` what is right. */
  z.object({
    T: z.literal("c"),
    S: of,
    t: moment,
    x: z.string().default(""),
    oi: tradeId,
    cp: z.number(),
    cs: z.number(),
  }),
  /** A trade that never was. */
  z.object({ T: z.literal("x"), S: of, t: moment, i: tradeId, x: z.string().default("") }),
]);
export type StreamMessage = z.output<typeof StreamMessage>;

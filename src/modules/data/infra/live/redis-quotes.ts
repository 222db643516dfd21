import { z } from "zod";
import { invariant } from "@/modules/_kernel";
import { encodeQuote } from "../../domain/quote/quote";
import { QUOTES_PER_CALL_MAX, type QuoteStore, type RedisPort } from "../../ports/quotes";
import { makeLineReader } from "./line-reader";

const PREFIX = "bifrost:quote:";
/** A quote that nobody renewed for a week is of no use: Redis may forget it. */
const KEPT_SECONDS = 7 * 86_400;
/** A kept value is `fence feed eventMs line`; the line may hold spaces. */
const FENCE_DIGITS = 19;

/**
 * Sets each key whose value is not newer. Fences are compared as text of one length: a number of Redis' Lua holds 53 bits.
 * KEYS: one a quote. ARGV: seconds to keep, fence, then feed, event time and line of each.
 */
const PUT = `
local kept = 0
for i, key in ipairs(KEYS) do
  local feed, event, line = ARGV[3 * i], ARGV[3 * i + 1], ARGV[3 * i + 2]
  local before = redis.call("GET", key)
  local write = true
  if before then
    local fence, oldFeed, oldEvent = before:match("^(%d+) (%S+) (%S+) ")
    write = fence <= ARGV[2] and (oldFeed ~= feed or tonumber(oldEvent) <= tonumber(event))
  end
  if write then
    redis.call("SET", key, ARGV[2] .. " " .. feed .. " " .. event .. " " .. line, "EX", ARGV[1])
    kept = kept + 1
  end
end
return kept`;

const lineOf = (value: string) => value.split(" ").slice(3).join(" ");

/** Quotes in Redis: what the house holds nothing else in may be flushed, and so may this. */
export function makeRedisQuoteStore(redis: RedisPort): QuoteStore {
  const quoteOf = makeLineReader();
  return {
    async put(quotes, fence) {
      invariant(quotes.length <= QUOTES_PER_CALL_MAX, `at most ${QUOTES_PER_CALL_MAX} quotes, was ${quotes.length}`);
      if (quotes.length === 0) return 0;
      const keys = quotes.map(({ instrumentId }) => PREFIX + instrumentId);
      const values = quotes.flatMap((quote) => [quote.feed, String(quote.eventMs), encodeQuote(quote)]);
      const padded = String(fence).padStart(FENCE_DIGITS, "0");
      return z.number().parse(await redis.eval(PUT, keys.length, ...keys, KEPT_SECONDS, padded, ...values));
    },

    async read(instrumentIds) {
      const count = instrumentIds.length;
      invariant(count <= QUOTES_PER_CALL_MAX, `at most ${QUOTES_PER_CALL_MAX} quotes, was ${count}`);
      if (count === 0) return [];
      const values = await redis.mget(instrumentIds.map((id) => PREFIX + id));
      return values.flatMap((value) => (value === null ? [] : (quoteOf(lineOf(value)) ?? [])));
    },

    async forget(instrumentIds) {
      if (instrumentIds.length === 0) return;
      const keys = instrumentIds.map((id) => PREFIX + id);
      await redis.eval('return redis.call("DEL", unpack(KEYS))', keys.length, ...keys);
    },
  };
}

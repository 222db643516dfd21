import { assertNever, err, ok } from "@/modules/_kernel";
import { isBeyondPrices, VOLUME_MAX } from "../price-bounds";
import { MINUTE_MS, resolutionMs } from "../resolution";
import type { FeedMessage } from "./feed";
import { type Checked, CLOCK_TOLERANCE_MS, isPriceJump, type QuarantineVerdict } from "./quarantine";

/** What a live message is held against. */
export interface MessageContext {
  /** The aliases that were subscribed. */
  readonly aliases: ReadonlySet<string>;
  /** The feed's own time: the wall's, or the session's in a replay. */
  readonly nowMs: number;
  /** The last price that was taken of this alias; null before the first. */
  readonly lastPrice: number | null;
}

const HOUR_MS = 3_600_000;
/** How near to whole hours a wrong clock is: messages are late by seconds, clocks are wrong by hours. */
const HOUR_SLACK_MS = 3 * 60_000;
/** Hours by which a wrong zone can be wrong. */
const HOURS_OFF_MAX = 14;

/**
 * Decides whether a live message may touch quotes and bars. Late and repeated trades pass: who adds them up knows them by
 * id and time. `line` messages always pass, they carry no price.
 */
export function validateMessage(message: FeedMessage, context: MessageContext): Checked<FeedMessage> {
  if (message.type === "line") return ok(message);
  if (!context.aliases.has(message.alias)) return refused("symbol_differs", { said: message.alias });
  const judged =
    message.type === "bar" ? judgeBarTime(message, context.nowMs) : judgeTime(message.eventMs, context.nowMs);
  const verdict = judged ?? judgeValues(message, context.lastPrice);
  return verdict === null ? ok(message) : err(verdict);
}

function refused(reason: QuarantineVerdict["reason"], facts: QuarantineVerdict["facts"]): Checked<never> {
  return err({ reason, facts });
}

function judgeTime(eventMs: number, nowMs: number): QuarantineVerdict | null {
  if (!Number.isFinite(eventMs) || eventMs <= 0) return { reason: "time_malformed", facts: { time: String(eventMs) } };
  const aheadMs = eventMs - nowMs;
  if (isWholeHours(aheadMs)) return { reason: "clock_off", facts: { offMs: aheadMs } };
  return aheadMs > CLOCK_TOLERANCE_MS ? { reason: "time_future", facts: { time: eventMs, nowMs } } : null;
}

/**
 * The time of a bar is its start. A minute is told when it ends, so the clock is judged by its end; that of a longer bar,
 * which a session may cut short, only by what lies ahead.
 */
function judgeBarTime(
  { bar: { time }, resolution, closed }: Extract<Priced, { type: "bar" }>,
  nowMs: number,
): QuarantineVerdict | null {
  if (!Number.isSafeInteger(time) || time <= 0) return { reason: "time_malformed", facts: { time: String(time) } };
  if (time % MINUTE_MS !== 0) return { reason: "time_off_grid", facts: { time } };
  const offMs = time + resolutionMs(resolution) - nowMs;
  if (resolution === "1m" && isWholeHours(offMs)) return { reason: "clock_off", facts: { offMs } };
  if (time - nowMs > CLOCK_TOLERANCE_MS) return { reason: "time_future", facts: { time, nowMs } };
  const isEarly = closed && resolution === "1m" && offMs > CLOCK_TOLERANCE_MS;
  return isEarly ? { reason: "bar_unfinished", facts: { time, nowMs } } : null;
}

function isWholeHours(offMs: number): boolean {
  const hours = Math.round(Math.abs(offMs) / HOUR_MS);
  return hours >= 1 && hours <= HOURS_OFF_MAX && Math.abs(Math.abs(offMs) - hours * HOUR_MS) <= HOUR_SLACK_MS;
}

type Priced = Exclude<FeedMessage, { readonly type: "line" }>;

function judgeValues(message: Priced, lastPrice: number | null): QuarantineVerdict | null {
  switch (message.type) {
    case "trade":
      return judgePrice("price", message.price, lastPrice) ?? judgeSize("size", message.size);
    case "correction":
      if (message.right === null) return null;
      return judgePrice("price", message.right.price, lastPrice) ?? judgeSize("size", message.right.size);
    case "quote":
      return (
        judgePrice("bid", message.bid, lastPrice) ??
        judgePrice("ask", message.ask, lastPrice) ??
        judgeSize("bidSize", message.bidSize) ??
        judgeSize("askSize", message.askSize) ??
        judgeCross(message.bid, message.ask)
      );
    case "bar":
      return judgeBar(message, lastPrice);
    case "depth":
      return judgeDepth(message, lastPrice);
    default:
      return assertNever(message, "judgeValues");
  }
}

function judgePrice(field: string, value: number, lastPrice: number | null): QuarantineVerdict | null {
  if (!Number.isFinite(value)) return { reason: "value_missing", facts: { field } };
  if (value <= 0) return { reason: "price_not_positive", facts: { field, value } };
  if (isBeyondPrices(value)) return { reason: "price_out_of_range", facts: { field, value } };
  if (lastPrice === null || !isPriceJump(value, lastPrice)) return null;
  return { reason: "price_jump", facts: { price: value, neighbour: lastPrice } };
}

function judgeSize(field: string, value: number): QuarantineVerdict | null {
  if (!Number.isFinite(value)) return { reason: "value_missing", facts: { field } };
  if (value < 0) return { reason: "volume_negative", facts: { value } };
  return value > VOLUME_MAX ? { reason: "volume_out_of_range", facts: { value } } : null;
}

function judgeCross(bid: number, ask: number): QuarantineVerdict | null {
  return bid > ask ? { reason: "quote_crossed", facts: { bid, ask } } : null;
}

function judgeBar({ bar }: Extract<Priced, { type: "bar" }>, lastPrice: number | null): QuarantineVerdict | null {
  const { open, high, low, close, volume } = bar;
  const wrong =
    judgePrice("open", open, lastPrice) ??
    judgePrice("high", high, lastPrice) ??
    judgePrice("low", low, lastPrice) ??
    judgePrice("close", close, lastPrice) ??
    judgeSize("volume", volume);
  if (wrong !== null) return wrong;
  const consistent = low <= open && open <= high && low <= close && close <= high;
  return consistent ? null : { reason: "prices_inconsistent", facts: { open, high, low, close } };
}

function judgeDepth(
  { bids, asks }: Extract<Priced, { type: "depth" }>,
  lastPrice: number | null,
): QuarantineVerdict | null {
  for (const [side, levels] of [
    ["bid", bids],
    ["ask", asks],
  ] as const) {
    for (const [price, size] of levels) {
      // Levels far from the market are real: only the best is held against the last price.
      const wrong = judgePrice(side, price, price === levels[0]?.[0] ? lastPrice : null) ?? judgeSize("size", size);
      if (wrong !== null) return wrong;
    }
  }
  const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]];
  return bid === undefined || ask === undefined ? null : judgeCross(bid, ask);
}

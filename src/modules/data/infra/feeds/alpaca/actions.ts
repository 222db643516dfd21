import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import type { FeedAction, FeedId, FeedRefusal } from "../../../domain/feed/feed";
import { DAY_MS } from "../../../domain/resolution";
import { type FeedHttp, malformed } from "../http";

/**
 * Alpaca dates its list by the day an action is processed: a dividend's is when it is paid, up to months after the ex-date that
 * counts. So much more is asked for, and announced ones come with it.
 */
const PROCESSED_AFTER_MAX_MS = 120 * DAY_MS;
const ROWS_PER_PAGE = 1_000;
/** A dividend a week for a century. */
const PAGES_MAX = 6;

const date = z.iso.date().transform((text) => Date.parse(text));
const split = z.object({ symbol: z.string(), ex_date: date, new_rate: z.number(), old_rate: z.number() });
const dividend = z.object({ symbol: z.string(), ex_date: date, rate: z.number() });

/** `/v1/corporate-actions`. What is not needed is not looked at. */
const ActionsAnswer = z.object({
  corporate_actions: z.object({
    forward_splits: z.array(split).nullish(),
    reverse_splits: z.array(split).nullish(),
    cash_dividends: z.array(dividend).nullish(),
  }),
  next_page_token: z.string().nullish(),
});

export interface AlpacaActionsRequest {
  readonly feed: FeedId;
  readonly data: FeedHttp;
  readonly alias: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Splits and cash dividends with an ex-date from `fromMs` on, announced ones included, oldest first. None where the account
 * has no such list; dividends are in dollars, which is all that Alpaca pays.
 */
export async function alpacaActions(
  { feed, data, alias, fromMs, toMs }: AlpacaActionsRequest,
  signal: AbortSignal,
): Promise<Result<readonly FeedAction[], FeedRefusal>> {
  const found: FeedAction[] = [];
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const query = {
    symbols: alias,
    types: "forward_split,reverse_split,cash_dividend",
    start: day(fromMs),
    end: day(toMs + PROCESSED_AFTER_MAX_MS),
    limit: String(ROWS_PER_PAGE),
    sort: "asc",
  };
  const refusalOf = (status: number): FeedRefusal | null =>
    [400, 403, 404, 422].includes(status) ? { kind: "feed.unsupported", feed, what: "corporate actions" } : null;
  let token: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const asked: Readonly<Record<string, string>> = token === null ? query : { ...query, page_token: token };
    const answer = await data.getJson(
      { path: "/v1/corporate-actions", query: asked, refusalOf },
      ActionsAnswer,
      signal,
    );
    if (!answer.ok) return answer.error.kind === "feed.unsupported" ? ok([]) : answer;
    const { corporate_actions: told, next_page_token: next } = answer.value.value;
    const splits = [...(told.forward_splits ?? []), ...(told.reverse_splits ?? [])];
    const dividends = told.cash_dividends ?? [];
    if ([...splits, ...dividends].some(({ symbol }) => symbol !== alias)) {
      return err(malformed(feed, "corporate actions of another symbol", ""));
    }
    for (const { ex_date: dateMs, new_rate: fresh, old_rate: old } of splits) {
      found.push({ type: "split", dateMs, numerator: String(fresh), denominator: String(old) });
    }
    for (const { ex_date: dateMs, rate } of dividends) {
      found.push({ type: "dividend", dateMs, amount: String(rate), currency: "USD" });
    }
    token = next ?? null;
    if (token === null)
      return ok(found.filter(({ dateMs }) => dateMs >= fromMs).toSorted((a, b) => a.dateMs - b.dateMs));
  }
  return err(malformed(feed, `corporate actions on more than ${PAGES_MAX} pages`, ""));
}

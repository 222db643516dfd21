import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "@/modules/_kernel";
import type { FeedId } from "../../../domain/feed/feed";
import type { FeedCaller } from "../caller";
import { type FetchPort, malformed, readBounded, refusalOfStatus } from "../http";
import type { CcxtFetchInit } from "./library";
import { RefusedError } from "./refusals";

/**
 * The signal of the call under whose hands ccxt sends a request: its methods take none, and one exchange serves many calls
 * at a time.
 */
export const callSignal = new AsyncLocalStorage<AbortSignal>();

export interface CcxtTransportOptions {
  readonly feed: FeedId;
  readonly fetch: FetchPort;
  readonly clock: Clock;
  readonly caller: FeedCaller;
  readonly answerBytesMax: number;
}

/**
 * What ccxt sends its requests with. Ends with the call's signal, reads no more than the limit, hears "try again after",
 * and stops answers that no exchange means to give (web pages, JSON that was cut off) before ccxt's parsers make something
 * of them. Refusals that an exchange puts into JSON are left to ccxt, which knows each one's codes.
 */
export function makeCcxtFetch({ feed, fetch, clock, caller, answerBytesMax }: CcxtTransportOptions) {
  return async (url: string, { method, headers, body }: CcxtFetchInit): Promise<Response> => {
    const signal = callSignal.getStore() ?? AbortSignal.timeout(ORPHAN_TIMEOUT_MS);
    const response = await fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      signal,
      redirect: "manual",
    });
    const { status } = response;
    const answer = await readBounded(response, answerBytesMax);
    if (answer.tooLong) {
      throw new RefusedError(malformed(feed, `an answer of more than ${answerBytesMax} bytes`, answer.text));
    }
    if (status === 429 || status === 418 || status >= 500) {
      const refusal = refusalOfStatus(feed, response, clock);
      if (refusal.kind === "feed.rate_limited" && refusal.retryAfterMs !== null) {
        caller.holdUntil(clock.nowMs() + refusal.retryAfterMs);
      }
      throw new RefusedError(refusal);
    }
    if (!looksLikeJson(answer.text)) {
      // A page with a status of its own is a proxy's or a firewall's no; one that says 200 is nonsense.
      if (status === 401) throw new RefusedError({ kind: "feed.unauthorized", feed });
      if (status !== 200) throw new RefusedError({ kind: "feed.unavailable", feed, status });
      throw new RefusedError(malformed(feed, "no JSON, or JSON that ends early", answer.text));
    }
    return new Response(answer.text, { status, statusText: response.statusText, headers: response.headers });
  };
}

/** A request that nobody's signal covers would wait for ever: ccxt made it on its own. */
const ORPHAN_TIMEOUT_MS = 30_000;

/** Whether the text begins and ends as JSON documents do: cheap on megabytes, and enough to tell pages and cut-offs. */
function looksLikeJson(text: string): boolean {
  const trimmed = text.trim();
  const [first, last] = [trimmed.at(0), trimmed.at(-1)];
  return (first === "{" && last === "}") || (first === "[" && last === "]");
}

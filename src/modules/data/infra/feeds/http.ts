import type { z } from "zod";
import { type Clock, err, ok, type Result } from "@/modules/_kernel";
import type { FeedId, FeedRefusal } from "../../domain/feed/feed";
import type { FeedCaller } from "./caller";

/** The slice of `fetch` that feeds use. */
export type FetchPort = (url: string, init: FetchInit) => Promise<Response>;

interface FetchInit {
  /** GET unless said otherwise: some exchanges take their questions by POST. */
  readonly method?: string;
  readonly body?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly redirect: "manual";
}

export interface FeedRequest {
  /** Below the base URL, beginning with `/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Content types that the answer may have, without parameters. Another one is malformed: HTML is a proxy's page. */
  readonly accept: readonly string[];
  /** What a status other than 200 means at this source; null leaves it to the usual reading. */
  readonly refusalOf?: (status: number, body: string) => FeedRefusal | null;
}

export interface FeedAnswer {
  readonly text: string;
  /** The source's clock as its answer says it (the `Date` header), to the second; null where it does not. */
  readonly serverMs: number | null;
}

/** GET requests to one source: rate limited, retried, in time, and bounded in size. */
export interface FeedHttp {
  /** An answer that `parse` makes something of. What it refuses is asked for again, like an answer that never came. */
  getParsed<T>(
    request: FeedRequest,
    parse: (answer: FeedAnswer) => Result<T, FeedRefusal>,
    signal: AbortSignal,
  ): Promise<Result<T, FeedRefusal>>;
  /** An answer of JSON that fits the schema. */
  getJson<T>(
    request: Omit<FeedRequest, "accept">,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<Result<{ readonly value: T; readonly serverMs: number | null }, FeedRefusal>>;
}

export interface FeedHttpOptions {
  readonly feed: FeedId;
  readonly baseUrl: string;
  readonly answerBytesMax: number;
  readonly caller: FeedCaller;
  readonly clock: Clock;
  readonly fetch: FetchPort;
  /** Sent with every request: keys. Never logged. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sources want to know who asks; some answer nobody without it. */
const USER_AGENT = "Mozilla/5.0 (compatible; BifrostTrader; self-hosted)";
/** Characters of a wrong answer that are kept to look at. */
const SAMPLE_LENGTH = 400;
const JSON_TYPES = ["application/json", "text/json", "application/vnd.api+json"];

export function makeFeedHttp(options: FeedHttpOptions): FeedHttp {
  const { feed, caller } = options;
  const getParsed: FeedHttp["getParsed"] = (request, parse, signal) =>
    caller.call(async (inner) => {
      const answer = await fetchOnce(options, request, inner);
      return answer.ok ? parse(answer.value) : answer;
    }, signal);
  return {
    getParsed,
    getJson(request, schema, signal) {
      return getParsed({ ...request, accept: JSON_TYPES }, (answer) => parseAs(feed, answer, schema), signal);
    },
  };
}

function parseAs<T>(
  feed: FeedId,
  { text, serverMs }: FeedAnswer,
  schema: z.ZodType<T>,
): Result<{ readonly value: T; readonly serverMs: number | null }, FeedRefusal> {
  const json = parseJson(text);
  if (!json.ok) return err(malformed(feed, "JSON that ends early or is none", text));
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return ok({ value: parsed.data, serverMs });
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? "the answer" : issue.path.map(String).join(".") || "the answer";
  return err(malformed(feed, `${where}: ${issue?.message ?? "not what is promised"}`, text));
}

/** The refusal for an answer that is not what the source promises, with its beginning. */
export function malformed(feed: FeedId, what: string, text: string): FeedRefusal {
  return { kind: "feed.malformed", feed, what, sample: text.slice(0, SAMPLE_LENGTH) };
}

/** Parses text of outside; a value in the language's own sense, nothing thrown. */
export function parseJson(text: string): Result<unknown, null> {
  try {
    return ok(JSON.parse(text));
  } catch {
    // JSON.parse has one way of saying no, and the caller names it with the beginning of the text.
    return err(null);
  }
}

async function fetchOnce(
  { feed, baseUrl, answerBytesMax, caller, clock, fetch, headers }: FeedHttpOptions,
  request: FeedRequest,
  signal: AbortSignal,
): Promise<Result<FeedAnswer, FeedRefusal>> {
  const url = new URL(`${baseUrl.replace(/\/+$/, "")}${request.path}`);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  const sent = { "user-agent": USER_AGENT, accept: request.accept.join(", "), ...headers, ...request.headers };
  let response: Response;
  let body: Body;
  try {
    response = await fetch(url.href, { headers: sent, signal, redirect: "manual" });
    body = await readBounded(response, answerBytesMax);
  } catch (error) {
    // fetch rejects for the network (refused, reset, cut off) and for an abort, which the caller knows about by itself.
    if (error instanceof TypeError || (error instanceof Error && error.name === "AbortError")) {
      return err({ kind: "feed.unavailable", feed, status: null });
    }
    throw error;
  }
  if (body.tooLong) return err(malformed(feed, `an answer of more than ${answerBytesMax} bytes`, body.text));
  if (response.status !== 200) {
    const refusal = request.refusalOf?.(response.status, body.text) ?? refusalOfStatus(feed, response, clock);
    if (refusal.kind === "feed.rate_limited" && refusal.retryAfterMs !== null) {
      caller.holdUntil(clock.nowMs() + refusal.retryAfterMs);
    }
    return err(refusal);
  }
  const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (!request.accept.includes(type)) {
    return err(malformed(feed, `${type === "" ? "no content type" : type} instead of ${request.accept[0]}`, body.text));
  }
  return ok({ text: body.text, serverMs: clockOf(response.headers) });
}

interface Body {
  readonly text: string;
  readonly tooLong: boolean;
}

/** The body up to a bound; what is longer is cut and the connection given up. */
export async function readBounded(response: Response, bytesMax: number): Promise<Body> {
  if (response.body === null) return { text: "", tooLong: false };
  const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
  const decoder = new TextDecoder("utf-8");
  const parts: string[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    if (bytes > bytesMax) {
      await reader.cancel();
      return { text: parts.join("").slice(0, SAMPLE_LENGTH), tooLong: true };
    }
    parts.push(decoder.decode(value, { stream: true }));
  }
  parts.push(decoder.decode());
  return { text: parts.join(""), tooLong: false };
}

/** What a status means where the source has no reading of its own. */
export function refusalOfStatus(feed: FeedId, response: Response, clock: Clock): FeedRefusal {
  const { status, headers } = response;
  if (status === 401 || status === 403) return { kind: "feed.unauthorized", feed };
  if (status === 429 || status === 418) {
    return { kind: "feed.rate_limited", feed, retryAfterMs: retryAfterMs(headers.get("retry-after"), clock.nowMs()) };
  }
  return { kind: "feed.unavailable", feed, status };
}

/** By how much a source's clock differs from ours, for `SourceWords.clockOffMs`; null where it did not say. */
export function clockOffOf(serverMs: number | null, clock: Clock): number | null {
  return serverMs === null ? null : serverMs - clock.nowMs();
}

/** The longest "try again after" that is believed; a day is the longest that sources really set. */
const RETRY_AFTER_MAX_MS = 86_400_000;

/** `Retry-After` as milliseconds from now: seconds or a date (RFC 9110, 10.2.3). Null for what is neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Math.min(Number(header) * 1000, RETRY_AFTER_MAX_MS);
  const atMs = dateOf(header);
  return atMs === null ? null : Math.min(Math.max(0, atMs - nowMs), RETRY_AFTER_MAX_MS);
}

/** What the source's clock shows. An answer out of a cache in between says for how long it lay there. */
function clockOf(headers: Headers): number | null {
  const sentMs = dateOf(headers.get("date"));
  const ageSeconds = Number(headers.get("age") ?? 0);
  return sentMs === null || !Number.isFinite(ageSeconds) ? null : sentMs + ageSeconds * 1000;
}

function dateOf(header: string | null): number | null {
  const atMs = header === null ? Number.NaN : Date.parse(header);
  return Number.isNaN(atMs) ? null : atMs;
}

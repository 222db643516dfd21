import superjson from "superjson";

/**
 * Answers of the API that a page is drawn with, read while the server draws it. Nothing here refuses, breaks or holds up a page: what
 * is not there in time, is refused or fails is left out, and the browser asks for it as if nobody had tried.
 */

/** Longer than such answers take on a machine that has time for them, shorter than a wait that anybody minds. */
export const READ_AHEAD_MS = 300;

/** A page says each answer twice, drawn and as it is. What is longer than this is quicker asked for when the page is there. */
const ANSWER_LENGTH_MAX = 60_000;

/** What an answer is kept under by a browser: `[["accounts", "get"], { input, type }]`. */
export type QueryKey = readonly unknown[];

/** An answer as it stands in a page: `wire` is what the API would have sent, `atMs` when it was read. */
export interface AnswerAhead {
  readonly key: QueryKey;
  readonly atMs: number;
  readonly wire: unknown;
}

/** One call of the API: `accounts.get`, what it is given, and whether its answer is the first page of many. */
export interface Call {
  readonly path: string;
  readonly input: unknown;
  readonly isPaged: boolean;
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** The call that a key stands for; null: it is not the key of a query. */
export function callOf([names, facts]: QueryKey): Call | null {
  if (!Array.isArray(names)) return null;
  const path = names.join(".");
  const type: unknown = isObject(facts) ? Reflect.get(facts, "type") : undefined;
  const input: unknown = isObject(facts) ? Reflect.get(facts, "input") : undefined;
  if (type === "query") return { path, input, isPaged: false };
  // A browser names the way it goes through pages; the first of them has no cursor.
  return type === "infinite"
    ? { path, input: { ...(isObject(input) ? input : {}), direction: "forward" }, isPaged: true }
    : null;
}

export interface ReadAheadPorts {
  /** Answers as the API does, with the same refusals. */
  readonly call: (call: Call) => Promise<unknown>;
  readonly nowMs: () => number;
  /** Resolves after that long, or when `signal` aborts. */
  readonly later: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Asks for `keys`, which may themselves have to be waited for, and returns what was answered within `READ_AHEAD_MS`. Never rejects.
 */
export async function readAhead(
  keys: () => Promise<readonly QueryKey[]>,
  { call, nowMs, later }: ReadAheadPorts,
): Promise<readonly AnswerAhead[]> {
  const answers: AnswerAhead[] = [];
  const done = new AbortController();
  const read = async (key: QueryKey) => {
    const asked = callOf(key);
    if (asked === null) return;
    const atMs = nowMs();
    const answer = await call(asked);
    const wire = superjson.serialize(asked.isPaged ? { pages: [answer], pageParams: [null] } : answer);
    if (JSON.stringify(wire).length <= ANSWER_LENGTH_MAX) answers.push({ key, atMs, wire });
  };
  const all = async () => {
    await Promise.allSettled((await keys()).map(read));
  };
  // A fault was told where the call was made.
  await Promise.race([all().catch(() => undefined), later(READ_AHEAD_MS, done.signal)]);
  done.abort();
  return [...answers];
}

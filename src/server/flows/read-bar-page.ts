import { createHash } from "node:crypto";
import { err, ok, type Result } from "@/modules/_kernel";
import type { SeriesState, SeriesStates } from "@/modules/data";
import { STATES_PER_CALL_MAX } from "@/modules/data/server";
import { makeBatcher } from "../infra/batcher";
import { ByteCache } from "../infra/byte-cache";
import type { Flows } from "./contract";
import type { AppError } from "./errors";

/** What pages of bars may take in memory: some hundred charts. */
const CACHE_BYTES_MAX = 32 * 1024 * 1024;

type BarPageQuery = Parameters<Flows["readBarPage"]>[0];

/** One page as it leaves the house. */
export interface BarPage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of exactly these bytes, quoted as HTTP wants it. */
  readonly etag: string;
}

export type ReadBarPage = (query: BarPageQuery) => Promise<Result<BarPage, AppError>>;

interface CachedPage extends BarPage {
  /** Of the instrument before the page was read. */
  readonly state: string;
}

interface Deps {
  readonly states: SeriesStates;
  /** Reads a page of an instrument that was in that state a moment ago. */
  readonly readBarPage: (query: BarPageQuery, state: string) => ReturnType<Flows["readBarPage"]>;
}

/**
 * Pages of bars, kept in memory for as long as nothing they are made of changes. That is asked at every call: one statement,
 * shared by all who ask at one time. A correction is therefore in the next answer, whoever made it in whichever process.
 *
 * A page is kept under the state that was read before it, so one that was read while bars changed is at worst newer than its
 * state and is never found again once the change is seen.
 */
export function makeReadCachedBarPage({ states, readBarPage }: Deps): ReadBarPage {
  const cache = new ByteCache<CachedPage>(CACHE_BYTES_MAX);
  const underWay = new Map<string, Promise<Result<BarPage, AppError>>>();
  const stateOf = makeBatcher<string, SeriesState>((symbols) => states.statesOf(symbols), STATES_PER_CALL_MAX);

  const read = async (query: BarPageQuery, key: string, state: string): Promise<Result<BarPage, AppError>> => {
    const page = await readBarPage(query, state);
    if (!page.ok) return page;
    const etag = `"${createHash("sha256").update(page.value).digest("base64url")}"`;
    const entry: CachedPage = { bytes: page.value, etag, state };
    cache.put(key, entry);
    return ok(entry);
  };

  return async (query) => {
    const symbol = query.symbol.toUpperCase();
    const state = (await stateOf(symbol))?.text ?? null;
    if (state === null) return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol: query.symbol } });
    const { resolution, adjustment, hours, untilDate = null, toMs, limit } = query;
    const key = [symbol, resolution, adjustment, hours, untilDate, toMs, limit].join(" ");
    const known = cache.get(key);
    if (known?.state === state) return ok(known);
    const work = `${key} ${state}`;
    const joined = underWay.get(work);
    if (joined !== undefined) return joined;
    const reading = read(query, key, state).finally(() => underWay.delete(work));
    underWay.set(work, reading);
    return reading;
  };
}

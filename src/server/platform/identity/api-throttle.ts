import type { Pool } from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { SqlPort } from "@/modules/_kernel";

/**
 * Bounds how often programs ask. Counts stand in the database: a restart forgives nobody, and every process counts into the
 * same row. Only who is over the limit is turned away from memory.
 */

/** Requests of one key in a window: ten a second, in bursts as it likes. */
export const REQUESTS_MAX = 600;
/** Wrong keys from one address in a window: what a program does that was given an old key, not a guess after another. */
const WRONG_KEYS_MAX = 30;
export const WINDOW_SECONDS = 60;

/** What is left, for the headers of the answer. */
export interface Allowance {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the window begins anew, at least 1. */
  readonly resetSeconds: number;
}

export interface ApiThrottle {
  /** Counts a request of the key. */
  take(keyId: string): Promise<Allowance>;
  /** Whether keys from this address are looked at. */
  mayTry(ip: string): Promise<Allowance>;
  /** Counts a wrong key. */
  wrongKey(ip: string): Promise<void>;
}

export interface ThrottleLimits {
  readonly requests: number;
  readonly wrongKeys: number;
}

export function makeApiThrottle(
  pool: Pool,
  { requests, wrongKeys }: ThrottleLimits = { requests: REQUESTS_MAX, wrongKeys: WRONG_KEYS_MAX },
): ApiThrottle {
  const limiter = (keyPrefix: string, points: number) =>
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: "pool",
      tableName: "api_throttle",
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix,
      points,
      duration: WINDOW_SECONDS,
      // Until its window ends it is turned away without asking the database.
      inMemoryBlockOnConsumed: points + 1,
    });
  const asked = limiter("key", requests);
  const failed = limiter("address", wrongKeys);
  return {
    async take(keyId) {
      try {
        return allowanceOf(await asked.consume(keyId), requests, true);
      } catch (reason) {
        if (!(reason instanceof RateLimiterRes)) throw reason;
        return allowanceOf(reason, requests, false);
      }
    },
    async mayTry(ip) {
      const state = await failed.get(ip);
      if (state === null)
        return { allowed: true, limit: wrongKeys, remaining: wrongKeys, resetSeconds: WINDOW_SECONDS };
      return allowanceOf(state, wrongKeys, state.consumedPoints < wrongKeys);
    },
    async wrongKey(ip) {
      try {
        await failed.consume(ip);
      } catch (reason) {
        if (!(reason instanceof RateLimiterRes)) throw reason; // a result says that the limit is reached: that is its answer
      }
    },
  };
}

function allowanceOf({ remainingPoints, msBeforeNext }: RateLimiterRes, limit: number, allowed: boolean): Allowance {
  const resetSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return { allowed, limit, remaining: allowed ? Math.max(0, remainingPoints) : 0, resetSeconds };
}

/** Removes counts whose window has passed. Returns how many. */
export function pruneApiThrottle(sql: SqlPort, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM api_throttle WHERE key IN (
      SELECT key FROM api_throttle WHERE expire < extract(epoch FROM now()) * 1000 LIMIT ${limit}
    )`;
}

import type { Pool } from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { SqlPort } from "@/modules/_kernel";

/**
 * Slows guessing down, by account and by address. Counts stand in the database: a restart forgives nobody, and every web
 * process counts into the same row. Only failures count, so nobody is slowed by signing in often.
 */

/** Wrong passwords for one account and address pair before it waits. */
const PAIR_FAILURES_MAX = 5;
/** Wrong passwords from one address, whatever the account: a list of accounts tried one after another. */
const ADDRESS_FAILURES_MAX = 30;
/** Wrong passwords for one account from anywhere: many addresses that share the work. */
const ACCOUNT_FAILURES_MAX = 50;
const WINDOW_SECONDS = 15 * 60;

export interface Attempt {
  readonly email: string;
  readonly ip: string;
}

export interface SignInThrottle {
  /** Seconds to wait before another attempt is looked at; 0: go on. */
  waitSeconds(attempt: Attempt): Promise<number>;
  failed(attempt: Attempt): Promise<void>;
  /** The right password, but not the whole way in: this attempt was no failure, and those before stay. */
  takenBack(attempt: Attempt): Promise<void>;
  /** The right password: what the pair had failed before is forgiven. */
  succeeded(attempt: Attempt): Promise<void>;
}

function makeLimiter(pool: Pool, keyPrefix: string, points: number, duration = WINDOW_SECONDS): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: pool,
    storeType: "pool",
    tableName: "sign_in_throttle",
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix,
    points,
    duration,
  });
}

/** Wrong codes after the right password, and wrong proofs in a session: a million codes, three of them right. */
const GUESSES_MAX = 10;
const GUESS_WINDOW_SECONDS = 3_600;

/** Counts guesses at one person's codes, from wherever they come: by then the password, or the session, is somebody's. */
export interface GuessThrottle {
  /** Counts one before it is looked at. Seconds to wait instead; 0: look at it. */
  guess(userId: string): Promise<number>;
  /** It was right: what was wrong before is forgiven. */
  right(userId: string): Promise<void>;
}

/** @param what - What is guessed at: each is counted by itself, so a stolen session does not lock the door. */
export function makeGuessThrottle(pool: Pool, what: "code" | "proof"): GuessThrottle {
  const limiter = makeLimiter(pool, what, GUESSES_MAX, GUESS_WINDOW_SECONDS);
  return {
    async guess(userId) {
      try {
        await limiter.consume(userId);
        return 0;
      } catch (reason) {
        if (!(reason instanceof RateLimiterRes)) throw reason;
        return Math.max(1, Math.ceil(reason.msBeforeNext / 1000));
      }
    },
    async right(userId) {
      await limiter.delete(userId);
    },
  };
}

export function makeSignInThrottle(pool: Pool): SignInThrottle {
  const limiter = (keyPrefix: string, points: number) => makeLimiter(pool, keyPrefix, points);
  const limits = [
    { rule: limiter("pair", PAIR_FAILURES_MAX), key: ({ email, ip }: Attempt) => `${email.toLowerCase()}|${ip}` },
    { rule: limiter("address", ADDRESS_FAILURES_MAX), key: ({ ip }: Attempt) => ip },
    { rule: limiter("account", ACCOUNT_FAILURES_MAX), key: ({ email }: Attempt) => email.toLowerCase() },
  ];
  return {
    async waitSeconds(attempt) {
      const states = await Promise.all(limits.map(({ rule, key }) => rule.get(key(attempt))));
      const waits = states.map((state, index) => {
        const spent = state !== null && state.consumedPoints >= (limits[index]?.rule.points ?? 0);
        return spent ? Math.ceil(state.msBeforeNext / 1000) : 0;
      });
      return Math.max(...waits);
    },
    async failed(attempt) {
      await Promise.all(limits.map(({ rule, key }) => rule.consume(key(attempt)).catch(ignoreLimit)));
    },
    async takenBack(attempt) {
      await Promise.all(limits.map(({ rule, key }) => rule.reward(key(attempt))));
    },
    async succeeded(attempt) {
      const [pair, ...shared] = limits;
      if (pair !== undefined) await pair.rule.delete(pair.key(attempt));
      // The attempt was counted before it was known to be right: the counts that others share get their point back.
      await Promise.all(shared.map(({ rule, key }) => rule.reward(key(attempt))));
    },
  };
}

/** Removes counts whose window has passed. Returns how many. */
export function pruneThrottle(sql: SqlPort, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM sign_in_throttle WHERE key IN (
      SELECT key FROM sign_in_throttle WHERE expire < extract(epoch FROM now()) * 1000 LIMIT ${limit}
    )`;
}

/** `consume` rejects with a result when the limit is reached: that is its answer. Anything else is a fault. */
function ignoreLimit(reason: unknown): void {
  if (!(reason instanceof RateLimiterRes)) throw reason;
}

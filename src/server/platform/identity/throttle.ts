import type { Pool } from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { SqlPort } from "@/modules/_kernel";

/**
 * Slows guessing down, by account and by address. Counts stand in the database: a restart forgives nobody, and every web
 * process counts into the same row. Only failures count, so nobody is slowed by signing in often.
 */

/** Wrong passwords for one account and address pair, or in one browser that its person is known to use, before it waits. */
const PAIR_FAILURES_MAX = 5;
/** Wrong passwords from one address, whatever the account: a list of accounts tried one after another. */
const ADDRESS_FAILURES_MAX = 30;
/** Wrong passwords for one account from anywhere: many addresses that share the work. */
const ACCOUNT_FAILURES_MAX = 50;
const WINDOW_SECONDS = 15 * 60;

export interface Attempt {
  /** Null: by passkey, which names its person only once it is checked. */
  readonly email: string | null;
  readonly ip: string;
  /** A browser in which this person came in before: it is counted by itself, whatever strangers do. Null: none that is known. */
  readonly device: string | null;
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
  const pair = limiter("pair", PAIR_FAILURES_MAX);
  const address = limiter("address", ADDRESS_FAILURES_MAX);
  const account = limiter("account", ACCOUNT_FAILURES_MAX);
  /** What an attempt counts for: first what is its own, then what others share. */
  const limitsOf = (attempt: Attempt) => {
    if (attempt.device !== null) return [{ rule: pair, key: `device ${attempt.device}` }];
    const email = attempt.email?.toLowerCase() ?? "";
    const places = [
      { rule: pair, key: `${email}|${attempt.ip}` },
      { rule: address, key: attempt.ip },
    ];
    // Nobody guesses a passkey: a count of them from everywhere would only lock everybody out.
    return attempt.email === null ? places : [...places, { rule: account, key: email }];
  };
  return {
    async waitSeconds(attempt) {
      const waits = limitsOf(attempt).map(async ({ rule, key }) => {
        const state = await rule.get(key);
        return state !== null && state.consumedPoints >= rule.points ? Math.ceil(state.msBeforeNext / 1000) : 0;
      });
      return Math.max(...(await Promise.all(waits)));
    },
    async failed(attempt) {
      await Promise.all(limitsOf(attempt).map(({ rule, key }) => rule.consume(key).catch(ignoreLimit)));
    },
    async takenBack(attempt) {
      await Promise.all(limitsOf(attempt).map(({ rule, key }) => rule.reward(key)));
    },
    async succeeded(attempt) {
      const [own, ...shared] = limitsOf(attempt);
      if (own !== undefined) await own.rule.delete(own.key);
      // The attempt was counted before it was known to be right: the counts that others share get their point back.
      await Promise.all(shared.map(({ rule, key }) => rule.reward(key)));
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

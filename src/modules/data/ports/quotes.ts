import type { InstrumentId } from "@/modules/_kernel";
import type { Quote } from "../domain/quote/quote";

/**
 * The latest quote of each instrument. Lossy by nature: it may forget everything at a crash, and each write replaces what
 * was there. Only the newest counts.
 */
export interface QuoteStore {
  /**
   * Keeps the quotes that are newer, by the source's time, than what is kept of the same feed, and those of another feed;
   * the other ones are left out. `fence` is the token of the writer's lease: what a later holder wrote is not replaced.
   * Returns how many were kept. One quote an instrument.
   */
  put(quotes: readonly Quote[], fence: bigint): Promise<number>;
  /** The latest quotes of those instruments, in no order; none for instruments without. */
  read(instrumentIds: readonly InstrumentId[]): Promise<readonly Quote[]>;
  /** Forgets the quotes of those instruments: of a replay that begins anew, the newest is not the latest. */
  forget(instrumentIds: readonly InstrumentId[]): Promise<void>;
}

/** Quotes of one `put` or `read`: more is split by the caller. */
export const QUOTES_PER_CALL_MAX = 1_000;

/** What an adapter on Redis asks of a client; that of ioredis fits. */
export interface RedisPort {
  mget(keys: string[]): Promise<(string | null)[]>;
  eval(script: string, keyCount: number, ...keysAndValues: (string | number)[]): Promise<unknown>;
}

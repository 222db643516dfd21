import type { EpochMs } from "@/modules/_kernel";
import { makeSeededRandom } from "./seeded-random";

/** Longest practice outage, minutes: it ends by itself. */
export const OUTAGE_MINUTES_MAX = 60;

export interface PracticeOutage {
  /** The same seed at the same moments goes wrong in the same way. */
  readonly seed: number;
  readonly startedAt: EpochMs;
  readonly endsAt: EpochMs;
}

/** How often each fault comes, as a fraction of its occasions. */
export interface OutageRates {
  /** A request that never arrives, and has no answer. */
  readonly lost: number;
  /** One that is done, and has no answer. */
  readonly lostAnswer: number;
  /** One that arrives twice. */
  readonly twice: number;
  /** An order that is refused though the venue would have taken it. */
  readonly refused: number;
  /** A word that is said after those that followed it, up to `lateMs`; those are said again with it. */
  readonly late: number;
  readonly lateMs: number;
  /** A stretch of `muteMs` in which nothing is answered. */
  readonly mute: number;
  readonly muteMs: number;
  /** A page of words that breaks off in its middle. */
  readonly cutOff: number;
  /** A position that is left out of a list. */
  readonly omitted: number;
}

export const OUTAGE_RATES: OutageRates = {
  lost: 0.15,
  lostAnswer: 0.3,
  twice: 0.2,
  refused: 0.05,
  late: 0.5,
  lateMs: 20_000,
  mute: 0.35,
  muteMs: 4_000,
  cutOff: 0.2,
  omitted: 0.3,
};

/** A number in [0, 1) that belongs to a name under a seed: asked again, also after a restart, it is the same. */
export function chanceOf(seed: number, name: string): number {
  // FNV-1a of the name, mixed with the seed.
  let hash = 0x811c9dc5 ^ seed;
  for (let place = 0; place < name.length; place += 1) hash = Math.imul(hash ^ name.charCodeAt(place), 0x01000193);
  return makeSeededRandom(hash)();
}

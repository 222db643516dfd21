import type { Calendar } from "../calendar/calendar";
import { daysFromCivil } from "../civil";
import { DAY_MS, MINUTE_MS } from "../resolution";
import { LISTINGS, type Listing } from "./listings";
import { bellAt, normalAt, uniformAt } from "./random";

/** The market begins with this day: 2015-01-01. */
const FIRST_DAY = daysFromCivil({ year: 2015, month: 1, day: 1 });
export const SIMULATED_FROM_MS = FIRST_DAY * DAY_MS;
export const MINUTES_PER_DAY = 1_440;

const STREAM = { market: 1, own: 2, minuteMarket: 3, minuteOwn: 4, jump: 5, cluster: 6 } as const;
/** GARCH(1,1) of daily returns, with a variance of 1 in the long run: what shares and coins are usually fitted with. */
const ALPHA = 0.09;
const BETA = 0.88;
const OMEGA = 1 - ALPHA - BETA;
/** Pull of the price to where it began, a day: keeps decades within sight of each other. */
const PULL = 0.003;
const DAYS_PER_YEAR = 365;
/** Share of the variance that a minute has in which the market is closed: seen as the gap at the next open. */
const CLOSED_SHARE = 0.05;
/** One minute in so many jumps, by so many deviations of a minute. */
const JUMP_ONE_IN = 2_500;
const JUMP_DEVIATIONS = 6;
/** Lengths, in minutes, of the spells in which business is brisk or slow, and how much they differ. */
const SPELLS_MINUTES = [11, 53, 241] as const;
const SPELL_SPREAD = 0.3;
/** Days of minutes that are kept, over all instruments: two days of each. */
const PATHS_KEPT_MAX = 2 * LISTINGS.length;

/** A day of one instrument, minute by minute. */
interface DayPath {
  /** Logarithm of the price at the start of each minute, and at the end of the last: 1441 values. */
  readonly logPrices: Float64Array;
  /** Usual size of a minute's move, 1440 values. */
  readonly deviations: Float64Array;
}

/** Daily states of one series of returns: its unit return and its variance, from the first day on. */
class GarchDays {
  readonly #returns: number[] = [];
  #variance = 1;
  readonly variances: number[] = [];

  upTo(day: number, draw: (day: number) => number): void {
    for (let at = this.#returns.length; at <= day; at += 1) {
      const move = Math.sqrt(this.#variance) * draw(at);
      this.#returns.push(move);
      this.variances.push(this.#variance);
      this.#variance = OMEGA + ALPHA * move * move + BETA * this.#variance;
    }
  }

  at(day: number): number {
    return this.#returns[day] ?? 0;
  }
}

/**
 * Paths of prices, by day and minute. Days come one after another from the first (a few thousand cheap steps, kept); the
 * minutes of a day are drawn for themselves and bent so that they end where the next day begins.
 */
export class DayPaths {
  readonly #seed: number;
  readonly #calendar: Calendar;
  readonly #market = new GarchDays();
  readonly #own = LISTINGS.map(() => new GarchDays());
  /** Logarithm of the price at the start of each day, by instrument. */
  readonly #starts = LISTINGS.map(({ price }) => [Math.log(price)]);
  readonly #paths = new Map<string, DayPath>();

  constructor(seed: number, calendar: Calendar) {
    this.#seed = seed;
    this.#calendar = calendar;
  }

  /** Where the price is when a minute begins and ends, as logarithms, and the usual size of its move. */
  minute(listing: Listing, index: number, minute: number): { from: number; to: number; deviation: number } {
    const day = Math.floor(minute / MINUTES_PER_DAY);
    const at = minute - day * MINUTES_PER_DAY;
    const { logPrices, deviations } = this.#path(listing, index, day - FIRST_DAY);
    return { from: logPrices[at] ?? 0, to: logPrices[at + 1] ?? 0, deviation: deviations[at] ?? 0 };
  }

  /** How brisk business is in a minute: 1 is usual. */
  businessOf(index: number, minute: number): number {
    return profileOf(minute) * this.#spellOf(index, minute);
  }

  #path(listing: Listing, index: number, day: number): DayPath {
    const key = `${index} ${day}`;
    const known = this.#paths.get(key);
    if (known !== undefined) return known;
    const path = this.#makePath(listing, index, day);
    this.#paths.set(key, path);
    const [oldest] = this.#paths.keys();
    if (this.#paths.size > PATHS_KEPT_MAX && oldest !== undefined) this.#paths.delete(oldest);
    return path;
  }

  #makePath(listing: Listing, index: number, day: number): DayPath {
    const { start, end, deviation } = this.#dayOf(listing, index, day);
    const deviations = new Float64Array(MINUTES_PER_DAY);
    const logPrices = new Float64Array(MINUTES_PER_DAY + 1);
    const variance = new Float64Array(MINUTES_PER_DAY + 1);
    const firstMinute = (FIRST_DAY + day) * MINUTES_PER_DAY;
    for (let at = 0; at < MINUTES_PER_DAY; at += 1) {
      const minute = firstMinute + at;
      const share = this.#isOpen(minute) ? 1 : CLOSED_SHARE;
      const weight = Math.sqrt(share * profileOf(minute)) * this.#spellOf(index, minute);
      deviations[at] = weight;
      variance[at + 1] = (variance[at] ?? 0) + weight * weight;
      logPrices[at + 1] = (logPrices[at] ?? 0) + this.#moveOf(listing, index, minute) * weight;
    }
    const total = variance[MINUTES_PER_DAY] ?? 1;
    const scale = deviation / Math.sqrt(total);
    const missing = end - start - (logPrices[MINUTES_PER_DAY] ?? 0) * scale;
    for (let at = 0; at <= MINUTES_PER_DAY; at += 1) {
      const share = (variance[at] ?? 0) / total;
      logPrices[at] = start + (logPrices[at] ?? 0) * scale + missing * share;
      if (at < MINUTES_PER_DAY) deviations[at] = (deviations[at] ?? 0) * scale;
    }
    return { logPrices, deviations };
  }

  /** Move of one minute in deviations, together with the market's, with a jump now and then. */
  #moveOf({ market }: Listing, index: number, minute: number): number {
    const together = market * bellAt(this.#seed, STREAM.minuteMarket, minute);
    const alone = Math.sqrt(1 - market * market) * bellAt(this.#seed + index * 7919, STREAM.minuteOwn, minute);
    const chance = uniformAt(this.#seed + index * 7919, STREAM.jump, minute) * JUMP_ONE_IN;
    const jump = chance < 1 ? JUMP_DEVIATIONS * (chance < 0.5 ? -1 : 1) : 0;
    return together + alone + jump;
  }

  #dayOf(listing: Listing, index: number, day: number): { start: number; end: number; deviation: number } {
    const [own, starts] = [this.#own[index], this.#starts[index]];
    if (own === undefined || starts === undefined) return { start: 0, end: 0, deviation: 0 };
    this.#market.upTo(day, (at) => normalAt(this.#seed, STREAM.market, at));
    own.upTo(day, (at) => normalAt(this.#seed + index * 7919, STREAM.own, at));
    const usual = listing.volatility / Math.sqrt(DAYS_PER_YEAR);
    const { market } = listing;
    for (let at = starts.length - 1; at <= day; at += 1) {
      const start = starts[at] ?? 0;
      const unit = market * this.#market.at(at) + Math.sqrt(1 - market * market) * own.at(at);
      starts.push(start + usual * unit - PULL * (start - Math.log(listing.price)));
    }
    const variance =
      market * market * (this.#market.variances[day] ?? 1) + (1 - market * market) * (own.variances[day] ?? 1);
    return { start: starts[day] ?? 0, end: starts[day + 1] ?? 0, deviation: usual * Math.sqrt(variance) };
  }

  /** Spells of brisk and slow business on three scales, around 1. */
  #spellOf(index: number, minute: number): number {
    let spell = 1;
    for (const [scale, length] of SPELLS_MINUTES.entries()) {
      const cell = Math.floor(minute / length);
      spell *= Math.exp(SPELL_SPREAD * bellAt(this.#seed + index * 7919, STREAM.cluster + scale, cell));
    }
    return spell;
  }

  #isOpen(minute: number): boolean {
    return this.#calendar.sessionAt(minute * MINUTE_MS) !== null;
  }
}

/** The day's business by the clock in UTC: quiet nights, peaks when Europe opens, when America opens and when it closes. */
function profileOf(minute: number): number {
  const hour = (((minute % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY) / 60;
  const peak = (at: number, width: number) => Math.exp(-(((hour - at) / width) ** 2));
  return 0.55 + 0.5 * peak(8, 1.5) + 0.9 * peak(14.5, 1.8) + 0.6 * peak(20, 1.2);
}

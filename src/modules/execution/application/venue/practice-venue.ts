import type { Clock, EpochMs } from "@/modules/_kernel";
import { chanceOf, OUTAGE_RATES, type OutageRates, type PracticeOutage } from "../../domain/venue/practice-outage";
import type { VenueEvent } from "../../domain/venue/venue-word";
import type { EventPage } from "../../ports/venue";
import type { PaperVenue } from "./paper-venue";

/** Words that are looked at behind a late one. */
const AHEAD_MAX = 500;
/** A request that is made again may fare otherwise once in this time. */
const AGAIN_MS = 1_000;
const REASONS = ["rate_limited", "insufficient_funds", "price_out_of_range", "internal_error"] as const;

interface PracticeDeps {
  readonly venue: PaperVenue;
  readonly clock: Clock;
  readonly outage: PracticeOutage;
  readonly rates?: OutageRates;
}

/**
 * A simulated venue during a practice outage. What it was told and did is true; what is heard of it is late, double, out of order
 * or missing. Nothing is kept of that: each fault is told by the seed, the moment and what it befalls, and words keep their
 * numbers. A page does not pass a word that is late, though it tells what followed it; so a restart at any moment goes on where it
 * was, and when the outage is over everything is said that was not heard.
 */
export function makePracticeVenue({ venue, clock, outage, rates = OUTAGE_RATES }: PracticeDeps): PaperVenue {
  const happens = (rate: number, name: string) => rate > 0 && chanceOf(outage.seed, name) < rate;
  const isOn = () => {
    const nowMs = clock.nowMs();
    return nowMs >= outage.startedAt && nowMs < outage.endsAt;
  };
  const moment = (everyMs: number) => Math.floor(clock.nowMs() / everyMs);
  const isMute = () => happens(rates.mute, `mute ${moment(rates.muteMs)}`);

  /** Brings a request there, or not, or twice, and its answer back, or not. */
  const through = async <T extends { readonly outcome: string }>(
    name: string,
    send: () => Promise<T>,
  ): Promise<T | { readonly outcome: "unknown" }> => {
    if (!isOn()) return send();
    if (isMute() || happens(rates.lost, `lost ${name}`)) return { outcome: "unknown" };
    if (happens(rates.twice, `twice ${name}`)) await send();
    const answer = await send();
    return happens(rates.lostAnswer, `answer ${name}`) ? { outcome: "unknown" } : answer;
  };

  const isLate = ({ event }: VenueEvent, number: number, nowMs: EpochMs): boolean => {
    const name = `late ${number}`;
    return happens(rates.late, name) && nowMs < event.at + chanceOf(outage.seed, `by ${number}`) * rates.lateMs;
  };

  return {
    ...venue,
    async place(order) {
      if (isOn() && happens(rates.refused, `refuse ${order.orderId}`)) {
        const which = Math.floor(chanceOf(outage.seed, `why ${order.orderId}`) * REASONS.length);
        return { outcome: "refused", reason: REASONS[which] ?? REASONS[0] };
      }
      return through(`place ${order.orderId}`, () => venue.place(order));
    },
    cancel: (request) => through(`cancel ${request.requestId} ${moment(AGAIN_MS)}`, () => venue.cancel(request)),
    replace: (request) => through(`replace ${request.requestId} ${moment(AGAIN_MS)}`, () => venue.replace(request)),
    find: async (orderId) => (isOn() && isMute() ? { outcome: "unknown" } : venue.find(orderId)),
    async eventsAfter(cursor, limit) {
      if (!isOn()) return venue.eventsAfter(cursor, limit);
      if (isMute()) return null;
      const page = await venue.eventsAfter(cursor, Math.min(limit, AHEAD_MAX));
      return page === null ? null : heardOf(page, cursor);
    },
    async positions() {
      if (!isOn()) return venue.positions();
      return isMute() ? null : omitting(await venue.positions());
    },
    async snapshot(fillsMax) {
      if (!isOn()) return venue.snapshot(fillsMax);
      if (isMute()) return null;
      const side = await venue.snapshot(fillsMax);
      return side === null ? null : { ...side, positions: omitting(side.positions) ?? {} };
    },
  };

  /** What of a page is heard now, and how far it is all heard. */
  function heardOf({ events }: EventPage, cursor: number): EventPage {
    const nowMs = clock.nowMs();
    const late = events.map((each, index) => isLate(each, cursor + index + 1, nowMs));
    const firstLate = late.indexOf(true);
    const whole = firstLate < 0 ? events.length : firstLate;
    const told = events.filter((_each, index) => late[index] !== true);
    if (!happens(rates.cutOff, `cut ${cursor} ${moment(AGAIN_MS)}`)) return { events: told, cursor: cursor + whole };
    const cut = Math.floor(chanceOf(outage.seed, `at ${cursor} ${moment(AGAIN_MS)}`) * (whole + 1));
    return { events: events.slice(0, cut), cursor: cursor + cut };
  }

  function omitting(all: Readonly<Record<string, string>> | null) {
    if (all === null) return null;
    const name = (symbol: string) => `omit ${symbol} ${moment(rates.muteMs)}`;
    return Object.fromEntries(Object.entries(all).filter(([symbol]) => !happens(rates.omitted, name(symbol))));
  }
}

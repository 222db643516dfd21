import { EpochMs } from "@/modules/_kernel";
import type { VenueEvent } from "../../domain/venue/venue-word";
import type { Venue } from "../../ports/venue";

/** How often each fault comes, as a fraction of its occasions; all 0 is the venue as it is. */
export interface ChaosRates {
  /** The request never arrives, and no answer comes. */
  readonly lost: number;
  /** It arrives and is done, and no answer comes. */
  readonly lostAnswer: number;
  /** It arrives twice. */
  readonly twice: number;
  /** The venue refuses an order that it would have taken. */
  readonly refused: number;
  /** An event is said twice. */
  readonly repeated: number;
  /** An event comes after those that followed it, also much later. */
  readonly late: number;
  /** A question after events, orders or positions has no answer. */
  readonly mute: number;
  /** A page of events breaks off in its middle. */
  readonly cutOff: number;
  /** A position is left out of the list. */
  readonly omitted: number;
  /** Most that the venue's clock is ahead or behind. */
  readonly skewMs: number;
}

export const NO_CHAOS: ChaosRates = {
  lost: 0,
  lostAnswer: 0,
  twice: 0,
  refused: 0,
  repeated: 0,
  late: 0,
  mute: 0,
  cutOff: 0,
  omitted: 0,
  skewMs: 0,
};

const REASONS = ["rate_limited", "insufficient_funds", "price_out_of_range", "internal_error"] as const;

interface ChaosDeps {
  readonly venue: Venue;
  readonly rates: ChaosRates;
  /** In [0, 1); from a seed, so that what happened can happen again. */
  readonly random: () => number;
}

/**
 * Any venue on a bad day. What it was told and did is true; what is heard of it is late, double, out of order or missing, though
 * every event is said in the end. Put back to calm with `calm`, it says everything it held back.
 */
export function makeChaosVenue({ venue, rates, random }: ChaosDeps): Venue & { calm(): void } {
  let now = rates;
  const happens = (rate: number) => rate > 0 && random() < rate;
  const said: VenueEvent[] = [];
  const held: VenueEvent[] = [];
  let heard = 0;

  const skewed = (each: VenueEvent): VenueEvent => {
    if (now.skewMs === 0) return each;
    const at = EpochMs.of(Math.max(0, each.event.at + Math.round((2 * random() - 1) * now.skewMs)));
    return { ...each, event: { ...each.event, at } };
  };
  const say = (each: VenueEvent) => {
    if (happens(now.late)) held.push(each);
    else said.push(skewed(each));
    if (happens(now.repeated)) said.push(skewed(each));
  };
  const pull = async (limit: number) => {
    const page = await venue.eventsAfter(heard, limit);
    if (page === null) return;
    heard = page.cursor;
    for (const each of page.events) say(each);
    const stillHeld = held.splice(0);
    for (const each of stillHeld) {
      if (happens(now.late)) held.push(each);
      else said.push(skewed(each));
    }
  };

  /** Brings a request there, or not, or twice, and its answer back, or not. */
  const through = async <T extends { readonly outcome: string }>(
    send: () => Promise<T>,
  ): Promise<T | { readonly outcome: "unknown" }> => {
    if (happens(now.lost)) return { outcome: "unknown" };
    if (happens(now.twice)) await send();
    const answer = await send();
    return happens(now.lostAnswer) ? { outcome: "unknown" } : answer;
  };

  return {
    place: async (order) =>
      happens(now.refused)
        ? { outcome: "refused", reason: REASONS[Math.floor(random() * REASONS.length)] ?? REASONS[0] }
        : through(() => venue.place(order)),
    cancel: (request) => through(() => venue.cancel(request)),
    replace: (request) => through(() => venue.replace(request)),
    find: async (orderId) => (happens(now.mute) ? { outcome: "unknown" } : venue.find(orderId)),
    async eventsAfter(cursor, limit) {
      if (happens(now.mute)) return null;
      await pull(limit);
      const whole = said.slice(cursor, cursor + limit);
      const events = happens(now.cutOff) ? whole.slice(0, Math.floor(random() * whole.length)) : whole;
      return { events, cursor: cursor + events.length };
    },
    async positions() {
      if (happens(now.mute)) return null;
      const all = await venue.positions();
      if (all === null) return null;
      return Object.fromEntries(Object.entries(all).filter(() => !happens(now.omitted)));
    },
    async snapshot(fillsMax) {
      if (happens(now.mute)) return null;
      const side = await venue.snapshot(fillsMax);
      if (side === null) return null;
      const positions = Object.fromEntries(Object.entries(side.positions).filter(() => !happens(now.omitted)));
      return { ...side, positions };
    },
    calm() {
      now = NO_CHAOS;
    },
  };
}

import type { AccountId, Clock, OrderId } from "@/modules/_kernel";
import { parsed } from "../../domain/order/order";
import type { Amended } from "../../domain/venue/venue-orders";
import type { PaperVenueStore } from "../../ports/paper-venue";
import type { Venue } from "../../ports/venue";
import type { Exchange, FillModel, Opened } from "./fill-model";

interface PaperVenueDeps<V extends Exchange> {
  readonly accountId: AccountId;
  readonly store: PaperVenueStore;
  readonly clock: Clock;
  readonly fills: FillModel<V>;
}

export interface PaperVenue extends Venue {
  /** Tells it how its markets stand; whether it said anything. */
  pump(): Promise<boolean>;
  hasLiveOrders(): Promise<boolean>;
  /** The number of its newest word that this process knows of: past it there is nothing to hear. */
  said(): Promise<number>;
  /**
   * Lets it take a fill back (`now` null), or say that it was another. `untold`: it changes what it has, and says nothing. False: it has
   * no such fill, it is that already, or its order cannot take it. Safe to do again.
   */
  amend(execId: string, now: Amended | null, how: { readonly untold: boolean }): Promise<boolean>;
}

/**
 * The simulated venue of a paper account behind the port of every venue, as durable as a real one: whatever it answers is kept
 * first, whole, so that a crash at any moment leaves what was kept last, and whoever asks again gets the same answer. One process
 * at a time works it (its account's lease). Faults of the store are thrown: then it is made again from what was kept.
 */
export function makePaperVenue<V extends Exchange>({ accountId, store, clock, fills }: PaperVenueDeps<V>): PaperVenue {
  const { opened, change, remember } = makeKeeper({ accountId, store, fills });
  const answer = (refusal: { readonly refused: string } | null) =>
    refusal === null ? ({ outcome: "taken" } as const) : ({ outcome: "refused", reason: refusal.refused } as const);

  return {
    async place(order) {
      await remember(order.orderId);
      const tell = await fills.listen(await opened(), [order.symbol]);
      const placed = await change((at) => {
        tell(at, clock.nowMs());
        return at.venue.place(order, clock.nowMs());
      });
      return "refused" in placed
        ? { outcome: "refused", reason: placed.refused }
        : { outcome: "accepted", venueOrderId: placed.venueOrderId };
    },
    async cancel({ orderId, requestId }) {
      await remember(orderId);
      return answer(await change(({ venue }) => venue.cancel(orderId, requestId, clock.nowMs())));
    },
    async replace(request) {
      await remember(request.orderId);
      return answer(await change(({ venue }) => venue.replace(request, clock.nowMs())));
    },
    async find(orderId) {
      await remember(orderId);
      const venueOrderId = (await opened()).venue.venueOrderIdOf(orderId);
      return venueOrderId === null ? { outcome: "not_found" } : { outcome: "found", venueOrderId };
    },
    eventsAfter: (cursor, limit) => store.eventsAfter(accountId, cursor, limit),
    positions: () => store.positions(accountId),
    snapshot: (fillsMax) => store.snapshot(accountId, fillsMax),
    async pump() {
      const before = await opened();
      const { said } = before;
      const tell = await fills.listen(before, before.venue.liveSymbols());
      await change((at) => tell(at, clock.nowMs()));
      return (await opened()).said > said;
    },
    async amend(execId, now, { untold }) {
      const told = await store.findTrade(accountId, execId);
      if (told === null || (now !== null && isSame(told.fill.was, now))) return false;
      await remember(told.orderId);
      return change(({ venue }) => venue.amend(told.orderId, told.fill, now, clock.nowMs()), untold ? execId : null);
    },
    hasLiveOrders: async () => (await opened()).venue.liveSymbols().length > 0,
    said: async () => (await opened()).said,
  };
}

const isSame = (was: Amended, now: Amended): boolean =>
  parsed(was.qty).eq(parsed(now.qty)) && parsed(was.price).eq(parsed(now.price));

/** The venue in memory, made of what was kept, and kept again with every change. */
function makeKeeper<V extends Exchange>({ accountId, store, fills }: Omit<PaperVenueDeps<V>, "clock">) {
  let open: Opened<V> | null = null;

  const opened = async (): Promise<Opened<V>> => {
    if (open !== null) return open;
    const kept = await store.load(accountId);
    open = { venue: fills.open(kept), said: kept.said, sessions: kept.sessions, prices: new Map() };
    return open;
  };
  /** Does something at the venue and keeps what came of it, before anybody hears of it. */
  const change = async <T>(work: (at: Opened<V>) => T, untold: string | null = null): Promise<T> => {
    const at = await opened();
    const { said, sessions } = at;
    try {
      const value = work(at);
      const changes = at.venue.takeChanges();
      const isChanged = changes.orders.length + changes.events.length > 0 || at.sessions !== sessions;
      if (isChanged) await store.keep(accountId, { said }, changes, at.sessions, untold);
      at.said += changes.events.length;
      return value;
    } catch (error) {
      // Nobody knows whether it was kept: what is there is the truth.
      open = null;
      throw error;
    }
  };
  const remember = async (orderId: OrderId): Promise<void> => {
    const { venue } = await opened();
    if (venue.knows(orderId)) return;
    const kept = await store.findOrder(accountId, orderId);
    if (kept !== null) venue.know(kept);
  };
  return { opened, change, remember };
}

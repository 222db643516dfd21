import type { AccountId, Clock, OrderId } from "@/modules/_kernel";
import { isClosed, type Order } from "../../domain/order/order";
import { type LinkAction, linkActions } from "../../domain/order/order-links";
import type { VenueEvent } from "../../domain/venue/venue-word";
import type { OrderStore, StoredOrder } from "../../ports/order-store";
import type { Venue } from "../../ports/venue";
import type { VenueInbox } from "../../ports/venue-inbox";
import { makeRecordEvent } from "./record-event";
import { makeWorkOrder } from "./work-order";

/** Events of a venue that are read at once, and pages of them before orders get their turn. */
const EVENTS_PER_PAGE = 500;
const PAGES_PER_ROUND = 20;
/** Open orders of an account that are worked in one round. */
const ORDERS_PER_ROUND = 5_000;
const LINKED_MAX = 100;
/** A linked cancel that the venue refuses this often is left to a person. */
const LINKED_CANCELS_MAX = 5;

interface WorkAccountDeps {
  readonly orders: OrderStore;
  readonly venue: Venue;
  readonly inbox: VenueInbox;
  readonly clock: Clock;
  readonly newId: () => OrderId;
}

/**
 * One round of an account's worker: books what its venue said, then gives each open order its next step. A start, a crash and
 * every second in between are this same call; one holder of the account's lease makes it at a time.
 */
export function makeWorkAccount(deps: WorkAccountDeps): (accountId: AccountId) => Promise<void> {
  const { orders, clock, newId } = deps;
  const record = makeRecordEvent(deps);
  const workOrder = makeWorkOrder(deps);

  /** Whether anything came of it: what an order cannot take now is not to keep it from its own next step. */
  const follow = async (stored: StoredOrder, { kind, ...action }: LinkAction): Promise<boolean> => {
    const { order } = stored;
    const { orderId } = order.intent;
    const at = clock.nowMs();
    const requestId = newId();
    const answers = order.answered.entries();
    const refused = answers.filter((each) => each === "cancel_rejected").length;
    // A change that is under way may be why: it has its answer first.
    const isChanging = refused > 0 && order.state.status === "pending_replace";
    if (kind === "release" || isChanging || refused >= LINKED_CANCELS_MAX) return false;
    const { outcome } =
      kind === "shrink" && !answers.includes("replace_rejected") && "qty" in action
        ? await record(orderId, { type: "replace_requested", at, requestId, qty: action.qty })
        : await record(orderId, { type: "cancel_requested", at, requestId, reason: "linked_order" });
    return outcome === "applied";
  };

  return async (accountId) => {
    await readVenue(deps, accountId, record);
    for (const stored of await orders.listOpen(accountId, ORDERS_PER_ROUND)) {
      const { order } = stored;
      const [action] = await actionsFor(orders, order);
      if (action !== undefined && (await follow(stored, action))) continue;
      if (action?.kind === "release" || isFree(order)) await workOrder(stored);
    }
  };
}

/** The cursor moves after what it passes is booked: a crash in between books it again, which changes nothing. */
async function readVenue(
  { venue, inbox }: WorkAccountDeps,
  accountId: AccountId,
  record: ReturnType<typeof makeRecordEvent>,
): Promise<void> {
  for (let pages = 0; pages < PAGES_PER_ROUND; pages += 1) {
    const cursor = await inbox.cursor(accountId);
    const page = await venue.eventsAfter(cursor, EVENTS_PER_PAGE);
    if (page === null) return;
    for (const each of page.events) await book(accountId, each);
    // A venue that holds a word back tells what followed it, and does not pass it.
    if (page.cursor === cursor) return;
    await inbox.moveCursor(accountId, page.cursor);
    if (page.events.length < EVENTS_PER_PAGE) return;
  }

  async function book(account: AccountId, said: VenueEvent) {
    const { outcome } = await record(said.orderId, said.event);
    if (outcome === "no_order") await inbox.keepStray(account, said);
  }
}

/** Waits for nobody, or has left already. */
const isFree = ({ intent, state }: Order) => intent.parentId === null || state.status !== "approved";

/** What follows for this order from those it hangs on. */
async function actionsFor(orders: OrderStore, order: Order): Promise<readonly LinkAction[]> {
  const { parentId, ocoGroupId } = order.intent;
  const parent = parentId === null ? null : await orders.load(parentId);
  const group = ocoGroupId === null ? [] : await orders.listLinked(order, LINKED_MAX);
  const others = [...(parent === null ? [] : [parent]), ...group].map((each) => each.order);
  // Ends come before shrinking: of what is over nothing has to fit.
  return others
    .flatMap((other) => linkActions(other, [order]))
    .toSorted((a, b) => RANK[a.kind] - RANK[b.kind])
    .filter(() => !isClosed(order));
}

const RANK = { cancel: 0, shrink: 1, release: 2 } as const;

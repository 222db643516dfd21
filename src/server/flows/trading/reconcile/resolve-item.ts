import {
  type CopyPort,
  EpochMs,
  err,
  exact,
  OrderId,
  ok,
  type Result,
  type SqlPort,
  toDecimalText,
} from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import {
  applyOrderEvent,
  needsReason,
  type Order,
  type OrderEvent,
  type OrderStore,
  type ReconcileItem,
  resolutionsOf,
  sideFillSchema,
  wholeOrderSchema,
} from "@/modules/execution";
import { askReconcile, endItem, findItem, listStraysOf, makeRecordEvent } from "@/modules/execution/server";
import { baseAssetOf, type LedgerEntry, type StoredBatch } from "@/modules/portfolio";
import {
  findAdoptedBatch,
  findBatch,
  findFillBatch,
  listBatches,
  makeLedgerStore,
  RECONCILED_REF,
} from "@/modules/portfolio/server";
import { amountOf } from "../../accounts/manual-entry";
import type { AssignedView } from "../../contract/reconcile";
import type { AppError } from "../../errors";
import { fillRefOf, makeBookingOrders } from "../book-fills";
import { makeInstrumentCache } from "../paper-market";
import type { SubmitDeps } from "../submit-order";
import { tellOfOrder } from "../write-orders";
import { assignItem } from "./assign-item";
import type { Resolving } from "./resolving";

type Tx = SqlPort & CopyPort;

const REASON_MAX = 500;
/** Words of one order that nobody here sent: far more than one has in its life. */
const STRAYS_MAX = 1_000;
const ORDER_ADOPTED = "Its order was adopted: it is booked as a fill of it.";
/** Entries of one order that are shown at once. */
const BATCHES_MAX = 200;

/** What was booked, in that order. */
type Booked = readonly StoredBatch[];

export interface Resolved {
  readonly item: ReconcileItem;
  readonly batches: Booked;
  readonly assigned: AssignedView | null;
  /** It had been done before, by the same request: nothing was done now. */
  readonly repeated: boolean;
}

const ENDS = { adopt: "adopted", correct: "corrected", assign: "assigned", ignore: "ignored" } as const;

/** Does what was chosen with an open item of a locked account: books what it takes and ends the item, in the caller's transaction. */
export async function resolve(deps: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<Resolved, AppError>> {
  const { item, request, account, actor } = at;
  const { action } = request;
  if (item.state !== "open") {
    if (action === "assign" && item.assignedTo !== null && item.assignedTo === request.deploymentId)
      return ok({ item, batches: await bookedFor(tx, item), assigned: null, repeated: true });
    return err({ kind: "reconcile.ended", path: "itemId", facts: { how: item.endedHow ?? "" } });
  }
  if (!resolutionsOf(item).includes(action))
    return err({ kind: "reconcile.unfit", path: "action", facts: { action, about: item.about } });
  const reason = request.reason?.trim() ?? "";
  if (reason.length > REASON_MAX || (reason === "" && needsReason(item, action)))
    return err({ kind: "reconcile.reason_missing", path: "reason", facts: { max: REASON_MAX } });
  const nowMs = deps.clock.nowMs();
  if (action === "ask_again") {
    await askReconcile(tx, account.accountId, nowMs);
    return ok({ item, batches: [], assigned: null, repeated: false });
  }
  const booked = action === "ignore" ? ok({ batches: [], assigned: null }) : await bookOrAssign(deps, tx, at);
  if (!booked.ok) return booked;
  const { batches, assigned } = booked.value;
  await endItem(tx, item.itemId, {
    how: ENDS[action],
    by: actor.userId,
    reason: reason === "" ? null : reason,
    batchId: batches.at(-1)?.batchId ?? null,
    assignedTo: assigned?.deploymentId ?? null,
    at: nowMs,
  });
  // What hangs on it (a position, cash) agrees with the next comparison.
  await askReconcile(tx, account.accountId, nowMs);
  return ok({ item: (await findItem(tx, item.itemId)) ?? item, batches, assigned, repeated: false });
}

async function bookOrAssign(deps: SubmitDeps, tx: Tx, at: Resolving) {
  const { deployment } = at;
  if (deployment !== null) return assignItem(deps, tx, { ...at, deployment }, book);
  const booked = await book(deps, tx, at);
  return booked.ok ? ok({ batches: booked.value, assigned: null }) : booked;
}

async function book(deps: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<Booked, AppError>> {
  const { item } = at;
  if (item.about === "cash") return correctCash(deps, tx, at);
  if (item.about === "position") return correctPosition(deps, tx, at);
  if (item.about === "order") return adoptOrder(deps, tx, at);
  if (item.kind === "missing_there") return bustFill(deps, tx, at);
  return item.kind === "qty_differs" ? correctFill(deps, tx, at) : adoptFill(deps, tx, at);
}

/** What an item that has ended brought into the books. */
async function bookedFor(tx: Tx, { about, accountId, key, batchId }: ReconcileItem): Promise<Booked> {
  if (about !== "order") return batchesOf(tx, batchId === null ? [] : [batchId]);
  const any = { chart: null, symbol: null, currency: null, kind: null, before: null };
  return (await listBatches(tx, { accountId, ...any, orderId: key, limit: BATCHES_MAX })).toReversed();
}

/**
 * An order that the venue has and nobody here sent: it is one of the account's from now on, which can be changed and canceled, with
 * everything that was heard of it. What it filled before anybody listened shows as a difference, and is adopted fill by fill.
 */
async function adoptOrder(deps: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<Booked, AppError>> {
  const { account, item, request } = at;
  const { accountId } = account;
  const told = wholeOrderSchema.safeParse(item.theirs);
  const unfit: AppError = {
    kind: "reconcile.unfit",
    path: "action",
    facts: { action: request.action, about: item.about },
  };
  if (!told.success) return err(unfit);
  const { intent: there, venueOrderId } = told.data.whole;
  const instrument = await makeInstrumentStore(tx).find(there.symbol);
  if (instrument === null)
    return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol: there.symbol } });
  // What it hangs on there is no order of ours.
  const intent = { ...there, parentId: null, ocoGroupId: null };
  const orders = ordersOf(deps, tx, at);
  const nowMs = deps.clock.nowMs();
  const made = await orders.create({ accountId, intent, createdAt: nowMs }, [
    { type: "requested", at: nowMs },
    { type: "approved", at: nowMs },
    { type: "sent", at: nowMs },
    { type: "accepted", at: nowMs, venueOrderId },
  ]);
  if (made === "exists") return err(unfit);
  const record = makeRecordEvent({ orders });
  const { orderId } = intent;
  const reversals: string[] = [];
  for (const { event } of await listStraysOf(tx, accountId, orderId, STRAYS_MAX)) {
    if (event.type === "filled") reversals.push(...(await takeBackAdopted(tx, at, event.execId)));
    await record(orderId, event);
  }
  await tellOfOrder(tx, deps.work, account, orderId);
  const stands = (await orders.load(orderId))?.order.fills.entries() ?? [];
  const batches = await Promise.all(stands.map((fill) => findFillBatch(tx, accountId, fillRefOf(fill))));
  return ok([...(await batchesOf(tx, reversals)), ...batches.filter((each) => each !== null)]);
}

/** A fill that somebody adopted without its order is booked again as a fill of it: it counts once. The reversal, if there is one. */
async function takeBackAdopted(tx: Tx, { account, actor }: Resolving, execId: string): Promise<readonly string[]> {
  const batch = await findAdoptedBatch(tx, account.accountId, execId);
  if (batch === null || batch.reversedBy !== null) return [];
  const why = { reason: ORDER_ADOPTED, by: actor.userId };
  const reversed = await makeLedgerStore().reverse(tx, account, batch, why);
  return reversed.outcome === "posted" ? [reversed.batchId] : [];
}

/** A fill as the venue has it: of an order of ours as it should have been told, of nobody's order into the books alone. */
async function adoptFill(deps: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<Booked, AppError>> {
  const { account, item } = at;
  const fill = sideFillSchema.parse(item.theirs);
  const { accountId } = account;
  const orders = ordersOf(deps, tx, at);
  const { orderId, execId, fees, ...facts } = fill;
  const told = OrderId.is(orderId)
    ? await makeRecordEvent({ orders })(orderId, { type: "filled", execId, fees: [...fees], ...facts })
    : null;
  if (told?.outcome === "applied") {
    const batch = await findFillBatch(tx, accountId, execId);
    return ok(batch === null ? [] : [batch]);
  }
  const instrument = await makeInstrumentStore(tx).find(fill.symbol);
  if (instrument === null) return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol: fill.symbol } });
  const entry: LedgerEntry = {
    kind: "adoption",
    symbol: fill.symbol,
    side: fill.side,
    qty: fill.qty,
    price: fill.price,
    multiplier: instrument.multiplier,
    currency: fill.currency,
    baseAsset: baseAssetOf(instrument),
    fees: [...fees],
    lots: [],
  };
  return bookEntry(tx, at, { entry, ref: execId, calendar: instrument.calendar, at: EpochMs.of(fill.at) });
}

/** A fill that the venue does not have: its entry is taken back, and its order is filled less. */
async function bustFill(deps: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<Booked, AppError>> {
  const { account, item, actor, request } = at;
  const { accountId } = account;
  const orders = ordersOf(deps, tx, at);
  const order = await orderOfFill(orders, item);
  const stands = order?.fills.get(item.key) ?? null;
  const batch =
    (await findFillBatch(tx, accountId, stands === null ? item.key : fillRefOf(stands))) ??
    (await findAdoptedBatch(tx, accountId, item.key));
  if (batch === null) return err({ kind: "reconcile.not_booked", path: "itemId", facts: { key: item.key } });
  const reason = request.reason?.trim() ?? "";
  const reversed = await makeLedgerStore().reverse(tx, account, batch, { reason, by: actor.userId });
  if (reversed.outcome === "not_reversible")
    return err({ kind: "ledger.not_reversible", path: "itemId", facts: { kind: reversed.kind } });
  if (order !== null && stands !== null)
    await makeRecordEvent({ orders })(order.intent.orderId, {
      type: "busted",
      at: deps.clock.nowMs(),
      execId: item.key,
      reason,
    });
  return ok(await batchesOf(tx, [reversed.batchId]));
}

/** A fill that was another at the venue: its entry is taken back, and booked as it was there; its order follows. */
async function correctFill(deps: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<Booked, AppError>> {
  const { account, item, actor, request } = at;
  const { accountId } = account;
  const orders = ordersOf(deps, tx, at);
  const order = await orderOfFill(orders, item);
  const stands = order?.fills.get(item.key);
  const batch = stands === undefined ? null : await findFillBatch(tx, accountId, fillRefOf(stands));
  if (order === null || stands === undefined || batch === null)
    return err({ kind: "reconcile.not_booked", path: "itemId", facts: { key: item.key } });
  const { execId, symbol, side, qty, price, currency, fees, at: filledAt } = sideFillSchema.parse(item.theirs);
  const word: OrderEvent = {
    type: "corrected",
    at: deps.clock.nowMs(),
    execId,
    revision: stands.revision + 1,
    filledAt,
    symbol,
    side,
    qty,
    price,
    currency,
    fees: [...fees],
  };
  // Looked at before anything is written: what the order cannot take stays as it is.
  if (!applyOrderEvent(order, word).ok)
    return err({ kind: "reconcile.unfit", path: "action", facts: { action: request.action, about: item.about } });
  const why = { reason: request.reason?.trim() ?? "", by: actor.userId };
  const reversed = await makeLedgerStore().reverse(tx, account, batch, why);
  await makeRecordEvent({ orders })(order.intent.orderId, word);
  const fresh = await findFillBatch(tx, accountId, fillRefOf(word));
  const ids = [reversed.outcome === "not_reversible" ? [] : [reversed.batchId], fresh === null ? [] : [fresh.batchId]];
  return ok(await batchesOf(tx, ids.flat()));
}

function ordersOf({ work }: SubmitDeps, tx: Tx, { account }: Resolving): OrderStore {
  const instruments = makeInstrumentCache({ sql: tx });
  const transactions = { run: <T>(inside: (own: Tx) => Promise<T>) => inside(tx) };
  return makeBookingOrders({ sql: tx, transactions, work, account, instruments });
}

async function orderOfFill(orders: OrderStore, item: ReconcileItem): Promise<Order | null> {
  const fill = sideFillSchema.safeParse(item.ours);
  if (!fill.success || !OrderId.is(fill.data.orderId)) return null;
  return (await orders.load(fill.data.orderId))?.order ?? null;
}

async function batchesOf(tx: Tx, batchIds: readonly string[]): Promise<Booked> {
  const found = await Promise.all(batchIds.map((batchId) => findBatch(tx, batchId)));
  return found.filter((each) => each !== null);
}

async function correctCash({ clock }: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<Booked, AppError>> {
  const { item } = at;
  const amount = toDecimalText(exact(item.difference ?? "0").neg());
  const entry: LedgerEntry = { kind: "fee", currency: item.key, amount };
  return bookEntry(tx, at, { entry, ref: item.itemId, calendar: null, at: clock.nowMs() });
}

async function correctPosition({ clock }: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<Booked, AppError>> {
  const { item, request } = at;
  const price = request.price === null ? ok("0") : amountOf(request.price, "price", "any");
  if (!price.ok) return price;
  const instrument = await makeInstrumentStore(tx).find(item.key);
  if (instrument === null) return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol: item.key } });
  const difference = exact(item.difference ?? "0");
  const { symbol, currency, multiplier, calendar } = instrument;
  const entry: LedgerEntry = {
    kind: "adoption",
    symbol,
    side: difference.isPositive() ? "buy" : "sell",
    qty: toDecimalText(difference.abs()),
    price: price.value,
    multiplier,
    currency,
    baseAsset: baseAssetOf(instrument),
    fees: [],
    lots: [],
  };
  return bookEntry(tx, at, { entry, ref: item.itemId, calendar, at: clock.nowMs() });
}

interface Entry {
  readonly entry: LedgerEntry;
  readonly ref: string;
  readonly calendar: string | null;
  readonly at: EpochMs;
}

async function bookEntry(
  tx: Tx,
  { account, actor, item, request }: Resolving,
  { entry, ref, calendar, at }: Entry,
): Promise<Result<Booked, AppError>> {
  const booked = await makeLedgerStore().book(tx, account, {
    entry,
    externalRef: `${RECONCILED_REF}${ref}`,
    at,
    calendar,
    orderId: null,
    note: request.reason?.trim() || null,
    by: actor.userId,
  });
  if (booked.outcome === "conflicting")
    return err({
      kind: "reconcile.booked_otherwise",
      path: "itemId",
      facts: { key: item.key, batchId: booked.batchId },
    });
  return ok(await batchesOf(tx, [booked.batchId]));
}

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
  type Order,
  type OrderEvent,
  type OrderStore,
  type ReconcileItem,
  resolutionsOf,
  sideFillSchema,
  wholeOrderSchema,
} from "@/modules/execution";
import { askReconcile, endItem, findItem, listStraysOf, makeRecordEvent } from "@/modules/execution/server";
import { type AccountFacts, baseAssetOf, type LedgerEntry, type StoredBatch } from "@/modules/portfolio";
import {
  findAdoptedBatch,
  findBatch,
  findFillBatch,
  makeLedgerStore,
  RECONCILED_REF,
} from "@/modules/portfolio/server";
import { amountOf } from "../../accounts/manual-entry";
import type { Actor } from "../../contract";
import type { ResolveRequest } from "../../contract/reconcile";
import type { AppError } from "../../errors";
import { fillRefOf, makeBookingOrders } from "../book-fills";
import { makeInstrumentCache } from "../paper-market";
import { type SubmitDeps, tellOfOrder } from "../submit-order";

type Tx = SqlPort & CopyPort;

const REASON_MAX = 500;
/** Words of one order that nobody here sent: far more than one has in its life. */
const STRAYS_MAX = 1_000;

export interface Resolving {
  readonly actor: Actor;
  readonly account: AccountFacts;
  readonly item: ReconcileItem;
  readonly request: ResolveRequest;
}

/** What was booked, in that order. */
type Booked = readonly StoredBatch[];

export interface Resolved {
  readonly item: ReconcileItem;
  readonly batches: Booked;
}

/** Does what was chosen with an open item of a locked account: books what it takes and ends the item, in the caller's transaction. */
export async function resolve(deps: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<Resolved, AppError>> {
  const { item, request, account, actor } = at;
  const { action } = request;
  if (item.state !== "open")
    return err({ kind: "reconcile.ended", path: "itemId", facts: { how: item.endedHow ?? "" } });
  if (!resolutionsOf(item).includes(action))
    return err({ kind: "reconcile.unfit", path: "action", facts: { action, about: item.about } });
  const reason = request.reason?.trim() ?? "";
  if (reason.length > REASON_MAX || (reason === "" && (action === "ignore" || action === "correct")))
    return err({ kind: "reconcile.reason_missing", path: "reason", facts: { max: REASON_MAX } });
  const nowMs = deps.clock.nowMs();
  if (action === "ask_again") {
    await askReconcile(tx, account.accountId, nowMs);
    return ok({ item, batches: [] });
  }
  const booked = action === "ignore" ? ok([]) : await book(deps, tx, at);
  if (!booked.ok) return booked;
  const how = action === "adopt" ? "adopted" : action === "correct" ? "corrected" : "ignored";
  const batchId = booked.value.at(-1)?.batchId ?? null;
  await endItem(tx, item.itemId, { how, by: actor.userId, reason: reason === "" ? null : reason, batchId, at: nowMs });
  // What hangs on it (a position, cash) agrees with the next comparison.
  await askReconcile(tx, account.accountId, nowMs);
  return ok({ item: (await findItem(tx, item.itemId)) ?? item, batches: booked.value });
}

async function book(deps: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<Booked, AppError>> {
  const { item, request } = at;
  if (item.about === "cash") return correctCash(deps, tx, at);
  if (item.about === "position") return correctPosition(deps, tx, at);
  if (item.about === "order") return adoptOrder(deps, tx, at);
  if (request.action === "adopt") return adoptFill(deps, tx, at);
  return item.kind === "missing_there" ? bustFill(deps, tx, at) : correctFill(deps, tx, at);
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
  for (const { event } of await listStraysOf(tx, accountId, orderId, STRAYS_MAX)) await record(orderId, event);
  await tellOfOrder(tx, deps.work, account, orderId);
  const stands = (await orders.load(orderId))?.order.fills.entries() ?? [];
  const batches = await Promise.all(stands.map((fill) => findFillBatch(tx, accountId, fillRefOf(fill))));
  return ok(batches.filter((each) => each !== null));
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

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
import { type ReconcileItem, resolutionsOf, sideFillSchema } from "@/modules/execution";
import { askReconcile, endItem, findItem, makeRecordEvent } from "@/modules/execution/server";
import { type AccountFacts, baseAssetOf, type LedgerEntry, type StoredBatch } from "@/modules/portfolio";
import { findBatch, findFillBatch, makeLedgerStore, RECONCILED_REF } from "@/modules/portfolio/server";
import { amountOf } from "../../accounts/manual-entry";
import type { Actor } from "../../contract";
import type { ResolveRequest } from "../../contract/reconcile";
import type { AppError } from "../../errors";
import { makeBookingOrders } from "../book-fills";
import { makeInstrumentCache } from "../paper-market";
import type { SubmitDeps } from "../submit-order";

type Tx = SqlPort & CopyPort;

const REASON_MAX = 500;

export interface Resolving {
  readonly actor: Actor;
  readonly account: AccountFacts;
  readonly item: ReconcileItem;
  readonly request: ResolveRequest;
}

export interface Resolved {
  readonly item: ReconcileItem;
  readonly batch: StoredBatch | null;
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
    return ok({ item, batch: null });
  }
  const booked = action === "ignore" ? ok(null) : await book(deps, tx, at);
  if (!booked.ok) return booked;
  const how = action === "adopt" ? "adopted" : action === "correct" ? "corrected" : "ignored";
  const batchId = booked.value?.batchId ?? null;
  await endItem(tx, item.itemId, { how, by: actor.userId, reason: reason === "" ? null : reason, batchId, at: nowMs });
  // What hangs on it (a position, cash) agrees with the next comparison.
  await askReconcile(tx, account.accountId, nowMs);
  return ok({ item: (await findItem(tx, item.itemId)) ?? item, batch: booked.value });
}

async function book(deps: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<StoredBatch | null, AppError>> {
  const { item, request } = at;
  if (item.about === "cash") return correctCash(deps, tx, at);
  if (item.about === "position") return correctPosition(deps, tx, at);
  return request.action === "adopt" ? adoptFill(deps, tx, at) : bustFill(tx, at);
}

/** A fill as the venue has it: of an order of ours as it should have been told, of nobody's order into the books alone. */
async function adoptFill(deps: SubmitDeps, tx: Tx, at: Resolving): Promise<Result<StoredBatch | null, AppError>> {
  const { account, item } = at;
  const fill = sideFillSchema.parse(item.theirs);
  const { accountId } = account;
  const instruments = makeInstrumentCache({ sql: tx });
  const transactions = { run: <T>(inside: (own: Tx) => Promise<T>) => inside(tx) };
  const orders = makeBookingOrders({ sql: tx, transactions, work: deps.work, account, instruments });
  const { orderId, execId, fees, ...facts } = fill;
  const told = OrderId.is(orderId)
    ? await makeRecordEvent({ orders })(orderId, { type: "filled", execId, fees: [...fees], ...facts })
    : null;
  if (told?.outcome === "applied") return ok(await findFillBatch(tx, accountId, execId));
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

/** A fill that the venue does not have: its entry is taken back, its order keeps what happened to it. */
async function bustFill(
  tx: Tx,
  { account, item, actor, request }: Resolving,
): Promise<Result<StoredBatch | null, AppError>> {
  const batch = await findFillBatch(tx, account.accountId, item.key);
  if (batch === null) return err({ kind: "reconcile.not_booked", path: "itemId", facts: { key: item.key } });
  const why = { reason: request.reason?.trim() ?? "", by: actor.userId };
  const reversed = await makeLedgerStore().reverse(tx, account, batch, why);
  if (reversed.outcome === "not_reversible")
    return err({ kind: "ledger.not_reversible", path: "itemId", facts: { kind: reversed.kind } });
  return ok(await findBatch(tx, reversed.batchId));
}

async function correctCash(
  { clock }: SubmitDeps,
  tx: Tx,
  at: Resolving,
): Promise<Result<StoredBatch | null, AppError>> {
  const { item } = at;
  const amount = toDecimalText(exact(item.difference ?? "0").neg());
  const entry: LedgerEntry = { kind: "fee", currency: item.key, amount };
  return bookEntry(tx, at, { entry, ref: item.itemId, calendar: null, at: clock.nowMs() });
}

async function correctPosition(
  { clock }: SubmitDeps,
  tx: Tx,
  at: Resolving,
): Promise<Result<StoredBatch | null, AppError>> {
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
): Promise<Result<StoredBatch | null, AppError>> {
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
  return ok(await findBatch(tx, booked.batchId));
}

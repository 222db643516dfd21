import { type CopyPort, err, exact, OrderId, ok, type Result, type SqlPort, toDecimalText } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import {
  applyOrderEvent,
  checkAmount,
  effectiveState,
  hasLimit,
  hasStop,
  isClosed,
  isTrailing,
  type Order,
  type OrderEvent,
  type OrderEventOf,
  type RequestField,
  type RequestProblem,
  type StoredOrder,
  weighOrder,
} from "@/modules/execution";
import {
  findAnswer,
  hasOpenItem,
  holdTradingStates,
  keepAnswer,
  makeAlgoStore,
  makeOrderReads,
  type OrderRequestKey,
  ordersIn,
} from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import type { TradingFlows } from "../contract/trading";
import type { AppError } from "../errors";
import { accountIdOf, type Purpose, personOf, whyNotAccount } from "./access";
import { endAlgosOf } from "./algo/move-algo";
import { noOrder } from "./read-orders";
import { refuseLimits, refuseProblems } from "./refusals";
import { type Markets, readMarkets, readStanding } from "./standing";
import { keyReused, type SubmitDeps, unknownAccount, unreconciled, whyBarred } from "./submit-order";
import { tellOfOrder } from "./write-orders";

type Tx = SqlPort & CopyPort;

/** Thrown so that nothing of a transaction stays in which another writer of the order was faster. */
class Overtaken extends Error {
  override readonly name = "Overtaken";
}
/** Writers of one order are its worker and people: losing this often is a fault. */
const TRIES_MAX = 10;

/** Runs a transaction again when another writer of one of its orders was faster. */
export async function untilNotOvertaken<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1)
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Overtaken) || tries >= TRIES_MAX) throw error;
    }
}

/** Writes a wish about an order, or says why it may not be. */
export async function writeWish(tx: Tx, stored: StoredOrder, event: OrderEvent): Promise<AppError | null> {
  const { order } = stored;
  const applied = applyOrderEvent(order, event);
  if (!applied.ok) return refuseWish(order, applied.error.kind);
  const appended = await ordersIn(tx).append(stored, [event]);
  if (appended !== "appended") throw new Overtaken(appended);
  return null;
}

/** Wishes that an order in some state does not take, by the core's own words. */
function refuseWish({ intent: { orderId }, state, filledQty }: Order, kind: string): AppError {
  const facts = { orderId, status: state.status };
  switch (kind) {
    case "order.closed":
    case "order.cancel_pending":
    case "order.replace_pending":
    case "order.replace_unfit":
    case "order.replace_changes_nothing":
      return { kind, path: "orderId", facts };
    case "order.replace_below_filled":
      return { kind, path: "qty", facts: { ...facts, filledQty: toDecimalText(filledQty) } };
    default:
      return { kind: "order.not_now", path: "orderId", facts };
  }
}

/** Asks for the cancel of an order. */
export const cancelEvent = (at: ReturnType<SubmitDeps["clock"]["nowMs"]>, newId: () => string): OrderEvent => ({
  type: "cancel_requested",
  at,
  requestId: OrderId.of(newId()),
  reason: "asked",
});

/** The account of an order, where the asking person may do that with it. */
export async function allowedAccount(
  { sql, prisma }: Pick<SubmitDeps, "sql" | "prisma">,
  actor: Actor,
  { accountId, purpose }: { readonly accountId: string; readonly purpose: Purpose },
): Promise<Result<AccountFacts, AppError>> {
  const id = accountIdOf(accountId);
  const [person, account] = await Promise.all([
    personOf(prisma, actor),
    id === null ? null : makeAccountStore().find(sql, id),
  ]);
  const why = whyNotAccount(account, person, { accountId, purpose });
  return why === null && account !== null ? ok(account) : err(why ?? unknownAccount(accountId));
}

interface Changing {
  readonly account: AccountFacts;
  readonly stored: StoredOrder;
}

/** Changes one order of a locked account, once for its key. */
function makeChange(deps: SubmitDeps) {
  const { sql, transactions, clock, work, signals } = deps;
  const reads = makeOrderReads(sql);
  return async (
    actor: Actor,
    asked: Omit<OrderRequestKey, "accountId"> & { readonly orderId: string; readonly purpose: Purpose },
    write: (tx: Tx, at: Changing) => Promise<AppError | null>,
  ) => {
    const { orderId, purpose, ...request } = asked;
    const known = await reads.find(orderId);
    if (known === null) return err(noOrder(orderId));
    const allowed = await allowedAccount(deps, actor, { accountId: known.accountId, purpose });
    if (!allowed.ok) return err(allowed.error.kind === "trading.account_unknown" ? noOrder(orderId) : allowed.error);
    const { accountId } = known;
    const key = { ...request, accountId };
    const changed = await untilNotOvertaken(() =>
      transactions.run(async (tx): Promise<AppError | null> => {
        const account = await makeLedgerStore().lockAccount(tx, accountId);
        const before = await findAnswer(tx, key);
        if (before === "reused") return keyReused(key.key);
        if (before !== null) return null;
        const stored = await ordersIn(tx).load(known.orderId);
        if (account === null || stored === null) return noOrder(orderId);
        const refused = await write(tx, { account, stored });
        if (refused !== null) return refused;
        await keepAnswer(tx, key, { orderIds: [orderId], canceled: 0 }, clock.nowMs());
        await tellOfOrder(tx, work, account, orderId);
        return null;
      }),
    );
    if (changed !== null) return err(changed);
    signals.send("trading", accountId);
    return ok((await reads.find(orderId)) ?? known);
  };
}

type Changes = "modifyOrder" | "cancelOrder" | "cancelOrders";

/** Cancels and changes orders that are under way: a wish is written, and their worker brings it to the venue. */
export function makeChangeFlows(deps: SubmitDeps): Pick<TradingFlows, Changes> {
  const { sql, transactions, clock, newId, signals } = deps;
  const change = makeChange(deps);
  return {
    async cancelOrder(actor, { orderId, idempotencyKey }) {
      const asked = { orderId, key: idempotencyKey, command: "cancel", body: { orderId }, purpose: "guard" } as const;
      return change(actor, asked, async (tx, { stored }) => {
        const refused = await writeWish(tx, stored, cancelEvent(clock.nowMs(), newId));
        if (refused === null) await audit(tx, actor, "order.cancel", orderId, {});
        return refused;
      });
    },

    async modifyOrder(actor, { orderId, idempotencyKey, ...terms }) {
      const known = await makeOrderReads(sql).find(orderId);
      const instrument = known === null ? null : await makeInstrumentStore(sql).find(known.symbol);
      if (known === null || instrument === null) return err(noOrder(orderId));
      const markets = await readMarkets(deps, known.accountId, [instrument]);
      const asked = {
        orderId,
        key: idempotencyKey,
        command: "modify",
        body: { orderId, ...terms },
        purpose: "trade",
      } as const;
      return change(actor, asked, async (tx, at) => {
        const algoId = await makeAlgoStore().parentOf(tx, orderId);
        // Its size and price are its parent's: it would take more of that than there is.
        if (algoId !== null) return { kind: "algo.child_fixed", path: "orderId", facts: { orderId, algoId } };
        const wish = wishOf(at.stored.order, terms, instrument);
        if (!wish.ok) return refuseProblems(wish.error);
        const event: OrderEvent = {
          type: "replace_requested",
          at: clock.nowMs(),
          requestId: OrderId.of(newId()),
          ...wish.value,
        };
        const refused = (await whyNotLarger(deps, tx, { ...at, actor, markets, event })) ?? null;
        if (refused !== null) return refused;
        const unwritten = await writeWish(tx, at.stored, event);
        if (unwritten === null) await audit(tx, actor, "order.modify", orderId, { ...terms });
        return unwritten;
      });
    },

    async cancelOrders(actor, { accountId, symbol }) {
      const allowed = await allowedAccount(deps, actor, { accountId, purpose: "guard" });
      if (!allowed.ok) return allowed;
      const asked = await untilNotOvertaken(() =>
        transactions.run(async (tx) => {
          const account = await makeLedgerStore().lockAccount(tx, allowed.value.accountId);
          if (account === null) return 0;
          const canceled = await cancelAll(deps, tx, { actor, account, symbol });
          if (canceled.length > 0)
            await appendAudit(tx, {
              actor,
              action: "order.cancel_all",
              subjectType: "account",
              subjectId: accountId,
              details: { symbol, orders: canceled.length },
            });
          return canceled.length;
        }),
      );
      signals.send("trading", accountId);
      return ok({ asked });
    },
  };
}

interface Canceling {
  readonly actor: Actor;
  readonly account: AccountFacts;
  /** Null: all. */
  readonly symbol: string | null;
}

/**
 * Asks for the cancel of every open order of a locked account, or of one symbol of it; those on their way out are left. Parents that
 * would send more of it end.
 */
export async function cancelAll(
  { clock, newId, work }: Pick<SubmitDeps, "clock" | "newId" | "work">,
  tx: Tx,
  { actor, account, symbol }: Canceling,
): Promise<readonly OrderId[]> {
  const { accountId } = account;
  await endAlgosOf(tx, { work, clock }, actor, { account, symbol });
  const canceled: OrderId[] = [];
  for (const stored of await ordersIn(tx).listOpen(accountId, OPEN_MAX)) {
    const { orderId, symbol: of } = stored.order.intent;
    if (symbol !== null && of !== symbol) continue;
    if ((await writeWish(tx, stored, cancelEvent(clock.nowMs(), newId))) !== null) continue;
    canceled.push(orderId);
    await tellOfOrder(tx, work, account, orderId);
  }
  return canceled;
}

/** Above what an account may have open. */
const OPEN_MAX = 5_000;

function audit(tx: SqlPort, actor: Actor, action: string, orderId: string, details: Readonly<Record<string, unknown>>) {
  return appendAudit(tx, { actor, action, subjectType: "order", subjectId: orderId, details });
}

interface Terms {
  readonly qty: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
}

type Wish = Pick<OrderEventOf<"replace_requested">, "qty" | "limitPrice" | "stopPrice">;

/** What of an order is to be different; a price that is not given stays. */
function wishOf(
  { intent: { ordType } }: Order,
  { qty, limitPrice, stopPrice }: Terms,
  { tick, lot }: { readonly tick: string; readonly lot: string },
): Result<Wish, readonly RequestProblem[]> {
  const problems: RequestProblem[] = [];
  const amount = (path: RequestField, text: string, step: Parameters<typeof checkAmount>[2]) => {
    const checked = checkAmount(path, text, step);
    if (!checked.ok) problems.push(checked.error);
    return checked.ok ? checked.value : text;
  };
  if (limitPrice !== null && !hasLimit(ordType))
    problems.push({ kind: "order.field_unfit", path: "limitPrice", expected: `no limit price: ${ordType} has none` });
  if (stopPrice !== null && (!hasStop(ordType) || isTrailing(ordType)))
    problems.push({
      kind: "order.field_unfit",
      path: "stopPrice",
      expected: `no stop price: ${ordType} follows no wish`,
    });
  const wish: Wish = {
    qty: amount("qty", qty, { kind: "order.lot_off", of: lot }),
    ...(limitPrice === null
      ? {}
      : { limitPrice: amount("limitPrice", limitPrice, { kind: "order.tick_off", of: tick }) }),
    ...(stopPrice === null ? {} : { stopPrice: amount("stopPrice", stopPrice, { kind: "order.tick_off", of: tick }) }),
  };
  return problems.length > 0 ? err(problems) : ok(wish);
}

interface Larger extends Changing {
  readonly actor: Actor;
  readonly markets: Markets;
  readonly event: Wish;
}

/** Why an order may not become that; null: it may. What only becomes smaller, and what may only reduce, takes nothing more. */
async function whyNotLarger(
  { clock }: SubmitDeps,
  tx: Tx,
  { account, stored: { order }, actor, markets, event }: Larger,
): Promise<AppError | null> {
  const { intent, terms, filledQty } = order;
  const qty = exact(event.qty ?? toDecimalText(terms.qty));
  const isOnlySmaller = event.limitPrice === undefined && event.stopPrice === undefined && qty.lte(terms.qty);
  if (isOnlySmaller || isClosed(order)) return null;
  const { state } = effectiveState(await holdTradingStates(tx, account.accountId)) ?? { state: "active" };
  const barred = whyBarred(state, intent.reduceOnly);
  if (barred !== null || intent.reduceOnly) return barred;
  if (await hasOpenItem(tx, account.accountId, intent.symbol)) return unreconciled(intent.symbol);
  const leaves = qty.minus(filledQty);
  // The core says what is wrong with that.
  if (!leaves.isPositive()) return null;
  const standing = await readStanding(tx, {
    account,
    markets,
    actor,
    nowMs: clock.nowMs(),
    without: new Set([intent.orderId]),
    asked: { symbol: intent.symbol, side: intent.side, qty: leaves },
  });
  const next = {
    ...intent,
    qty: toDecimalText(leaves),
    limitPrice: event.limitPrice ?? (terms.limitPrice === null ? null : toDecimalText(terms.limitPrice)),
    stopPrice: event.stopPrice ?? (terms.stopPrice === null ? null : toDecimalText(terms.stopPrice)),
  };
  const { risk } = weighOrder({ intent: next, children: [] }, standing);
  return risk.outcome === "refused" ? refuseLimits(risk) : null;
}

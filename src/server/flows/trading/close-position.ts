import {
  type CopyPort,
  err,
  OrderId,
  type OrderIntent,
  ok,
  type Result,
  type SqlPort,
  toDecimalText,
} from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import { effectiveState, weighOrder } from "@/modules/execution";
import { findAnswer, holdTradingStates, keepAnswer, makeOrderReads, ordersIn } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import type { TradingFlows } from "../contract/trading";
import type { AppError } from "../errors";
import { endAlgosOf } from "./algo/move-algo";
import { allowedAccount, cancelAll, cancelEvent, untilNotOvertaken, writeWish } from "./change-order";
import { refuseLimits } from "./refusals";
import { type Markets, readMarkets, readStanding } from "./standing";
import { keyReused, type SubmitDeps, unknownAccount, whyBarred } from "./submit-order";
import { tellOfOrder, writeOrders } from "./write-orders";

type Tx = SqlPort & CopyPort;

export interface Closing {
  readonly actor: Actor;
  readonly account: AccountFacts;
  readonly markets: Markets;
}

interface Closed {
  /** Null: there was nothing to close. */
  readonly orderId: OrderId | null;
  readonly canceled: readonly OrderId[];
}

interface Answered {
  readonly orderIds: readonly string[];
  readonly canceled: number;
  readonly refused: readonly { readonly symbol: string; readonly error: AppError }[];
}

/** Gets out of positions: their orders are canceled, and what is held is sold or bought back at market, reduce-only. */
export function makeCloseFlows(deps: SubmitDeps): Pick<TradingFlows, "closePosition" | "flattenAccount"> {
  const { sql, transactions, clock, signals } = deps;
  const reads = makeOrderReads(sql);

  /** Runs a close once for its key, in one transaction under the account's lock. */
  const once = async (
    actor: Actor,
    {
      accountId,
      key,
      command,
      body,
    }: { readonly accountId: string; readonly key: string; readonly command: string; readonly body: unknown },
    close: (tx: Tx, at: Closing) => Promise<Result<Answered, AppError>>,
  ): Promise<Result<Answered, AppError>> => {
    const allowed = await allowedAccount(deps, actor, { accountId, purpose: "guard" });
    if (!allowed.ok) return allowed;
    const asked = { accountId: allowed.value.accountId, key, command, body };
    const markets = await readMarkets(deps, asked.accountId, []);
    const done = await untilNotOvertaken(() =>
      transactions.run(async (tx): Promise<Result<Answered, AppError>> => {
        const account = await makeLedgerStore().lockAccount(tx, asked.accountId);
        if (account === null) return err(unknownAccount(accountId));
        const before = await findAnswer(tx, asked);
        if (before === "reused") return err(keyReused(key));
        if (before !== null) return ok({ ...before, refused: [] });
        const { state } = effectiveState(await holdTradingStates(tx, asked.accountId)) ?? { state: "active" };
        const barred = whyBarred(state, true);
        if (barred !== null) return err(barred);
        const closed = await close(tx, { actor, account, markets });
        if (!closed.ok) return closed;
        const { refused, ...answer } = closed.value;
        await keepAnswer(tx, asked, answer, clock.nowMs());
        await appendAudit(tx, {
          actor,
          action: `account.${command}`,
          subjectType: "account",
          subjectId: accountId,
          details: { ...answer, refused: refused.map(({ symbol }) => symbol) },
        });
        return closed;
      }),
    );
    if (done.ok) signals.send("trading", accountId);
    return done;
  };

  return {
    async closePosition(actor, { accountId, symbol, idempotencyKey: key }) {
      const wanted = symbol.trim().toUpperCase();
      const asked = { accountId, key, command: "close", body: { symbol: wanted } };
      const done = await once(actor, asked, async (tx, at) => {
        const closed = await closeSymbol(deps, tx, at, wanted);
        if (!closed.ok) return closed;
        const { orderId, canceled } = closed.value;
        return ok({ orderIds: orderId === null ? [] : [orderId], canceled: canceled.length, refused: [] });
      });
      if (!done.ok) return done;
      const { orderIds, canceled } = done.value;
      return ok({ order: (await reads.findMany(orderIds))[0] ?? null, canceled });
    },

    async flattenAccount(actor, { accountId, idempotencyKey: key }) {
      const done = await once(actor, { accountId, key, command: "flatten", body: {} }, (tx, at) =>
        flatten(deps, tx, at),
      );
      if (!done.ok) return done;
      const { orderIds, canceled, refused } = done.value;
      return ok({ orders: await reads.findMany(orderIds), canceled, refused });
    },
  };
}

/** Closes what can be closed; of what cannot, orders that protect stay and all others go. */
async function flatten(deps: SubmitDeps, tx: Tx, at: Closing): Promise<Result<Answered, AppError>> {
  const { account } = at;
  await endAlgosOf(tx, deps, at.actor, { account, symbol: null });
  const { positions } = await makeLedgerStore().readState(tx, account.accountId);
  const orderIds: OrderId[] = [];
  const refused: { symbol: string; error: AppError }[] = [];
  let canceled = 0;
  for (const { symbol } of positions) {
    const why = await whyNotClosed(deps, tx, at, symbol);
    if (why !== null) {
      refused.push({ symbol, error: why });
      continue;
    }
    const closed = await closeSymbol(deps, tx, at, symbol);
    if (!closed.ok) return closed;
    canceled += closed.value.canceled.length;
    if (closed.value.orderId !== null) orderIds.push(closed.value.orderId);
  }
  const held = new Set(refused.map(({ symbol }) => symbol));
  const made = new Set<string>(orderIds);
  for (const stored of await ordersIn(tx).listOpen(account.accountId, OPEN_MAX)) {
    const { orderId, symbol, reduceOnly } = stored.order.intent;
    if (made.has(orderId) || (reduceOnly && held.has(symbol))) continue;
    if ((await writeWish(tx, stored, cancelEvent(deps.clock.nowMs(), deps.newId))) === null) canceled += 1;
  }
  return ok({ orderIds, canceled, refused });
}

/** Above what an account may have open. */
const OPEN_MAX = 5_000;

/** Why a position cannot be closed now; null: it can, or there is none. */
export async function whyNotClosed(deps: SubmitDeps, tx: Tx, at: Closing, symbol: string): Promise<AppError | null> {
  const prepared = await prepareClose(deps, tx, at, symbol);
  return prepared.ok ? null : prepared.error;
}

async function closeSymbol(deps: SubmitDeps, tx: Tx, at: Closing, symbol: string): Promise<Result<Closed, AppError>> {
  const { account } = at;
  const prepared = await prepareClose(deps, tx, at, symbol);
  if (!prepared.ok) return prepared;
  const canceled = await cancelAll(deps, tx, { actor: at.actor, account, symbol });
  if (prepared.value === null) return ok({ orderId: null, canceled });
  const [order] = await writeOrders(tx, deps, { account, ...prepared.value });
  if (order === undefined) throw new Error("an order that was written is there");
  await tellOfOrder(tx, deps.work, account, order.orderId);
  return ok({ orderId: order.orderId, canceled });
}

/** The order that closes a position, where risk lets it pass; null: there is nothing to close. */
async function prepareClose(
  { clock, newId }: SubmitDeps,
  tx: Tx,
  { actor, account, markets }: Closing,
  symbol: string,
) {
  const { accountId } = account;
  const all = await readStanding(tx, { account, markets, actor, nowMs: clock.nowMs(), without: new Set() });
  const held = all.positions.find((each) => each.symbol === symbol);
  if (held === undefined) return ok(null);
  const instrument = markets.bySymbol.get(symbol)?.instrument;
  if (instrument === undefined)
    return err<AppError>({ kind: "instrument.not_found", path: "symbol", facts: { symbol, accountId } });
  // Its own orders are canceled with it: they hold nothing back. Who gets out is held by no limit of the house.
  const standing = { ...all, working: all.working.filter((each) => each.symbol !== symbol), limits: [] };
  const intent = closingIntent(instrument, toDecimalText(held.qty), OrderId.of(newId()));
  const checked = { intent, children: [] };
  const { risk } = weighOrder(checked, standing);
  return risk.outcome === "refused" ? err(refuseLimits(risk)) : ok({ checked, approved: risk.approved });
}

/** The whole of a position, whatever its lots: a split may have left parts of one. */
function closingIntent({ symbol, currency }: Instrument, heldQty: string, orderId: OrderId): OrderIntent {
  const isShort = heldQty.startsWith("-");
  return {
    orderId,
    symbol,
    side: isShort ? "buy" : "sell",
    qty: isShort ? heldQty.slice(1) : heldQty,
    currency,
    ordType: "market",
    limitPrice: null,
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    timeInForce: "day",
    expireAt: null,
    reduceOnly: true,
    postOnly: false,
    parentId: null,
    ocoGroupId: null,
  };
}

import {
  type CopyPort,
  type Exact,
  err,
  exact,
  OrderId,
  type OrderIntent,
  ok,
  parseExact,
  type Result,
  type SqlPort,
} from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import {
  type CheckedRequest,
  checkRequest,
  effectiveState,
  type OrderSummary,
  type Standing,
  type TradingState,
  type Weighed,
  weighOrder,
} from "@/modules/execution";
import {
  type AskedFor,
  findAnswer,
  hasOpenItem,
  holdTradingStates,
  keepAnswer,
  makeOrderReads,
  type OrderRequestKey,
} from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import type { Actor } from "../contract";
import type { BreachView, OrderRequest, TradingFlows } from "../contract/trading";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { approvalBreach, holdOrder } from "../risk/approvals/hold-order";
import { makeOrderImpact } from "../risk/order-impact";
import { accountIdOf, type Person, personIn, whyNotAccount } from "./access";
import { previewOf } from "./preview-of";
import { breachViews, refuseLimits, refuseProblems } from "./refusals";
import { type Holdings, type Markets, marketsOfHoldings, readHoldings, readStanding } from "./standing";
import { whyUnfit } from "./why-unfit";
import { auditOrder, tellOfOrder, writeOrders } from "./write-orders";

export type SubmitDeps = Pick<
  FlowDeps,
  "sql" | "reads" | "transactions" | "prisma" | "quotes" | "clock" | "newId" | "work" | "signals"
>;

/** What an order of somebody comes to, whether it is sent or only looked at. */
interface Decided {
  readonly checked: CheckedRequest;
  readonly weighed: Weighed;
  readonly standing: Standing;
}

/** How an account and the house stand at the moment of an order. */
interface Stands {
  readonly state: TradingState;
  /** Something of the symbol differs from what the venue has. */
  readonly isUnreconciled: boolean;
  readonly standing: Standing;
}

/** What was looked up of an order before anything is decided. */
interface Found {
  readonly person: Person;
  readonly account: AccountFacts | null;
  readonly has: Holdings | null;
  readonly instrument: Instrument | null;
}

interface Deciders {
  /** One round trip, as long as limits look back as far as they did. Under the account's lock where an order is written. */
  readonly readStands: (tx: SqlPort & CopyPort, of: Deciding & { readonly actor: Actor }) => Promise<Stands>;
  readonly judge: (stands: Stands, of: Deciding) => Result<Decided, AppError>;
}

/** Looks at an order, and sends it: the same decision, with and without the write. */
export function makeSubmitFlows(deps: SubmitDeps): Pick<TradingFlows, "previewOrder" | "submitOrder"> {
  const { sql, transactions, signals } = deps;
  const orders = makeOrderReads(sql);

  const impactOf = makeOrderImpact(deps);
  const { look, lookBeside, prepare, decide, submit } = makeDecision(deps);
  const answerOf = async ({ orderIds, written }: Submitted) => {
    const views = written ?? (await orders.findMany(orderIds));
    const [order, ...children] = orderIds.flatMap((id) => views.find(({ orderId }) => orderId === id) ?? []);
    if (order === undefined) throw new Error(`order ${orderIds[0]} is there once it was submitted`);
    return { order, children, repeated: written === null };
  };

  return {
    async previewOrder(actor, request) {
      const ready = await prepare(request, await look(actor, request));
      if (!ready.ok) return ready;
      const decided = await transactions.run((tx) => decide(tx, { actor, request, ...ready.value }));
      if (!decided.ok) return decided;
      const impact = await impactOf({ ...decided.value, currency: ready.value.account.baseCurrency });
      return ok(previewOf(decided.value.weighed, ready.value, impact));
    },

    async submitOrder(actor, { idempotencyKey: key, request }) {
      const askedFor = accountIdOf(request.accountId);
      const { found, more: before } = await lookBeside(actor, request, async (lent) =>
        askedFor === null ? null : findAnswer(lent, { accountId: askedFor, key, command: "submit", body: request }),
      );
      const isSeen =
        whyNotAccount(found.account, found.person, { accountId: request.accountId, purpose: "see" }) === null;
      if (isSeen && found.account !== null) {
        // Answered once is answered the same, whatever has become of its account, its instrument or the market meanwhile.
        if (before === "reused") return err(keyReused(key));
        if (before !== null) return ok(await answerOf({ orderIds: before.orderIds, written: null }));
      }
      const ready = await prepare(request, found);
      if (!ready.ok) return ready;
      const { accountId } = ready.value.account;
      const asked = { key, request };
      const made = await transactions.run((tx) => submit(tx, actor, asked, ready.value));
      if (!made.ok) {
        const breach = approvalBreach(made.error.breaches);
        const price = sidePrice(ready.value.markets, ready.value.instrument.symbol, request.side);
        if (breach === null || price === null) return err(made.error.refusal);
        return err(await holdOrder(deps, { actor, account: ready.value.account, key, request, breach, price }));
      }
      if (made.value.written !== null) signals.send("trading", accountId);
      return ok(await answerOf(made.value));
    },
  };
}

/**
 * What a preview and a submit have in common: who asks for what on which account, and what comes of it. `isLetIn`: a second person let
 * it in, whatever its size.
 */
export function makeDecision(deps: SubmitDeps, { isLetIn }: { readonly isLetIn: boolean } = { isLetIn: false }) {
  const { reads, clock, newId } = deps;

  /** Who asks for what on which account, with whatever else is to be known at once. */
  const lookBeside = async <T>(actor: Actor, request: OrderRequest, besides: (lent: SqlPort) => Promise<T>) => {
    const accountId = accountIdOf(request.accountId);
    const [person, account, has, instrument, more] = await reads.together((lent) =>
      Promise.all([
        personIn(lent, actor),
        accountId === null ? null : makeAccountStore().find(lent, accountId),
        accountId === null ? null : readHoldings(lent, accountId),
        makeInstrumentStore(lent).find(request.symbol.trim().toUpperCase()),
        besides(lent),
      ]),
    );
    return { found: { person, account, has, instrument }, more };
  };
  const look = async (actor: Actor, request: OrderRequest): Promise<Found> =>
    (await lookBeside(actor, request, async () => null)).found;

  const prepare = async (request: OrderRequest, found: Found) => {
    const { person, account, has, instrument } = found;
    const why = whyNotAccount(account, person, { accountId: request.accountId, purpose: "trade" });
    if (why !== null || account === null || has === null) return err(why ?? unknownAccount(request.accountId));
    if (instrument === null)
      return err<AppError>({
        kind: "instrument.not_found",
        path: "symbol",
        facts: { symbol: request.symbol.slice(0, 80) },
      });
    const markets = await marketsOfHoldings(deps, has, { account, own: [instrument] });
    return ok({ account, instrument, markets });
  };

  const readStands: Deciders["readStands"] = async (
    tx,
    { actor, account, instrument, markets, request, deploymentId },
  ) => {
    const nowMs = clock.nowMs();
    const [strategyId, asked] = [deploymentId ?? null, wantedBy(instrument, request)];
    const [states, isUnreconciled, bound] = await Promise.all([
      holdTradingStates(tx, account.accountId, strategyId),
      hasOpenItem(tx, account.accountId, instrument.symbol),
      readStanding(tx, { account, markets, actor, nowMs, without: NONE, strategyId, asked }),
    ]);
    const limits = isLetIn ? bound.limits.filter(({ kind }) => kind !== "approval_value") : bound.limits;
    return { state: effectiveState(states)?.state ?? "active", isUnreconciled, standing: { ...bound, limits } };
  };

  const judge: Deciders["judge"] = ({ state, isUnreconciled, standing }, { instrument, markets, request }) => {
    const barred = whyBarred(state, request.reduceOnly) ?? whyNotTraded(instrument);
    if (barred !== null) return err(barred);
    const now = markets.bySymbol.get(instrument.symbol)?.now ?? null;
    const checked = checkRequest(request, {
      instrument,
      price: sidePrice(markets, instrument.symbol, request.side),
      marketMs: now?.marketMs ?? standing.nowMs,
      newId: () => OrderId.of(newId()),
    });
    if (!checked.ok) return err(refuseProblems(checked.error));
    if (!request.reduceOnly && isUnreconciled) return err(unreconciled(instrument.symbol));
    const unfit = whyUnfit(checked.value, standing);
    if (unfit !== null) return err(unfit);
    return ok({ checked: checked.value, standing, weighed: weighOrder(checked.value, standing) });
  };

  /** What an order comes to that is only looked at. */
  const decide = async (tx: SqlPort & CopyPort, { actor, ...of }: Deciding & { readonly actor: Actor }) =>
    judge(await readStands(tx, { actor, ...of }), of);
  return { look, lookBeside, prepare, decide, ...makePlacing(deps, { readStands, judge }) };
}

/** Writes orders once for their key, in the caller's transaction. Their worker is told by the caller, once that has committed. */
function makePlacing(deps: SubmitDeps, deciders: Deciders) {
  const hold = makeHold(deciders);
  const place = makePlace(deps, deciders, hold);
  /** The same, once everything is written. */
  const submit = async (...asked: Parameters<typeof place>): Promise<Result<Submitted, Unsubmitted>> => {
    const placed = await place(...asked);
    return placed.ok ? ok({ orderIds: placed.value.orderIds, written: await placed.value.writes }) : placed;
  };
  return { hold, place, submit };
}

/** Locks the account of an order, and asks with the lock all that it is decided with. */
const makeHold =
  ({ readStands }: Deciders) =>
  async (
    tx: SqlPort & CopyPort,
    actor: Actor,
    { key, request, deploymentId }: Asked,
    ready: Omit<Deciding, "request">,
  ): Promise<Held> => {
    const { accountId } = ready.account;
    const asked = { accountId, key, command: "submit", body: request };
    const whose = deploymentId === undefined ? {} : { deploymentId };
    // Asked together with the lock, and answered after it: whoever had it is done by then. What it takes of the account never changes,
    // and hardly any order is asked for twice.
    const [account, before, stands] = await Promise.all([
      makeLedgerStore().lockAccount(tx, accountId),
      findAnswer(tx, asked),
      readStands(tx, { actor, request, ...ready, ...whose }),
    ]);
    return { asked, account, before, stands };
  };

function makePlace(deps: SubmitDeps, { judge }: Deciders, hold: ReturnType<typeof makeHold>) {
  return async (
    tx: SqlPort & CopyPort,
    actor: Actor,
    { key, request, lastHop, held, ...whose }: Asked,
    ready: Omit<Deciding, "request">,
  ): Promise<Result<Placed, Unsubmitted>> => {
    const { accountId } = ready.account;
    const asked = { accountId, key, command: "submit", body: request };
    const isHeld = held != null && JSON.stringify(held.asked) === JSON.stringify(asked);
    const { account, before, stands } = isHeld ? held : await hold(tx, actor, { key, request, ...whose }, ready);
    if (account === null) return refused(unknownAccount(accountId));
    if (before === "reused") return refused(keyReused(key));
    if (before !== null) return ok({ orderIds: before.orderIds, writes: null });
    const decided = judge(stands, { request, ...ready, ...whose });
    if (!decided.ok) return refused(decided.error);
    const {
      checked,
      weighed: { risk },
    } = decided.value;
    if (risk.outcome === "refused") return err({ refusal: refuseLimits(risk), breaches: breachViews(risk) });
    const late = (await lastHop?.()) ?? null;
    if (late !== null) return refused(late);
    const written = writeOrders(tx, deps, { account, checked, approved: risk.approved });
    const kept = keepSubmitted(tx, deps, { actor, account, asked, checked });
    const writes = Promise.all([written, kept]).then(([orders]) => orders);
    // Whoever awaits it hears of a fault; and who cannot any more has one of their own.
    writes.catch(() => undefined);
    return ok({ orderIds: idsOf(checked), writes });
  };
}

const idsOf = ({ intent, children }: CheckedRequest) => [intent, ...children].map(({ orderId }) => orderId);

const NONE: ReadonlySet<string> = new Set();

/** Null: no quantity, and nothing is asked for. Read as whoever checks the request reads it. */
function wantedBy({ symbol }: Instrument, { side, qty: text }: OrderRequest): AskedFor | null {
  const qty = parseExact(text.trim());
  return qty === null ? null : { symbol, side, qty };
}

/** What goes with orders that were written: the answer to their key, the news of them, their audit row. */
async function keepSubmitted(
  tx: SqlPort,
  { clock, work }: Pick<SubmitDeps, "clock" | "work">,
  {
    actor,
    account,
    asked,
    checked,
  }: {
    readonly actor: Actor;
    readonly account: AccountFacts;
    readonly asked: OrderRequestKey;
    readonly checked: CheckedRequest;
  },
): Promise<void> {
  await Promise.all([
    keepAnswer(tx, asked, { orderIds: idsOf(checked), canceled: 0 }, clock.nowMs()),
    tellOfOrder(tx, work, account, checked.intent.orderId),
    auditOrder(tx, actor, checked),
  ]);
}

/** Why nothing was written, with the limits that it breaks. */
export interface Unsubmitted {
  readonly refusal: AppError;
  readonly breaches: readonly BreachView[];
}
const refused = (refusal: AppError): Result<never, Unsubmitted> => err({ refusal, breaches: [] });

/** What an order is decided with, asked in the transaction that writes it. */
export interface Held {
  readonly asked: OrderRequestKey;
  readonly account: AccountFacts | null;
  readonly before: Awaited<ReturnType<typeof findAnswer>>;
  readonly stands: Stands;
}

interface Asked {
  readonly key: string;
  readonly request: OrderRequest;
  /** Held for this very order in this very transaction, where somebody knew before what it would be; of another it counts for nothing. */
  readonly held?: Held | null;
  /** Whose order it is, where a deployment decided on it: its own state and limits bind it too. */
  readonly deploymentId?: string;
  /** Asked last, under the account's lock, with everything else decided: why it may not be written after all. */
  readonly lastHop?: () => Promise<AppError | null>;
}

interface Deciding {
  readonly account: AccountFacts;
  readonly instrument: Instrument;
  readonly markets: Markets;
  readonly request: OrderRequest;
  readonly deploymentId?: string;
}

interface Placed {
  readonly orderIds: readonly string[];
  /** Asked, and to be awaited before the transaction ends; null: that was done before, for the same key. */
  readonly writes: Promise<readonly OrderSummary[]> | null;
}

interface Submitted {
  readonly orderIds: readonly string[];
  /** As they were written; null: that was done before, for the same key. */
  readonly written: readonly OrderSummary[] | null;
}

export const unknownAccount = (accountId: string): AppError => ({
  kind: "trading.account_unknown",
  path: "accountId",
  facts: { accountId },
});
/** Something of the symbol differs from what the venue has: nobody knows what an order would add to. */
export const unreconciled = (symbol: string): AppError => ({
  kind: "order.unreconciled",
  path: "symbol",
  facts: { symbol },
});
export const keyReused = (key: string): AppError => ({
  kind: "order.key_reused",
  path: "idempotencyKey",
  facts: { key },
});

/** Why the trading state lets an order not pass; null: it does. */
export function whyBarred(state: TradingState, reduceOnly: boolean): AppError | null {
  if (state === "halted") return { kind: "trading.halted" };
  return state === "reduce_only" && !reduceOnly ? { kind: "trading.reduce_only", path: "reduceOnly" } : null;
}

/** Why an instrument is not for orders at all; null: it is. */
function whyNotTraded({ symbol, kind, status }: Instrument): AppError | null {
  if (status !== "active") return { kind: "order.instrument_inactive", path: "symbol", facts: { symbol, status } };
  return kind === "index" ? { kind: "order.not_tradable", path: "symbol", facts: { symbol } } : null;
}

function sidePrice({ bySymbol }: Markets, symbol: string, side: OrderIntent["side"]): Exact | null {
  const market = bySymbol.get(symbol)?.now?.market ?? null;
  return market === null ? null : priceFor(market, side);
}

/** What a side takes from the market. */
const priceFor = ({ bid, ask }: { readonly bid: string; readonly ask: string }, side: OrderIntent["side"]): Exact =>
  exact(side === "buy" ? ask : bid);

import { AccountId, EpochMs, OrderId, type Transactions } from "@/modules/_kernel";
import { effectiveState, type OrderStore } from "@/modules/execution";
import {
  endAmendment,
  listAmendments,
  listBusyAccounts,
  makeRecordEvent,
  makeVenueInbox,
  makeWorkAccount,
  type PaperVenue,
  readRun,
  readTradingStates,
} from "@/modules/execution/server";
import { makeAccountStore } from "@/modules/portfolio/server";
import { startLoop } from "../../infra/loop";
import { keepLease, type Lease, type LeaseKeeper } from "../../platform/work/lease";
import { type Bell, makeBell } from "../bell";
import type { FlowDeps } from "../deps";
import { makeAccountVenue } from "./account-venue";
import { makeBookingOrders } from "./book-fills";
import { reconcileAccount } from "./reconcile/reconcile-account";
import { AT_REST_EVERY_MS, causeToReconcile } from "./reconcile/when-to-reconcile";
import { openTradeShared, type TradeDeps, type TradeShared } from "./trade-shared";

/** How often it is looked which accounts have something to do, and which of them wait for it though nobody rang. */
const LOOK_EVERY_MS = 1_000;
/** How often an account is worked for which nothing waits: a signal may be lost. */
const AT_REST_ROUND_MS = 5_000;
/** An account with nothing to do is let go after this long. */
const IDLE_MS = 30_000;
/** Accounts that one process works at once: each renews its lease every second. */
const ACCOUNTS_MAX = 500;
/** Rounds without a pause while each brings something new: then others get their turn. */
const ROUNDS_AT_ONCE = 20;
/** Unsent orders that are looked at when trading is halted. */
const OPEN_MAX = 5_000;

/**
 * Works the accounts that have something to do: one lease each, so that as many processes as there are may try and one of them
 * works an account. A start, a crash and every second in between are the same: what is to be done stands in the tables.
 *
 * @param latencyMs - How long an order is on its way to the simulated venue.
 */
export function startTrading(deps: TradeDeps, holder: string, latencyMs: number): LeaseKeeper {
  const keepers = new Map<
    AccountId,
    { readonly keeper: LeaseKeeper; readonly bell: ReturnType<typeof bellOf>; busyAtMs: number }
  >();
  const shared = openTradeShared(deps, latencyMs);
  const round = async () => {
    const nowMs = deps.clock.nowMs();
    const comparedBefore = EpochMs.of(Math.max(0, nowMs - AT_REST_EVERY_MS));
    const busy = await listBusyAccounts(deps.sql, ACCOUNTS_MAX, comparedBefore);
    for (const { accountId, isWaiting } of busy) {
      const kept = keepers.get(accountId);
      if (kept === undefined) continue;
      kept.busyAtMs = nowMs;
      if (isWaiting) kept.bell.ring();
    }
    for (const [accountId, { keeper, bell, busyAtMs }] of keepers) {
      if (nowMs - busyAtMs < IDLE_MS) continue;
      keepers.delete(accountId);
      bell.stop();
      await keeper.stop();
    }
    for (const { accountId } of busy) {
      if (keepers.has(accountId) || keepers.size >= ACCOUNTS_MAX) continue;
      const bell = bellOf(deps.signals, accountId);
      const keeper = keepLease(deps, { name: `trading:${accountId}`, holder }, (lease) =>
        tradeAccount(shared, lease, { accountId, bell }),
      );
      keepers.set(accountId, { keeper, bell, busyAtMs: nowMs });
    }
    return false;
  };
  const loop = startLoop({ name: "trading", everyMs: LOOK_EVERY_MS, log: deps.log, round });
  const unhear = deps.signals.on("trading", (accountId) => {
    if (accountId === null || !AccountId.is(accountId) || !keepers.has(accountId)) loop.wake();
  });
  return {
    async stop() {
      unhear();
      shared.watch.stop();
      await loop.stop();
      for (const { bell } of keepers.values()) bell.stop();
      await Promise.all([...keepers.values()].map(({ keeper }) => keeper.stop()));
    },
  };
}

/** Works one account for as long as its lease is held. */
async function tradeAccount(
  shared: TradeShared,
  lease: Lease,
  { accountId, bell }: { readonly accountId: AccountId; readonly bell: Bell },
): Promise<void> {
  const desk = await openAccountDesk(shared, lease, accountId);
  // What rang before somebody else held the lease is theirs; whoever begins looks at everything.
  let workedMs = Number.NEGATIVE_INFINITY;
  while (!lease.signal.aborted) {
    const isDue = performance.now() - workedMs >= desk.roundEveryMs();
    if (await desk.round(bell.take() || isDue)) workedMs = performance.now();
    await bell.wait(await desk.waitMs(), lease.signal);
  }
}

export interface AccountDesk {
  /**
   * Tells the venue its prices, and works the orders when that brought something, or when it is time to. Says whether it did.
   */
  round(isTime: boolean): Promise<boolean>;
  /** How long to wait for the next round when nobody rings: shorter while the venue has live orders to tell prices to. */
  waitMs(): Promise<number>;
  /** How often it is time for a round when nobody rings. */
  roundEveryMs(): number;
}

/** What works one account: its orders, its venue and what that said, all written under the lease. */
export async function openAccountDesk(shared: TradeShared, lease: Lease, accountId: AccountId): Promise<AccountDesk> {
  const account = await makeAccountStore().find(shared.sql, accountId);
  if (account === null) throw new Error(`account ${accountId} is there as long as it has orders`);
  const { sql, clock } = shared;
  const transactions: Transactions = { run: (inside) => lease.fenced(inside) };
  const newId = () => OrderId.of(shared.newId());
  const orders = makeBookingOrders({ ...shared, transactions, account });
  const inbox = makeVenueInbox({ sql, transactions });
  const openVenue = makeAccountVenue(shared, transactions, accountId);
  let { venue, pumpEveryMs, isOut } = await openVenue();
  let comparedMs: EpochMs | null = null;
  const reconcile = async () => {
    const cause = causeToReconcile(await readRun(sql, accountId), comparedMs, clock.nowMs());
    if (cause === null) return;
    comparedMs = clock.nowMs();
    await reconcileAccount({ ...shared, transactions, account, venue }, cause);
  };
  return {
    waitMs: async () => ((await venue.hasLiveOrders()) ? pumpEveryMs : LOOK_EVERY_MS),
    roundEveryMs: () => (isOut ? LOOK_EVERY_MS : AT_REST_ROUND_MS),
    async round(isTime) {
      if (isTime) {
        ({ venue, pumpEveryMs, isOut } = await openVenue());
        await amendAsked({ ...shared, transactions, venue }, accountId);
      }
      const hasNews = await venue.pump();
      if (!isTime && !hasNews) return false;
      const work = makeWorkAccount({ orders, venue, inbox, clock, newId });
      await withdrawBarred({ ...shared, orders, newId }, accountId);
      let before = -1;
      for (let rounds = 0; rounds < ROUNDS_AT_ONCE && !lease.signal.aborted; rounds += 1) {
        await work(accountId);
        // What the venue said of what it was just told is booked at once. What it holds back comes with a later round.
        const [heard, said] = [await inbox.cursor(accountId), await venue.said()];
        if (said > heard && said + heard > before) {
          before = said + heard;
          continue;
        }
        await reconcile();
        break;
      }
      return true;
    },
  };
}

/**
 * Lets the venue take back or correct the fills that somebody wants to practice with. What it did is kept by the venue first: whoever
 * comes again after a crash finds it done, and notes that.
 */
async function amendAsked(
  {
    sql,
    clock,
    transactions,
    venue,
  }: Pick<TradeShared, "sql" | "clock" | "transactions"> & { readonly venue: PaperVenue },
  accountId: AccountId,
): Promise<void> {
  for (const asked of await listAmendments(sql, accountId)) {
    const changed = await venue.amend(asked.execId, asked.now, { untold: asked.untold });
    await transactions.run((tx) => endAmendment(tx, asked, { at: clock.nowMs(), changed }));
  }
}

/** Orders that have not left when trading is halted never do; those that only reduce are let go. */
async function withdrawBarred(
  {
    sql,
    orders,
    clock,
    newId,
  }: Pick<TradeShared, "sql" | "clock"> & { readonly orders: OrderStore; readonly newId: () => OrderId },
  accountId: AccountId,
): Promise<void> {
  const holds = effectiveState(await readTradingStates(sql, accountId));
  if (holds === null || holds.state === "active") return;
  const record = makeRecordEvent({ orders });
  for (const { order } of await orders.listOpen(accountId, OPEN_MAX)) {
    const { orderId, reduceOnly } = order.intent;
    if (reduceOnly || order.state.status !== "approved") continue;
    await record(orderId, {
      type: "cancel_requested",
      at: clock.nowMs(),
      requestId: newId(),
      reason: "trading_halted",
    });
  }
}

/** Rings when somebody wants something of an account. */
function bellOf(signals: FlowDeps["signals"], accountId: AccountId) {
  const bell = makeBell();
  const stop = signals.on("trading", (of) => {
    if (of === null || of === "" || of === accountId) bell.ring();
  });
  return { ...bell, stop };
}

import { type CopyPort, EpochMs, type Exact, OrderId, type SqlPort } from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import { effectiveState } from "@/modules/execution";
import { holdTradingStates, ordersIn } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import {
  type CoverStep,
  coverStep,
  minds,
  type ProtectionEpisode,
  type ProtectionTerms,
  type SurplusStep,
  surplusStep,
} from "@/modules/risk";
import { makeProtectionStore } from "@/modules/risk/server";
import type { Lease } from "../../../platform/work/lease";
import type { OrderRequest } from "../../contract/trading";
import { cancelEvent, untilNotOvertaken, writeWish } from "../../trading/change-order";
import { type Markets, readMarkets } from "../../trading/standing";
import { makeDecision, type SubmitDeps } from "../../trading/submit-order";
import { tellOfOrder } from "../../trading/write-orders";
import { protectionNow } from "./read-protection";
import { readAccountBook, readLastStop, situationOf } from "./situations";
import { GUARD, tellProtection } from "./tell-protection";

type Tx = SqlPort & CopyPort;

/** What cannot be done now is tried again this often: a quote may come, a halt may end. */
const RETRY_MS = 5_000;
/** Something that is under way is looked at again. */
const WAIT_MS = 1_000;
/** After so long somebody is told that it still is. */
const WAIT_TOLD_MS = 60_000;
/** Orders of one episode: who cancels or refuses them so often means it. */
export const TRIES_MAX = 5;

interface Tended {
  readonly account: AccountFacts;
  readonly symbol: string;
  readonly fault: ProtectionEpisode["fault"];
}

interface Acting extends Tended {
  readonly episode: ProtectionEpisode;
  readonly terms: ProtectionTerms;
  readonly markets: Markets;
  readonly nowMs: EpochMs;
}

/** What became of an episode, and whether the account's worker has something to do. */
interface After {
  readonly episode: ProtectionEpisode;
  readonly isSent: boolean;
}

/**
 * Looks at one symbol of an account and does what its policy says, once: under the lease and the account's lock everything but the
 * prices is read again, and the order or the wishes, the episode, the event, the audit row and the news are one transaction. So a
 * process that ends in it has done nothing, and one that ends after it finds the order under way and waits.
 */
export async function tendSymbol(deps: SubmitDeps, lease: Lease, tended: Tended): Promise<void> {
  const { accountId } = tended.account;
  const markets = await readMarkets(deps, accountId, []);
  const isSent = await untilNotOvertaken(() => lease.fenced((tx) => tend(deps, tx, tended, markets)));
  if (isSent) deps.signals.send("trading", accountId);
}

async function tend(deps: SubmitDeps, tx: Tx, tended: Tended, markets: Markets): Promise<boolean> {
  const store = makeProtectionStore();
  const { symbol, fault } = tended;
  const account = await makeLedgerStore().lockAccount(tx, tended.account.accountId);
  if (account === null) return false;
  const { accountId } = account;
  const { terms, since } = await store.find(tx, accountId);
  const known = await store.holdEpisode(tx, { accountId, symbol, fault });
  const states = await holdTradingStates(tx, accountId);
  const book = await readAccountBook(tx, accountId);
  const held = book.held.get(symbol);
  const lastStop =
    fault === "surplus" || held === undefined ? null : await readLastStop(tx, { accountId, symbol, held });
  const isHalted = effectiveState(states)?.state === "halted";
  const situation = situationOf(book, symbol, { markets, isHalted, lastStop });
  const step = fault === "uncovered" ? coverStep(situation, terms) : surplusStep(situation, terms);
  if (!minds(terms, fault) || step.kind === "covered" || step.kind === "fits") {
    if (known !== null) await end(deps, tx, account, known);
    return false;
  }
  const nowMs = deps.clock.nowMs();
  const episode = known ?? (await begin(deps, tx, { account, symbol, fault, afterSeconds: terms.afterSeconds, since }));
  if (nowMs < episode.dueAt) {
    if (known === null) await store.setEpisode(tx, episode);
    return false;
  }
  const after = await act(deps, tx, { account, symbol, fault, episode, terms, markets, nowMs }, step);
  await store.setEpisode(tx, after.episode);
  return after.isSent;
}

/** Counts from when it began, also where nobody looked then; a policy counts from when it is in force. */
async function begin(
  deps: SubmitDeps,
  tx: Tx,
  {
    account,
    symbol,
    fault,
    afterSeconds,
    since,
  }: Tended & { readonly afterSeconds: number; readonly since: EpochMs | null },
): Promise<ProtectionEpisode> {
  const nowMs = deps.clock.nowMs();
  const bareSince =
    fault === "surplus"
      ? null
      : (await protectionNow({ sql: tx }, account, nowMs)).positions.find((each) => each.symbol === symbol)?.sinceMs;
  const beganMs = Math.max(bareSince ?? nowMs, since ?? 0);
  const { accountId } = account;
  return {
    accountId,
    symbol,
    fault,
    episodeId: deps.newId(),
    since: EpochMs.of(beganMs),
    dueAt: EpochMs.of(beganMs + afterSeconds * 1_000),
    told: null,
    tries: 0,
  };
}

async function end(deps: SubmitDeps, tx: Tx, account: AccountFacts, episode: ProtectionEpisode): Promise<void> {
  await makeProtectionStore().endEpisode(tx, episode.episodeId);
  // What nobody was told of began and ended between two looks.
  if (episode.told !== null || episode.tries > 0)
    await tellProtection(deps, tx, { account, episode, event: "over", facts: {} });
}

function act(
  deps: SubmitDeps,
  tx: Tx,
  acting: Acting,
  step: Exclude<CoverStep, { kind: "covered" }> | Exclude<SurplusStep, { kind: "fits" }>,
): Promise<After> {
  const amount = "uncovered" in step ? step.uncovered : step.surplus;
  if (step.kind === "wait") return wait(deps, tx, acting, amount);
  if (step.kind === "tell") return tellOnce(deps, tx, acting, { event: "told", why: step.why, amount });
  if (acting.episode.tries >= TRIES_MAX) return tellOnce(deps, tx, acting, { event: "gave_up", why: "tries", amount });
  return step.kind === "place" ? place(deps, tx, acting, step) : mend(deps, tx, acting, step);
}

/** Unknown is a state: nothing is done while something is under way, and somebody is told where that does not end. */
async function wait(deps: SubmitDeps, tx: Tx, acting: Acting, amount: Exact): Promise<After> {
  const { episode, nowMs, terms } = acting;
  const longMs = episode.since + terms.afterSeconds * 1_000 + WAIT_TOLD_MS;
  if (nowMs >= longMs) return tellOnce(deps, tx, acting, { event: "told", why: "under_way", amount });
  return { episode: { ...episode, dueAt: EpochMs.of(nowMs + WAIT_MS) }, isSent: false };
}

interface Telling {
  readonly event: "told" | "refused" | "gave_up";
  readonly why: string;
  readonly amount: Exact;
  /** The limit that lets it not pass. */
  readonly limit?: string | null;
}

/** Tells what keeps it from being done, each reason once, and again where there is another amount of it. */
async function tellOnce(
  deps: SubmitDeps,
  tx: Tx,
  { account, episode, nowMs }: Acting,
  { event, why, amount, limit = null }: Telling,
): Promise<After> {
  const told = `${event} ${why} ${amount.toFixed()}`;
  // A refusal has its topic before a point, which no text may choose by.
  const facts = { why: why.replace(".", "_"), kind: limit ?? "none", amount: amount.toFixed(), tries: episode.tries };
  if (episode.told !== told) await tellProtection(deps, tx, { account, episode, event, facts });
  return { episode: { ...episode, told, dueAt: EpochMs.of(nowMs + RETRY_MS) }, isSent: false };
}

/** Places a stop for what is uncovered by the one way that orders have, in this transaction. */
async function place(
  deps: SubmitDeps,
  tx: Tx,
  acting: Acting,
  step: Extract<CoverStep, { kind: "place" }>,
): Promise<After> {
  const { account, symbol, episode, markets, nowMs, terms } = acting;
  const instrument = markets.bySymbol.get(symbol)?.instrument;
  if (instrument === undefined)
    return tellOnce(deps, tx, acting, { event: "told", why: "no_price", amount: step.uncovered });
  const key = `protect-${episode.episodeId}-${episode.tries}`;
  const request = stopRequest(account, instrument, step);
  const made = await makeDecision(deps).submit(tx, GUARD, { key, request }, { account, instrument, markets });
  if (!made.ok)
    return tellOnce(deps, tx, acting, {
      event: "refused",
      why: made.error.refusal.kind,
      amount: step.uncovered,
      limit: made.error.breaches[0]?.kind ?? null,
    });
  const [orderId = null] = made.value.orderIds;
  const facts = {
    orderId,
    amount: step.uncovered.toFixed(),
    side: step.side,
    qty: step.qty.toFixed(),
    stopPrice: step.stopPrice.toFixed(),
    from: step.from,
  };
  await tellProtection(deps, tx, { account, episode, event: "placed", facts });
  const dueAt = EpochMs.of(nowMs + terms.afterSeconds * 1_000);
  return { episode: { ...episode, told: "placed", tries: episode.tries + 1, dueAt }, isSent: true };
}

const stopRequest = (
  { accountId }: AccountFacts,
  { symbol }: Instrument,
  { side, qty, stopPrice }: Extract<CoverStep, { kind: "place" }>,
): OrderRequest => ({
  accountId,
  symbol,
  side,
  qty: qty.toFixed(),
  ordType: "stop",
  limitPrice: null,
  stopPrice: stopPrice.toFixed(),
  trailAmount: null,
  trailPercent: null,
  timeInForce: "gtc",
  expireAt: null,
  reduceOnly: true,
  postOnly: false,
  takeProfit: null,
  stopLoss: null,
});

/** Asks for the cancel of stops that are too many, and for a smaller one of the last. */
async function mend(
  deps: SubmitDeps,
  tx: Tx,
  acting: Acting,
  { surplus, cancel, reduce }: Extract<SurplusStep, { kind: "mend" }>,
): Promise<After> {
  const { account, episode, nowMs, terms } = acting;
  const { clock, newId } = deps;
  const reduced = reduce === null ? [] : [reduce];
  for (const orderId of [...cancel, ...reduced.map((each) => each.orderId)]) {
    const stored = await ordersIn(tx).load(OrderId.of(orderId));
    if (stored === null) throw new Error(`order ${orderId} was read in this transaction`);
    const leaves = reduced.find((each) => each.orderId === orderId)?.leaves;
    const refused = await writeWish(
      tx,
      stored,
      leaves === undefined
        ? cancelEvent(clock.nowMs(), newId)
        : {
            type: "replace_requested",
            at: clock.nowMs(),
            requestId: OrderId.of(newId()),
            qty: stored.order.filledQty.plus(leaves).toFixed(),
          },
    );
    if (refused !== null)
      return {
        ...(await tellOnce(deps, tx, acting, { event: "refused", why: refused.kind, amount: surplus })),
        isSent: true,
      };
    await tellOfOrder(tx, deps.work, account, orderId);
  }
  const facts = {
    amount: surplus.toFixed(),
    canceled: cancel.length,
    orderId: reduce?.orderId ?? null,
    reduceTo: reduce === null ? "none" : reduce.leaves.toFixed(),
  };
  await tellProtection(deps, tx, { account, episode, event: "mended", facts });
  const dueAt = EpochMs.of(nowMs + terms.afterSeconds * 1_000);
  return { episode: { ...episode, told: "mended", tries: episode.tries + 1, dueAt }, isSent: true };
}

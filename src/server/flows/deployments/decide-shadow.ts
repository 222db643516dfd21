import { EpochMs, exact, toDecimalText } from "@/modules/_kernel";
import { calendarOf, resolutionMs } from "@/modules/data";
import { paperFees } from "@/modules/execution";
import {
  type Deployment,
  type DeploymentOrder,
  orderOf,
  placeShadowWishes,
  type ShadowTerms,
  type StoredDecision,
  type VirtualFill,
} from "@/modules/strategy";
import type { Watched } from "@/modules/strategy/server";
import { askStrategy, type Deciding, fail, hashInputs, lockAsKnown, notesAt, type Outcome } from "./decision-parts";
import type { DeskContext } from "./desk-context";
import { type EngineFill, engineFills, engineOf, hiddenCashOf } from "./engine-account";
import { tellOfDeployment } from "./move-deployment";
import { cashOf, readSubBooks } from "./sub-books";

/**
 * Asks the strategy of a shadow about one closed bar. It trades on the engine's own account, walked again from its beginning: what
 * that filled since the decision before is kept as its fills, what it wants is weighed as a live one's is, and nothing leaves.
 */
export async function decideShadow(context: DeskContext, at: Deciding): Promise<Outcome> {
  const { sql, store, clock } = context;
  const { deployment, epoch, momentMs } = at;
  const { deploymentId } = deployment;
  const orders = await store.ordersOf(sql, deploymentId, { epoch: epoch.epoch, orderIds: [] });
  const refused = orders.filter(({ state }) => state === "dropped");
  const plan = { account: null, refused, hiddenCash: hiddenCashOf(epoch) };
  const asked = await askStrategy(context, at, plan, await engineOf(context, epoch));
  if (asked === null) return "stopped";
  const inputsHash = hashInputs(at, { refused: refused.length }, asked.watched?.barsHash ?? "");
  if ("fault" in asked) return fail(context, at, { inputsHash, told: [], fault: asked.fault });
  const decided = asked.watched.decided.at(-1);
  if (decided === undefined || decided.momentMs !== momentMs)
    return fail(context, at, { inputsHash, told: [], fault: "it was not shown the bar that closed" });
  const fills = await virtualFillsOf(context, at, { watched: asked.watched, orders });
  const terms = await termsOf(context, deployment, momentMs);
  return context.transactions.run(async (tx): Promise<Outcome> => {
    const locked = await lockAsKnown(context, tx, deployment);
    if (locked === null) return "overtaken";
    await store.putVirtualFills(tx, deploymentId, fills);
    const book = (await readSubBooks(tx, [deploymentId])).get(deploymentId);
    const placed = placeShadowWishes(decided, {
      momentMs,
      barMs: resolutionMs(deployment.resolution),
      ageMs: Math.max(0, at.progress.marketMs - momentMs),
      reduceOnly: locked.standing.status === "reduce_only",
      cash: cashOf(locked, book).toNumber(),
      terms,
      orders,
      filled: filledOf(fills),
    });
    for (const order of placed.orders)
      await store.putOrder(tx, deploymentId, { ...order, epoch: epoch.epoch, momentMs, orderId: null });
    for (const order of placed.withdrawn)
      await store.settleOrder(tx, deploymentId, { ...order, epoch: epoch.epoch, state: "withdrawn", orderId: null });
    const decision: StoredDecision = {
      deploymentId,
      epoch: epoch.epoch,
      momentMs,
      barMs: EpochMs.of(decided.barMs),
      decidedAtMs: clock.nowMs(),
      outcome: placed.outcome,
      inputsHash,
      seen: decided.seen,
      wishes: decided.wishes,
      intents: placed.intents,
      gates: [],
      notes: notesAt(asked.watched, decided.barMs, momentMs),
    };
    await store.decide(tx, decision, 0);
    if (placed.outcome !== "none" || fills.some((fill) => fill.toldAtMs === momentMs))
      await tellOfDeployment(tx, context.work, deploymentId);
    return "decided";
  });
}

/** What the engine's venue filled up to now, with the strategy's own numbers and what the account's venue would charge. */
async function virtualFillsOf(
  { instruments }: DeskContext,
  { deployment, epoch }: Deciding,
  { watched, orders }: { readonly watched: Watched; readonly orders: readonly DeploymentOrder[] },
): Promise<readonly VirtualFill[]> {
  const fills: VirtualFill[] = [];
  for (const fill of engineFills(watched, deployment.instruments)) {
    const instrument = await instruments.find(fill.symbol);
    if (instrument === null) continue;
    const side = fill.quantity > 0 ? "buy" : "sell";
    const amounts = {
      qty: toDecimalText(exact(Math.abs(fill.quantity))),
      price: toDecimalText(exact(fill.price)),
      currency: instrument.currency,
    };
    const { kind, multiplier } = instrument;
    const paid = paperFees({ ...amounts, kind, multiplier, liquidity: "taker" });
    fills.push({
      ...amounts,
      epoch: epoch.epoch,
      symbol: fill.symbol,
      place: fill.place,
      number: numberOf(orders, fill),
      toldAtMs: EpochMs.of(fill.momentMs),
      side,
      fee: paid.find(({ currency }) => currency === instrument.currency)?.amount ?? "0",
    });
  }
  return fills;
}

/** The strategy's number of an order: the engine counts those that it has, in the order in which they came. */
function numberOf(orders: readonly DeploymentOrder[], { symbol, order }: EngineFill): number | null {
  const there = orders
    .filter((each) => each.symbol === symbol && each.state !== "dropped")
    .toSorted((a, b) => a.number - b.number);
  return there[order]?.number ?? null;
}

/** Units filled of each order of the epoch. */
function filledOf(fills: readonly VirtualFill[]): ReadonlyMap<string, number> {
  const filled = new Map<string, number>();
  for (const { symbol, number, side, qty } of fills) {
    if (number === null) continue;
    const order = orderOf(symbol, number);
    filled.set(order, (filled.get(order) ?? 0) + (side === "buy" ? 1 : -1) * Number(qty));
  }
  return filled;
}

async function termsOf(
  { instruments }: DeskContext,
  { instruments: symbols, schedule }: Deployment,
  momentMs: number,
): Promise<ReadonlyMap<string, ShadowTerms>> {
  const terms = new Map<string, ShadowTerms>();
  for (const symbol of symbols) {
    const instrument = await instruments.find(symbol);
    if (instrument === null) continue;
    const calendar = instrument.calendar === null ? null : calendarOf(instrument.calendar);
    const isInside = calendar === null || calendar.sessionAt(momentMs - 1) !== null;
    const { tick, lot, multiplier } = instrument;
    terms.set(symbol, {
      tick: Number(tick),
      lot: Number(lot),
      multiplier: Number(multiplier),
      inSession: schedule === "always" ? null : isInside,
    });
  }
  return terms;
}

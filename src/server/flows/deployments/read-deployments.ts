import { EpochMs, err, exact, OrderId, ok, toDecimalText, ZERO } from "@/modules/_kernel";
import { DAY_MS, resolutionMs } from "@/modules/data";
import { makeOrderReads } from "@/modules/execution/server";
import { applyDeploymentEvent, type Deployment, firstBlock, isDone, type StoredDecision } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { findUser } from "../../platform/identity";
import type { DeploymentDetail, DeploymentFlows, WhyView } from "../contract/deployments";
import type { Actor, Answer, Page } from "../contract/shared";
import type { FillView, OrderView } from "../contract/trading";
import type { FlowDeps } from "../deps";
import type { Person } from "../trading/access";
import { personOf } from "../trading/access";
import { readAssigned } from "./assigned-fills";
import { leavingOf } from "./change-instruments";
import { changeView } from "./change-views";
import { waitingView } from "./decide-change";
import { readRetention } from "./decision-retention";
import { seenDeployment, visibleAccounts, whyNotRun } from "./deployment-access";
import { decisionView, lineOf, positionView, readLineFacts, sentenceOf } from "./deployment-views";
import { asFill } from "./sub-books";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "quotes" | "clock">;
type Flows = Pick<
  DeploymentFlows,
  | "listDeployments"
  | "readDeployment"
  | "listDecisions"
  | "explainDecision"
  | "listDeploymentOrders"
  | "listDeploymentFills"
>;

export type ReadDeployment = DeploymentFlows["readDeployment"];

const HISTORY_MAX = 50;
const TRACE_MAX = 200;
const PAGE_MAX = 500;

/** Deployments as people read them. What somebody may not see is not there for them. */
export function makeReadDeployments(deps: Deps): Flows {
  const { sql, prisma } = deps;
  const store = makeDeploymentStore();

  return {
    async listDeployments(actor, { accountId, over }) {
      const [accountIds, person] = await Promise.all([
        visibleAccounts(deps, actor, accountId),
        personOf(prisma, actor),
      ]);
      const deployments = await store.list(sql, { accountIds, over });
      const facts = await readLineFacts(deps, deployments);
      return deployments.map((each) => lineOf(each, person, facts));
    },
    readDeployment: (actor, deploymentId) => detail(deps, actor, deploymentId),
    async listDecisions(actor, { deploymentId, symbol, from, to, outcome, cursor, limit }) {
      const seen = await seenDeployment(deps, actor, deploymentId);
      if (!seen.ok) return seen;
      const asked = Math.min(Math.max(1, limit), TRACE_MAX);
      const rows = await store.listDecisions(sql, {
        deploymentId,
        symbol,
        fromMs: from,
        toMs: to,
        outcome,
        limit: asked + 1,
        beforeMs: cursor !== null && /^\d{1,15}$/.test(cursor) ? EpochMs.of(Number(cursor)) : null,
      });
      const page = rows.slice(0, asked);
      const last = page.at(-1);
      return ok({
        rows: page.map(decisionView),
        cursor: rows.length > asked && last !== undefined ? String(last.momentMs) : null,
      });
    },
    async explainDecision(actor, { deploymentId, symbol, at }) {
      const seen = await seenDeployment(deps, actor, deploymentId);
      if (!seen.ok) return seen;
      const query = { deploymentId, symbol: null, fromMs: null, toMs: at, outcome: null, beforeMs: null, limit: 1 };
      const [decision] = await store.listDecisions(sql, query);
      const asked = { symbol: symbol.trim().toUpperCase(), at };
      const gone = await letGo(deps, seen.value.deployment, decision ?? null, at);
      return ok(gone ?? whyView(seen.value.deployment, decision ?? null, asked));
    },
    async listDeploymentOrders(actor, { deploymentId, cursor, limit }) {
      const ids = await orderIds(deps, actor, deploymentId);
      if (!ids.ok) return ids;
      const found = await pageOf(ids.value, { cursor, limit }, async (some) => makeOrderReads(sql).findMany(some));
      return ok(found satisfies Page<OrderView>);
    },
    async listDeploymentFills(actor, { deploymentId, cursor, limit }) {
      const shadow = await seenDeployment(deps, actor, deploymentId);
      if (!shadow.ok) return shadow;
      if (shadow.value.deployment.mode === "shadow")
        return ok(await virtualFills(deps, shadow.value.deployment, { cursor, limit }));
      const ids = await orderIds(deps, actor, deploymentId);
      if (!ids.ok) return ids;
      const reads = makeOrderReads(sql);
      const found = await pageOf(ids.value, { cursor, limit }, async (some) =>
        (await Promise.all(some.map((id) => reads.fillsOf(id, PAGE_MAX)))).flat(),
      );
      return ok(found satisfies Page<FillView>);
    },
  };
}

/** What the engine's venue filled of a shadow, newest first. */
async function virtualFills(
  { sql }: Deps,
  { deploymentId, accountId }: Deployment,
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
): Promise<Page<FillView>> {
  const all = (await makeDeploymentStore().virtualFillsOf(sql, [deploymentId])).get(deploymentId) ?? [];
  const rows = all.map(asFill).toReversed();
  const from = cursor === null ? 0 : rows.findIndex(({ execId }) => execId === cursor) + 1;
  const some = rows.slice(from, from + Math.min(Math.max(1, limit), PAGE_MAX));
  const last = some.at(-1);
  return {
    rows: some.map(({ orderId, qty, price, fees, ...fill }) => ({
      ...fill,
      accountId,
      orderId: OrderId.of(orderId),
      qty: toDecimalText(qty),
      price: toDecimalText(price),
      fees: fees.map(({ amount, currency }) => ({ amount: toDecimalText(amount), currency })),
    })),
    cursor: from + some.length < rows.length && last !== undefined ? last.execId : null,
  };
}

/** Ids of its orders, newest first. */
async function orderIds(deps: Deps, actor: Actor, deploymentId: string) {
  const seen = await seenDeployment(deps, actor, deploymentId);
  if (!seen.ok) return seen;
  const orders = await makeDeploymentStore().ordersOf(deps.sql, deploymentId, null);
  return ok(orders.flatMap(({ orderId }) => (orderId === null ? [] : [orderId])).toReversed());
}

/** Some of the ids with what they are, from where the page before ended: ids only grow at the front. */
async function pageOf<T extends { readonly orderId: string }>(
  ids: readonly string[],
  { cursor, limit }: { readonly cursor: string | null; readonly limit: number },
  read: (ids: readonly string[]) => Promise<readonly T[]>,
): Promise<Page<T>> {
  const from = cursor === null ? 0 : ids.indexOf(cursor) + 1;
  const some = ids.slice(from, from + Math.min(Math.max(1, limit), PAGE_MAX));
  const found = await read(some);
  const last = some.at(-1);
  return {
    rows: some.flatMap((id) => found.filter(({ orderId }) => orderId === id)),
    cursor: from + some.length < ids.length && last !== undefined ? last : null,
  };
}

/** What is said of a bar whose decision may have been let go; null: it is here, or none was let go of its time. */
async function letGo(
  deps: Deps,
  { resolution, startedAtMs }: Deployment,
  decision: StoredDecision | null,
  at: number,
): Promise<WhyView | null> {
  if (startedAtMs === null || at < startedAtMs) return null;
  if (decision !== null && at < decision.momentMs + resolutionMs(resolution)) return null;
  const { days, quietDays } = await readRetention(deps);
  const isOlder = (limit: number | null) => limit !== null && at < deps.clock.nowMs() - limit * DAY_MS;
  const nothing = (sentence: string): WhyView => ({ sentence, decision: null, gate: null });
  if (isOlder(days)) return nothing(`What it decided then was let go: decisions are kept for ${days} days.`);
  return isOlder(quietDays)
    ? nothing(`It wanted nothing at that bar, or no bar closed: decisions for nothing are kept for ${quietDays} days.`)
    : null;
}

function whyView(
  { startedAtMs, instruments, standing }: Deployment,
  decision: StoredDecision | null,
  { symbol, at }: { readonly symbol: string; readonly at: number },
): WhyView {
  const nothing = (sentence: string): WhyView => ({ sentence, decision: null, gate: null });
  if (!instruments.includes(symbol))
    return nothing(`It does not trade ${symbol}: its instruments are ${instruments.join(", ")}.`);
  if (startedAtMs === null) return nothing("It was never started.");
  if (at < startedAtMs) return nothing("It was not started yet at that moment.");
  if (decision === null)
    return nothing(`No bar had closed yet since it was started; it is ${standing.status.replace("_", " ")}.`);
  const view = decisionView(decision);
  const intents = decision.intents.filter((intent) => intent.symbol === symbol);
  const gate = firstBlock({
    gates: decision.gates,
    intents: intents.map((intent) => ({ ...intent, isSent: isDone(intent) })),
  });
  return { sentence: sentenceOf(decision, symbol), decision: view, gate };
}

/** One deployment whole. */
async function detail(deps: Deps, actor: Actor, deploymentId: string): Answer<DeploymentDetail> {
  const { sql, clock } = deps;
  const seen = await seenDeployment(deps, actor, deploymentId);
  if (!seen.ok) return err(seen.error);
  const { deployment, person } = seen.value;
  const store = makeDeploymentStore();
  const { pending } = deployment;
  const [facts, epoch, decisions, history, assigned, waitingChange, leaving] = await Promise.all([
    readLineFacts(deps, [deployment]),
    store.readEpoch(sql, deploymentId, deployment.epoch),
    store.countDecisions(sql, deploymentId),
    store.history(sql, deploymentId, HISTORY_MAX),
    assignedViews(deps, deploymentId),
    waitingView(deps, seen.value),
    pending === null ? [] : leavingOf(sql, deployment, pending),
  ]);
  const positions = facts.books.get(deploymentId)?.positions ?? [];
  const views = positions.map((position) => positionView(position, facts.marks));
  const isKnown = positions.every((each) => each.qty.isZero() || facts.marks.has(each.symbol));
  const sum = (of: (position: (typeof positions)[number]) => typeof ZERO) =>
    toDecimalText(positions.reduce((total, each) => total.plus(of(each)), ZERO));
  return ok({
    ...lineOf(deployment, person, facts),
    positions: views,
    assigned,
    realized: sum(({ realized }) => realized),
    unrealized: isKnown
      ? sum(({ qty, cost, symbol, multiplier }) => {
          const mark = facts.marks.get(symbol)?.price;
          return qty.isZero() || mark === undefined ? ZERO : qty.times(mark).times(multiplier).minus(cost);
        })
      : null,
    fees: sum(({ fees }) => fees),
    pendingChange: pending === null ? null : changeView(deployment, pending, { leaving }),
    waitingChange,
    warmFrom: epoch?.warmFromMs ?? null,
    liveFrom: epoch?.liveFromMs ?? null,
    decisions,
    may: mayOf({ ...seen.value, person }, clock.nowMs()),
    history: history.map(({ atMs, from, to, event, reason, by }) => ({ at: atMs, from, to, event, reason, by })),
  });
}

async function assignedViews(
  { sql, prisma }: Pick<Deps, "sql" | "prisma">,
  deploymentId: string,
): Promise<DeploymentDetail["assigned"]> {
  const given = (await readAssigned(sql, [deploymentId])).get(deploymentId) ?? [];
  const people = await Promise.all([...new Set(given.flatMap(({ by }) => by ?? []))].map((id) => findUser(prisma, id)));
  const names = new Map<string, string>(
    people.flatMap((each) => (each === null ? [] : [[each.view.userId, each.view.name || each.view.email] as const])),
  );
  return given.toReversed().map(({ batchId, symbol, side, qty, price, filledAtMs, assignedAtMs, by }) => ({
    batchId,
    symbol,
    side,
    qty: toDecimalText(exact(qty)),
    price: toDecimalText(exact(price)),
    filledAt: filledAtMs,
    assignedAt: assignedAtMs,
    by: by === null ? null : (names.get(by) ?? by),
  }));
}

function mayOf(
  seen: Parameters<typeof whyNotRun>[0] & { readonly person: Person },
  nowMs: EpochMs,
): DeploymentDetail["may"] {
  const { standing } = seen.deployment;
  const isPossible = (type: "start" | "pause" | "stop") => applyDeploymentEvent(standing, { type, atMs: nowMs }).ok;
  const run = whyNotRun(seen, "run") === null;
  const guard = whyNotRun(seen, "guard") === null;
  const isOver = standing.status === "stopped";
  return [
    ...(run && isPossible("start") ? (["start"] as const) : []),
    ...(guard && isPossible("pause") ? (["pause"] as const) : []),
    ...(guard && isPossible("stop") ? (["stop"] as const) : []),
    ...(guard && seen.deployment.mode === "live" ? (["flatten"] as const) : []),
    ...(run && !isOver ? (["change"] as const) : []),
  ];
}

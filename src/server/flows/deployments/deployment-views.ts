import { EpochMs, type Exact, exact, parseExact, quotient, toDecimalText, ZERO } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import { isClosed } from "@/modules/execution";
import { ordersIn } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import {
  type Deployment,
  decisionSentence,
  foldFills,
  isDone,
  profitOf,
  type StoredDecision,
  type SubPosition,
  worthOf,
} from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { findUser } from "../../platform/identity";
import { type Marks, readMarks } from "../accounts/marks";
import type { DecisionView, DeploymentLine, DeploymentPositionView, IntentView } from "../contract/deployments";
import type { FlowDeps } from "../deps";
import type { Person } from "../trading/access";
import { linesOf, multipliersOf, readSubBooks, type SubBook } from "./sub-books";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "quotes" | "clock">;

const DAY_MS = 86_400_000;
/** Above what an account may have open. */
const OPEN_MAX = 5_000;

/** Everything that lines of some deployments are made of, read together. */
export interface LineFacts {
  readonly books: ReadonlyMap<string, SubBook>;
  readonly marks: Marks;
  readonly last: ReadonlyMap<string, StoredDecision>;
  readonly parity: ReadonlyMap<string, number>;
  readonly openOrders: ReadonlyMap<string, number>;
  readonly accounts: ReadonlyMap<string, AccountFacts>;
  readonly owners: ReadonlyMap<string, string>;
  readonly today: ReadonlyMap<string, Exact | null>;
}

export async function readLineFacts(deps: Deps, deployments: readonly Deployment[]): Promise<LineFacts> {
  const { sql, prisma } = deps;
  const store = makeDeploymentStore();
  const ids = deployments.map(({ deploymentId }) => deploymentId);
  const [books, last, parity, orderIds] = await Promise.all([
    readSubBooks(sql, ids),
    store.lastDecisions(sql, ids),
    store.lastParity(sql, ids),
    store.orderIdsOf(sql, ids),
  ]);
  const held = [...books.values()].flatMap(({ positions }) => positions.filter(({ qty }) => !qty.isZero()));
  const marks = await readMarks(
    deps,
    held.map(({ symbol }) => symbol),
  );
  const accountIds = [...new Set(deployments.map(({ accountId }) => accountId))];
  const accounts = await Promise.all(accountIds.map((id) => makeAccountStore().find(sql, id)));
  const open = (await Promise.all(accountIds.map((id) => ordersIn(sql).listOpen(id, OPEN_MAX)))).flat();
  const live = new Set(open.filter(({ order }) => !isClosed(order)).map(({ order }) => String(order.intent.orderId)));
  const people = [...new Set(deployments.flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId])))];
  const users = await Promise.all(people.map((id) => findUser(prisma, id)));
  return {
    books,
    marks,
    last,
    parity,
    openOrders: new Map([...orderIds].map(([id, own]) => [id, own.filter((each) => live.has(each)).length])),
    accounts: new Map(accounts.flatMap((each) => (each === null ? [] : [[each.accountId, each]]))),
    owners: new Map(
      users.flatMap((each) => (each === null ? [] : [[each.view.userId, each.view.name || each.view.email]])),
    ),
    today: await profitAtMidnight(deps, deployments, books),
  };
}

/** Profit of each up to 00:00 UTC, at the closes that it saw last before; null: one of them is unknown. */
async function profitAtMidnight(
  { sql, clock }: Deps,
  deployments: readonly Deployment[],
  books: LineFacts["books"],
): Promise<ReadonlyMap<string, Exact | null>> {
  const midnightMs = EpochMs.of(Math.floor(clock.nowMs() / DAY_MS) * DAY_MS);
  const found = new Map<string, Exact | null>();
  for (const { deploymentId, startedAtMs } of deployments) {
    const fills = (books.get(deploymentId)?.fills ?? []).filter(({ at }) => at < midnightMs);
    if (fills.length === 0 || startedAtMs === null || startedAtMs >= midnightMs) {
      found.set(deploymentId, ZERO);
      continue;
    }
    const multipliers = await multipliersOf(
      makeInstrumentStore(sql),
      fills.map(({ symbol }) => symbol),
    );
    const query = {
      deploymentId,
      symbol: null,
      fromMs: null,
      toMs: null,
      outcome: null,
      beforeMs: midnightMs,
      limit: 1,
    };
    const [decision] = await makeDeploymentStore().listDecisions(sql, query);
    const closes = new Map((decision?.seen ?? []).map(({ symbol, close }) => [symbol, exact(close)]));
    found.set(
      deploymentId,
      profitOf(foldFills(linesOf(fills, multipliers)), (symbol) => closes.get(symbol) ?? null),
    );
  }
  return found;
}

export function lineOf(deployment: Deployment, person: Person, facts: LineFacts): DeploymentLine {
  const { deploymentId, standing, ownerId, params } = deployment;
  const positions = facts.books.get(deploymentId)?.positions ?? [];
  const priceOf = (symbol: string) => facts.marks.get(symbol)?.price ?? null;
  const pnl = profitOf(positions, priceOf);
  const before = facts.today.get(deploymentId) ?? null;
  const last = facts.last.get(deploymentId);
  return {
    deploymentId,
    name: deployment.name,
    strategy: deployment.strategy,
    params,
    strategyTitle: deployment.strategyTitle,
    strategyVersion: deployment.strategyVersion,
    presetId: deployment.presetId,
    instruments: deployment.instruments,
    resolution: deployment.resolution,
    accountId: deployment.accountId,
    accountName: facts.accounts.get(deployment.accountId)?.name ?? deployment.accountId,
    owner: ownerId === null ? "" : (facts.owners.get(ownerId) ?? ""),
    mine: ownerId !== null && person.userId === ownerId,
    currency: deployment.currency,
    capital: toDecimalText(exact(deployment.capital)),
    schedule: deployment.schedule,
    stage: deployment.stage,
    mode: deployment.mode,
    shadowOf: deployment.shadowOf,
    state: standing.status,
    reason: "reason" in standing ? standing.reason : null,
    stateSince: standing.sinceMs,
    createdAt: deployment.createdAtMs,
    startedAt: deployment.startedAtMs,
    lastDecision: last === undefined ? null : shortDecision(last),
    exposure: textOrNull(exposureOf(positions, priceOf)),
    pnl: textOrNull(pnl),
    pnlToday: pnl === null || before === null ? null : toDecimalText(pnl.minus(before)),
    openOrders: facts.openOrders.get(deploymentId) ?? 0,
    parity: facts.parity.get(deploymentId) ?? null,
  };
}

const textOrNull = (value: Exact | null): string | null => (value === null ? null : toDecimalText(value));

function exposureOf(positions: readonly SubPosition[], priceOf: (symbol: string) => Exact | null): Exact | null {
  let sum = ZERO;
  for (const position of positions) {
    if (position.qty.isZero()) continue;
    const price = priceOf(position.symbol);
    if (price === null) return null;
    const worth = worthOf(position, price);
    sum = sum.plus(worth.isPositive() ? worth : worth.neg());
  }
  return sum;
}

function shortDecision(decision: StoredDecision): DeploymentLine["lastDecision"] {
  const { barAt, closedAt, outcome, sentence } = decisionView(decision);
  return { barAt, closedAt, outcome, sentence };
}

/** One instrument of a deployment: what its own fills add up to, and what that is worth. */
export function positionView(position: SubPosition, marks: Marks): DeploymentPositionView {
  const { symbol, qty, cost, realized, multiplier } = position;
  const mark = marks.get(symbol)?.price ?? null;
  const worth = mark === null ? null : worthOf(position, mark);
  return {
    symbol,
    qty: toDecimalText(qty),
    averagePrice: qty.isZero() ? null : toDecimalText(quotient(cost, qty.times(multiplier))),
    mark: textOrNull(mark),
    marketValue: textOrNull(worth),
    unrealized: worth === null ? null : toDecimalText(worth.minus(cost)),
    realized: toDecimalText(realized),
  };
}

export function decisionView(decision: StoredDecision): DecisionView {
  const { deploymentId, barMs, momentMs, decidedAtMs, outcome, inputsHash, seen, notes, gates } = decision;
  return {
    deploymentId,
    barAt: barMs,
    closedAt: momentMs,
    decidedAt: decidedAtMs,
    outcome,
    inputsHash,
    notes,
    gates,
    seen: seen.map(({ symbol, close, position }) => ({
      symbol,
      close: plain(close),
      position: plain(position),
    })),
    intents: decision.intents.map(
      (intent): IntentView => ({ ...intent, wantedQty: intent.wantedQty === null ? null : plain(intent.wantedQty) }),
    ),
    sentence: sentenceOf(decision, null),
  };
}

/** A stored number without an exponent. */
const plain = (value: number | string): string => {
  const known = parseExact(String(value));
  return toDecimalText(known ?? exact(Number(value)));
};

export function sentenceOf({ outcome, gates, intents }: StoredDecision, symbol: string | null): string {
  const facts = intents.map((intent) => ({ ...intent, isSent: isDone(intent) }));
  return decisionSentence({ outcome, gates, intents: facts }, symbol);
}

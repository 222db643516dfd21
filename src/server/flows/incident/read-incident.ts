import { EpochMs } from "@/modules/_kernel";
import { makePostgresQuoteStore } from "@/modules/data/server";
import { effectiveState } from "@/modules/execution";
import { readTradingStates } from "@/modules/execution/server";
import { makeAccountFlows } from "../accounts/account-flows";
import type { AccountView, PositionView } from "../contract/accounts";
import type { DeploymentLine } from "../contract/deployments";
import type { FeedView } from "../contract/feeds";
import type {
  FirstOf,
  IncidentAccount,
  IncidentFlows,
  IncidentPart,
  IncidentPosition,
  IncidentView,
} from "../contract/incident";
import type { Actor, Answer } from "../contract/shared";
import type { TradingStateView } from "../contract/trading";
import { makeListAskedChanges } from "../deployments/list-asked-changes";
import { makeReadDeployments } from "../deployments/read-deployments";
import type { FlowDeps } from "../deps";
import { makeListFeeds } from "../feeds/list-feeds";
import { makeApprovalFlows } from "../risk/approvals/approval-flows";
import { makeReadCover } from "../risk/protection/read-protection";
import { personOf } from "../trading/access";
import { allowedAccount } from "../trading/change-order";
import { makeReconcileFlows } from "../trading/reconcile/reconcile-flows";
import { makeTradingFlows } from "../trading/trading-flows";

/** One part may take this long: in an emergency half a page now beats a whole one later. */
const PART_TIMEOUT_MS = 4_000;
/** Accounts that are read at the same time: the process has other pages to answer. */
const AT_ONCE = 4;
/** Rows of a part: a phone on a train gets the page in one go. */
const ACCOUNTS_MAX = 12;
const POSITIONS_MAX = 20;
const ROWS_MAX = 12;
const ORDERS_MAX = 500;
const DIFFERENCES_MAX = 500;

/** What needs somebody stands first. */
const FEED_RANKS: Readonly<Record<FeedView["standing"], number>> = {
  down: 0,
  resting: 1,
  mute: 2,
  needs_key: 3,
  unknown: 4,
  live: 5,
  off: 6,
};
const DEPLOYMENT_RANKS: Readonly<Record<DeploymentLine["state"], number>> = {
  failed: 0,
  reduce_only: 1,
  pausing: 2,
  starting: 3,
  warming: 4,
  running: 5,
  paused: 6,
  stopped: 7,
};

type Deps = FlowDeps;
type Reads = ReturnType<typeof makeReads>;

/**
 * What one must know when something goes wrong. Quotes are taken from PostgreSQL too, whatever carries them otherwise: where none
 * are kept there, positions are worth what they were at the last stored close, and each says of when its price is.
 */
export function makeReadIncident(deps: Deps): IncidentFlows["readIncident"] {
  const reads = makeReads({ ...deps, quotes: makePostgresQuoteStore(deps.sql) });
  const { clock, prisma, sql } = deps;
  return async (actor): Promise<IncidentView> => {
    const part = partsFor(deps, actor);
    const [may, house, accounts, waiting, differences, feeds, deployments] = await Promise.all([
      part("role", async () => (await personOf(prisma, actor)).role),
      part("house", async () => houseState(await readTradingStates(sql, ""))),
      part("accounts", () => readAccounts(reads, actor, part)),
      part("waiting", () => readWaiting(reads, actor)),
      part("differences", () => readDifferences(reads, actor)),
      part("feeds", async () => readFeeds(await reads.listFeeds())),
      part("deployments", async () =>
        readDeployments(await reads.listDeployments(actor, { accountId: null, over: false })),
      ),
    ]);
    const mayHaltAll = may.ok && (may.value === "risk" || may.value === "admin");
    return { asOf: clock.nowMs(), mayHaltAll, house, accounts, waiting, differences, feeds, deployments };
  };
}

function makeReads(deps: Deps) {
  return {
    ...makeAccountFlows(deps),
    ...makeTradingFlows(deps),
    ...makeReconcileFlows(deps),
    ...makeReadDeployments(deps),
    ...makeApprovalFlows(deps),
    listAskedChanges: makeListAskedChanges(deps),
    readCover: makeReadCover(deps),
    listFeeds: makeListFeeds(deps),
    mayGuard: async (actor: Actor, accountId: string) =>
      (await allowedAccount(deps, actor, { accountId, purpose: "guard" })).ok,
  };
}

// ---- parts --------------------------------------------------------------------------------------------------------

type PartOf = <T>(name: string, read: () => Promise<T>) => Promise<IncidentPart<T>>;

/** Reads a part alone: what breaks or dawdles says so in its place, and the cause is logged here. */
function partsFor({ log }: Pick<Deps, "log">, { requestId }: Actor): PartOf {
  return async (part, read) => {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), PART_TIMEOUT_MS);
    const slow = new Promise<"slow">((resolve) => {
      late.signal.addEventListener("abort", () => resolve("slow"), { once: true });
    });
    try {
      const value = await Promise.race([read(), slow]);
      if (value === "slow") {
        log.warn({ part, requestId, timeoutMs: PART_TIMEOUT_MS }, "Part of the incident page is late");
        return { ok: false, why: "slow" };
      }
      return { ok: true, value };
    } catch (error) {
      log.error({ error, part, requestId }, "Part of the incident page failed");
      return { ok: false, why: "failed" };
    } finally {
      clearTimeout(timer);
    }
  };
}

/** A refusal here is a fault: all that is asked for was listed for this very person a moment ago. */
async function granted<T>(asked: Answer<T>): Promise<T> {
  const answer = await asked;
  if (!answer.ok) throw new Error(`refused: ${answer.error.kind}`);
  return answer.value;
}

// ---- accounts -----------------------------------------------------------------------------------------------------

async function readAccounts(reads: Reads, actor: Actor, part: PartOf): Promise<FirstOf<IncidentAccount>> {
  const all = (await reads.listAccounts(actor)).filter(({ archivedAt }) => archivedAt === null);
  // One's own first: the others are somebody else's emergency.
  const sorted = all.toSorted((left, right) => Number(right.mine) - Number(left.mine)).slice(0, ACCOUNTS_MAX);
  const rows: IncidentAccount[] = [];
  for (let at = 0; at < sorted.length; at += AT_ONCE)
    rows.push(
      ...(await Promise.all(sorted.slice(at, at + AT_ONCE).map((each) => readAccount(reads, actor, each, part)))),
    );
  return { rows, count: all.length };
}

async function readAccount(
  reads: Reads,
  actor: Actor,
  { accountId, name, kind, baseCurrency }: AccountView,
  part: PartOf,
): Promise<IncidentAccount> {
  const [mayGuard, trading, money, positions, orders] = await Promise.all([
    part("guard", () => reads.mayGuard(actor, accountId)),
    part("trading", () => granted(reads.readTradingState(actor, accountId))),
    part("money", async () => {
      const { equity, grossValue, dayPnl, unpriced } = await granted(reads.readAccount(actor, accountId));
      return { equity, grossValue, dayPnl, unpriced };
    }),
    part("positions", () => readPositions(reads, actor, accountId, part)),
    part("orders", () => readOrders(reads, actor, accountId)),
  ]);
  return {
    accountId,
    name,
    kind,
    currency: baseCurrency,
    mayGuard: mayGuard.ok && mayGuard.value,
    trading,
    money,
    positions,
    orders,
  };
}

/** Those without the stops they need come first, then the largest. */
async function readPositions(
  reads: Reads,
  actor: Actor,
  accountId: string,
  part: PartOf,
): Promise<FirstOf<IncidentPosition>> {
  const [held, protection] = await Promise.all([
    granted(reads.listPositions(actor, accountId)),
    part("protection", () => granted(reads.readCover(actor, accountId))),
  ]);
  const states = new Map(protection.ok ? protection.value.positions.map(({ symbol, state }) => [symbol, state]) : []);
  const rows = held.map((position) => positionRow(position, states.get(position.symbol) ?? null));
  const isBare = ({ protection: state }: IncidentPosition) => Number(state === "bare" || state === "partial");
  const size = ({ value }: IncidentPosition) => Math.abs(Number(value ?? 0));
  return {
    rows: rows
      .toSorted((left, right) => isBare(right) - isBare(left) || size(right) - size(left))
      .slice(0, POSITIONS_MAX),
    count: rows.length,
  };
}

function positionRow(
  { symbol, qty, currency, value, priceAt }: PositionView,
  protection: IncidentPosition["protection"],
): IncidentPosition {
  return { symbol, qty, currency, value, priceAt, protection };
}

async function readOrders(reads: Reads, actor: Actor, accountId: string) {
  const filter = { accountId, symbol: null, state: "open", cursor: null, limit: ORDERS_MAX } as const;
  const { rows } = await granted(reads.listOrders(actor, filter));
  return { open: rows.length, unknown: rows.filter(({ status }) => status === "unknown").slice(0, ROWS_MAX) };
}

// ---- the house ----------------------------------------------------------------------------------------------------

function houseState(states: Awaited<ReturnType<typeof readTradingStates>>): TradingStateView {
  const holds = effectiveState({ all: states.all, account: null });
  const state = holds?.state ?? "active";
  return {
    effective: state,
    all: state,
    account: "active",
    since: holds?.since ?? null,
    by: holds?.by ?? null,
    reason: holds?.reason ?? null,
  };
}

async function readDifferences(reads: Reads, actor: Actor): Promise<IncidentDifferences> {
  const filter = { accountId: null, state: "open", limit: DIFFERENCES_MAX } as const;
  const items = await granted(reads.listReconcileItems(actor, filter));
  return {
    rows: items.slice(0, ROWS_MAX).map(({ itemId, accountName, kind, symbol, foundAt }) => ({
      itemId,
      accountName,
      kind,
      symbol,
      since: EpochMs.of(foundAt),
    })),
    count: items.length,
  };
}

/** What somebody may decide about; the oldest first, for it runs out first. */
async function readWaiting(reads: Reads, actor: Actor): Promise<IncidentWaiting> {
  const [{ approvals }, changes] = await Promise.all([reads.listApprovals(actor), reads.listAskedChanges(actor)]);
  const orders = approvals.filter(({ state, mayDecide }) => state === "waiting" && mayDecide).toReversed();
  const mine = changes.filter(({ mayDecide }) => mayDecide).toReversed();
  return {
    orders: { rows: orders.slice(0, ROWS_MAX), count: orders.length },
    changes: { rows: mine.slice(0, ROWS_MAX), count: mine.length },
  };
}

type IncidentWaiting = Extract<IncidentView["waiting"], { ok: true }>["value"];
type IncidentDifferences = Extract<IncidentView["differences"], { ok: true }>["value"];
type IncidentFeeds = Extract<IncidentView["feeds"], { ok: true }>["value"];
type IncidentDeployments = Extract<IncidentView["deployments"], { ok: true }>["value"];

function readFeeds(all: readonly FeedView[]): IncidentFeeds {
  const on = all.filter(({ standing }) => standing !== "off");
  const rows = on
    .toSorted((left, right) => FEED_RANKS[left.standing] - FEED_RANKS[right.standing])
    .slice(0, ROWS_MAX)
    .map(({ feed, title, standing, newestPriceAt, downSince }) => ({
      feed,
      title,
      standing,
      newestPriceAt,
      downSince,
    }));
  return { rows, count: on.length };
}

function readDeployments(all: readonly DeploymentLine[]): IncidentDeployments {
  const rows = all
    .toSorted((left, right) => DEPLOYMENT_RANKS[left.state] - DEPLOYMENT_RANKS[right.state])
    .slice(0, ROWS_MAX)
    .map(({ deploymentId, name, state, reason, stateSince, accountName, exposure, currency }) => ({
      deploymentId,
      name,
      state,
      reason,
      stateSince,
      accountName,
      exposure,
      currency,
    }));
  return { rows, count: all.length };
}

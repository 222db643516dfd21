import { setImmediate } from "node:timers/promises";
import { type AccountId, EpochMs, type InstrumentId, type Transactions } from "@/modules/_kernel";
import { resolutionMs } from "@/modules/data";
import { makeKnownBarStore } from "@/modules/data/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import {
  type CapitalChange,
  type Deployment,
  type DeploymentEpoch,
  type DeploymentEvent,
  type DeploymentReason,
  decides,
  type PendingChange,
} from "@/modules/strategy";
import { type BarWindow, makeDeploymentStore, makeOpenWindow, type WatchRefusal } from "@/modules/strategy/server";
import { makeStoredBars, makeStoredMarket, UNJUDGED } from "../stored-bars";
import { beginEpoch, dueChange, leadOf, windowDate } from "./begin-epoch";
import { leavingOf, windDown } from "./change-instruments";
import { isWhole, type MarketProgress, makeMarketProgress } from "./closed-moments";
import { decideMoment } from "./decide-moment";
import { decideShadow } from "./decide-shadow";
import type { DeskContext, RunShared } from "./desk-context";
import { moveDeployment } from "./move-deployment";
import { type OwnRecord, readOwnRecord } from "./own-record";
import { type LookedUp, lookAhead } from "./prepare-markets";
import { isDue, mayRest, overWithoutNews, type Rest, stillness } from "./rest";
import { restrictionOf } from "./restriction-of";
import type { Stamp } from "./shared-looks";
import { isEntry, openOrdersOf } from "./steer-deployment";
import { tendHeldOrders } from "./tend-orders";
import { watchedBy } from "./watched";

/** Live bars after which a strategy that holds nothing is begun anew: its window, read at each bar, stays short. */
export const EPOCH_BARS = 2_000;
/** Bars of the past are decided on in one round at most: then others get their turn. */
const MOMENTS_AT_ONCE = 500;

/** What works one deployment; all of it is written under its lease. */
export interface DeploymentDesk {
  /** Does what is to be done now; whether there was anything. A fault is thrown, and the next call begins with what is stored. */
  round(): Promise<boolean>;
  /** Looks at everything in the next round, though nothing seems to have happened. */
  rouse(): void;
  /** Whether a bar of an instrument is news for it; of all, until it has looked. */
  watches(symbol: string): boolean;
}

interface DeskOf {
  readonly transactions: Transactions;
  readonly signal: AbortSignal;
  /** Called when it is time for a look that could wait; not given: none waits. */
  readonly call?: () => void;
}

export function openDeploymentDesk(
  shared: RunShared,
  { transactions, signal, call }: DeskOf,
  deploymentId: string,
): DeploymentDesk {
  const { context, forget } = openContext(shared, { transactions, signal });
  let known: Known | null = null;
  let rest: Rest | null = null;
  /** Bars that were there when everything was last looked at; null: it was not. */
  let seen: Seen | null = null;
  let watched: readonly string[] | null = null;

  /** Looks at everything. `stamp` was read before. */
  const lookWhole = async (stamp: Stamp | null, barsCame = false): Promise<boolean> => {
    const found = await readWhole(context, { deploymentId, accountId: known?.accountId ?? null });
    if (found === null) return false;
    const { deployment, account, record } = found;
    known = deployment;
    watched = watchedBy(deployment);
    if (account === null || account.archivedAt !== null)
      return move(context, deployment, broke(context, { kind: "account_archived", facts: {} }));
    const { status } = deployment.standing;
    if (status === "starting") return move(context, deployment, { type: "taken", atMs: shared.clock.nowMs() });
    if (status === "pausing") return settle(context, deployment);
    if (status !== "warming" && !decides(deployment.standing)) return false;
    const progress = await progressIn(context, deployment);
    const atMs = performance.now();
    seen = { deployment, state: progress.state };
    if (status === "warming") return warm(context, deployment, progress);
    const { isBusy, calm } = await run(context, { deployment, account, progress, record, barsCame });
    rest =
      calm === null || stamp === null ? null : { ...calm, account, stamp, booksMs: null, state: progress.state, atMs };
    return isBusy;
  };

  /** Looks at everything once nothing more pressing is done; until then it stands as it stood. */
  const lookLater = async (stamp: Stamp, before: Rest | null): Promise<boolean> => {
    const looked =
      call === undefined ? { done: await lookWhole(stamp) } : await context.turns.ask(call, () => lookWhole(stamp));
    if (looked === null) rest = before;
    return looked?.done ?? false;
  };

  return {
    rouse() {
      rest = null;
      seen = null;
    },
    watches: (symbol) => watched === null || watched.includes(symbol),
    async round() {
      forget();
      const before = rest;
      rest = null;
      const last = before ?? seen;
      const stamp = known === null ? null : shared.looks.stampOf(known);
      if (last === null || stamp === null) return context.turns.press(async () => lookWhole(await stamp), call);
      const [now, progress] = await Promise.all([stamp, progressIn(context, last.deployment)]);
      const mayWait = progress.state === last.state;
      if (before === null)
        return mayWait ? lookLater(now, null) : context.turns.press(() => lookWhole(now, true), call);
      const how = await stillness(shared, before, { stamp: now, progress });
      if (how.as === "other" && mayWait && !how.isPressing) return lookLater(now, before);
      if (how.as === "other") return context.turns.press(() => lookWhole(now, !mayWait), call);
      if (how.as === "waits" || !isDue(before, progress)) {
        rest = { ...before, booksMs: how.booksMs };
        context.turns.leave(call);
        return false;
      }
      seen = { deployment: before.deployment, state: progress.state };
      // Bars came, and nothing else did: what was known of it is so still.
      const due = { ...before, progress, barsCame: true };
      const { isBusy, calm } = await context.turns.press(() => decideDue(context, due), call);
      if (calm !== null) rest = { ...before, ...calm, state: progress.state };
      return isBusy;
    },
  };
}

/** How far its bars are. */
const progressIn = ({ progressOf }: DeskContext, { instruments, resolution }: Deployment) =>
  progressOf(instruments, resolution);

/** What is stamped of a deployment. */
type Known = Pick<Deployment, "deploymentId" | "accountId" | "instruments">;

/** What a look found of bars. */
type Seen = Pick<Rest, "deployment" | "state">;

/** What its rounds work with; `forget` at the beginning of each. */
function openContext(shared: RunShared, under: Pick<DeskOf, "transactions" | "signal">) {
  const { sql, instruments } = shared;
  const store = makeDeploymentStore();
  const { bars, forget } = barsOfRound(sql, shared.looks);
  const known = { bars, instruments };
  const context: DeskContext = {
    ...shared,
    ...under,
    store,
    openWindow: makeOpenWindow({ ...makeStoredMarket(sql, known), loadBars: makeStoredBars(sql, UNJUDGED, known) }),
    epochOf: makeEpochOf(shared, store),
    progressOf: makeMarketProgress({ ...shared, bars }),
  };
  return { context, forget };
}

/** All that is written of a deployment. Whose account it is never changes: where that is known already, all is asked together. */
async function readWhole(
  context: DeskContext,
  { deploymentId, accountId }: { readonly deploymentId: string; readonly accountId: AccountId | null },
) {
  const { reads, store } = context;
  const accounts = makeAccountStore();
  return reads.together(async (sql) => {
    const [deployment, record, account] = await Promise.all([
      store.find(sql, deploymentId),
      readOwnRecord({ sql, store }, deploymentId),
      accountId === null ? null : accounts.find(sql, accountId),
    ]);
    if (deployment === null) return null;
    return { deployment, record, account: account ?? (await accounts.find(sql, deployment.accountId)) };
  });
}

/** Stored bars, of which it is looked up once a round what there is: how far they are, and every read after that, agree on it. */
function barsOfRound(sql: RunShared["sql"], looks: RunShared["looks"]) {
  const known = new Map<InstrumentId, ReturnType<typeof looks.coveragesOf>>();
  const bars = makeKnownBarStore(sql, (instrumentId) => {
    const asked = known.get(instrumentId) ?? looks.coveragesOf(instrumentId);
    known.set(instrumentId, asked);
    return asked;
  });
  return { bars, forget: () => known.clear() };
}

function makeEpochOf({ sql }: Pick<RunShared, "sql">, store: DeskContext["store"]): DeskContext["epochOf"] {
  let known: DeploymentEpoch | null = null;
  return async ({ deploymentId, epoch }) => {
    if (known?.epoch !== epoch) known = await store.readEpoch(sql, deploymentId, epoch);
    return known;
  };
}

const broke = ({ clock }: DeskContext, reason: DeploymentReason): DeploymentEvent => ({
  type: "broke",
  atMs: clock.nowMs(),
  reason,
});

/** Takes it where the event takes it, unless somebody else has moved it meanwhile. */
async function move(context: DeskContext, before: Deployment, event: DeploymentEvent): Promise<boolean> {
  const { transactions, store, log } = context;
  return transactions.run(async (tx) => {
    const locked = await store.lock(tx, before.deploymentId);
    if (locked === null || locked.transitions !== before.transitions) return false;
    const change = await moveDeployment(tx, context, locked, { event, by: null });
    if ("refused" in change) return false;
    const { deploymentId } = before;
    log.info({ deploymentId, event: event.type, status: change.moved.standing.status }, "Deployment moved");
    return true;
  });
}

/** Paused once none of its entries may fill any more. */
async function settle(context: DeskContext, deployment: Deployment): Promise<boolean> {
  const open = await openOrdersOf(context.sql, deployment);
  if (open.some(({ order }) => isEntry(order.intent))) return false;
  return move(context, deployment, { type: "settled", atMs: context.clock.nowMs() });
}

/** Begins the strategy once there are bars enough; until then it waits for them. */
async function warm(context: DeskContext, deployment: Deployment, progress: MarketProgress): Promise<boolean> {
  const begun = await rebegin(context, deployment, { change: await takenNow(context, deployment, progress) });
  if (begun === "broke") return true;
  return begun === "begun" && move(context, deployment, { type: "warmed", atMs: context.clock.nowMs() });
}

interface Running {
  readonly deployment: Deployment;
  readonly account: AccountFacts;
  readonly progress: MarketProgress;
  /** There are bars that it was not asked about, as it seems. */
  readonly barsCame: boolean;
}

interface Looked {
  /** Something was done, or is to be done at once. */
  readonly isBusy: boolean;
  /** Set where nothing is to be done until something happens. */
  readonly calm: Pick<Rest, "deployment" | "record" | "untilMs"> | null;
}

const busy = (isBusy: boolean): Looked => ({ isBusy, calm: null });

async function run(
  context: DeskContext,
  { deployment, account, progress, barsCame, record: before }: Restrained,
): Promise<Looked> {
  const tended = deployment.mode === "live" && (await tendHeldOrders(context, deployment, account, before.orders));
  const record = tended ? await readOwnRecord(context, deployment.deploymentId) : before;
  const restricted = await restrict(context, { deployment, account, progress, barsCame, record });
  if (restricted) return busy(true);
  const change = await takenNow(context, deployment, progress);
  // Where there are too few bars for it yet, it goes on as it is.
  if (change !== null && (await rebegin(context, deployment, { change })) !== "not_yet") return busy(true);
  const looked = await decideDue(context, { deployment, account, progress, barsCame, record });
  return tended ? busy(true) : looked;
}

interface Restrained extends Running {
  /** Of the deployment, as this round began. */
  readonly record: OwnRecord;
}

/** Opens the bars of a deployment that is neither restricted nor to be begun anew, and decides on those that are due. */
async function decideDue(context: DeskContext, at: Restrained): Promise<Looked> {
  const { deployment, progress, record } = at;
  const epoch = await context.epochOf(deployment);
  if (epoch === null)
    return busy(await move(context, deployment, broke(context, { kind: "epoch_missing", facts: {} })));
  const { params, warmFromMs } = epoch;
  const running = { ...deployment, params };
  const { sql, store } = context;
  const ahead = at.barsCame ? lookAhead(context, deployment) : null;
  const [opened, capital] = await Promise.all([
    openFor(context, running, { fromMs: warmFromMs, nowMs: progress.marketMs }),
    store.capitalChanges(sql, deployment.deploymentId, epoch.epoch),
  ]);
  if ("reason" in opened) return busy(await move(context, deployment, broke(context, opened.reason)));
  const { window } = opened;
  if (window === null) return busy(false);
  if (await decideAll(context, { ...at, epoch, window, capital, ahead })) return busy(true);
  if (!mayRest(deployment, record)) return busy(false);
  const untilMs = overWithoutNews(window, decidedTo(deployment, epoch), progress);
  return { isBusy: false, calm: { deployment, record, untilMs } };
}

interface Deciding extends Restrained {
  readonly epoch: DeploymentEpoch;
  readonly window: BarWindow;
  readonly capital: readonly CapitalChange[];
  readonly ahead: Promise<LookedUp> | null;
}

/** Bars up to here were decided on, or are of before. */
const decidedTo = ({ decidedToMs }: Deployment, { liveFromMs }: DeploymentEpoch): number =>
  Math.max(decidedToMs ?? 0, liveFromMs - 1);

/** Decides on every bar that is over and was not decided on, oldest first. */
async function decideAll(context: DeskContext, at: Deciding): Promise<boolean> {
  const { window, epoch, progress } = at;
  const { sql, store } = context;
  let { deployment, record, capital, ahead } = at;
  const afterMs = decidedTo(deployment, epoch);
  const due = window.moments.filter((moment) => moment > afterMs && isWhole(moment, progress));
  const now = due.slice(0, MOMENTS_AT_ONCE);
  for (const [place, moment] of now.entries()) {
    if (context.signal.aborted) break;
    const momentMs = EpochMs.of(moment);
    const decide = deployment.mode === "shadow" ? decideShadow : decideMoment;
    const done = await decide(context, { ...at, deployment, record, capital, ahead, momentMs });
    if (done !== "decided") return true;
    if (place === now.length - 1) break;
    const after = await store.find(sql, deployment.deploymentId);
    if (after === null || after.epoch !== deployment.epoch || !decides(after.standing)) return true;
    deployment = after;
    record = await readOwnRecord(context, deployment.deploymentId);
    capital = await store.capitalChanges(sql, deployment.deploymentId, epoch.epoch);
    ahead = null;
    await setImmediate();
  }
  const isLong = window.moments.length > EPOCH_BARS + leadOf(window);
  if (due.length > 0 && isLong) {
    const change = await takenNow(context, deployment, progress);
    await rebegin(context, deployment, { change, when: "when_flat" });
  }
  return due.length > 0;
}

/**
 * What waits and may be taken up now; null: nothing. What it still has of instruments that the change takes out is wound down before:
 * what opens in them is canceled and withheld, and it takes nothing up until they are gone.
 */
async function takenNow(
  context: DeskContext,
  deployment: Deployment,
  { marketMs }: MarketProgress,
): Promise<PendingChange | null> {
  const change = dueChange(deployment, marketMs);
  if (change === null) return null;
  const leaving = await leavingOf(context.sql, deployment, change);
  if (leaving.length === 0) return change;
  await windDown(context, deployment, leaving);
  return null;
}

/** A deployment as it is once it has taken a change up. */
function asBegun(deployment: Deployment, change: PendingChange | null): Deployment {
  if (change === null) return deployment;
  const { params, strategy, capital, instruments } = change;
  return {
    ...deployment,
    params,
    strategy: strategy ?? deployment.strategy,
    capital: capital ?? deployment.capital,
    instruments: instruments ?? deployment.instruments,
  };
}

interface Rebeginning {
  readonly change: PendingChange | null;
  /** A long window is only cut where nothing is held or ordered. */
  readonly when?: "now" | "when_flat";
}

/** Begins the strategy anew, with what waits. `not_yet`: there are too few bars, or somebody else was faster. */
async function rebegin(
  context: DeskContext,
  deployment: Deployment,
  { change, when = "now" }: Rebeginning,
): Promise<"begun" | "broke" | "not_yet"> {
  const wanted = asBegun(deployment, change);
  const progress = await context.progressOf(wanted.instruments, deployment.resolution);
  const opened = await openFor(context, wanted, { fromMs: null, nowMs: progress.marketMs });
  if ("reason" in opened) {
    await move(context, deployment, broke(context, opened.reason));
    return "broke";
  }
  if (opened.window === null) return "not_yet";
  const begun = await beginEpoch(context, deployment, { window: opened.window, progress, change, when });
  return begun ? "begun" : "not_yet";
}

/** Takes what passes to reduce only, and lifts it again, as its account and feed are. */
async function restrict(context: DeskContext, at: Restrained): Promise<boolean> {
  const { deployment } = at;
  const reason = await context.reads.together((sql) => restrictionOf({ ...context, sql }, at));
  const { standing } = deployment;
  const atMs = context.clock.nowMs();
  if (reason !== null) {
    if (standing.status === "reduce_only") return false;
    return move(context, deployment, { type: "restricted", atMs, reason });
  }
  return standing.status === "reduce_only" ? move(context, deployment, { type: "lifted", atMs }) : false;
}

/** What says that there are no bars yet, not that anything is wrong. */
const WAITS: ReadonlySet<WatchRefusal["kind"]> = new Set(["backtest.window_empty", "backtest.window_short"]);

/** The bars it runs on; null while there are too few. What cannot be run is a reason. */
async function openFor(
  { openWindow }: DeskContext,
  { strategy, params, instruments: symbols, resolution }: Deployment,
  { fromMs, nowMs }: { readonly fromMs: number | null; readonly nowMs: number },
): Promise<{ readonly window: BarWindow | null } | { readonly reason: DeploymentReason }> {
  const request = { strategy, params, symbols, resolution };
  const nearMs = fromMs ?? nowMs - NEAR_BARS * resolutionMs(resolution);
  const near = await openWindow(request, windowDate(nearMs));
  // The longest lead there is room for is in the near past, or in all that is stored.
  const isEnough = near.ok && (fromMs !== null || near.value.moments.length > leadOf(near.value));
  const opened = isEnough ? near : fromMs === null ? await openWindow(request, null) : near;
  if (opened.ok) return { window: opened.value };
  const { error } = opened;
  if (WAITS.has(error.kind)) return { window: null };
  return { reason: { kind: error.kind, facts: "name" in error ? { name: error.name } : {} } };
}

/** How far back is looked for bars to warm up on: weeks of sessions have one in six of their bars. */
const NEAR_BARS = 4_000;

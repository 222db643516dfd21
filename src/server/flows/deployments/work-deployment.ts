import { setImmediate } from "node:timers/promises";
import { EpochMs } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { type Deployment, type DeploymentEpoch, decides } from "@/modules/strategy";
import type { BarWindow } from "@/modules/strategy/server";
import { leadOf } from "./begin-epoch";
import { isWhole, type MarketProgress } from "./closed-moments";
import { decideMoment } from "./decide-moment";
import { decideShadow } from "./decide-shadow";
import type { DeskContext } from "./desk-context";
import { broke, move } from "./move-deployment";
import type { OwnRecord } from "./own-record";
import { type LookedUp, lookAhead } from "./prepare-markets";
import { openFor, rebegin, takenNow } from "./rebegin";
import { mayRest, overWithoutNews, type Rest } from "./rest";
import { restrictionOf } from "./restriction-of";
import { isEntry, openOrdersOf } from "./steer-deployment";
import { tendHeldOrders } from "./tend-orders";

/** Live bars after which a strategy that holds nothing is begun anew: its window, read at each bar, stays short. */
const EPOCH_BARS = 2_000;
/** Bars of the past are decided on in one round at most: then others get their turn. */
const MOMENTS_AT_ONCE = 500;

/** Paused once none of its entries may fill any more. */
export async function settle(context: DeskContext, deployment: Deployment): Promise<boolean> {
  const open = await openOrdersOf(context.sql, deployment);
  if (open.some(({ order }) => isEntry(order.intent))) return false;
  return move(context, deployment, { type: "settled", atMs: context.clock.nowMs() });
}

interface Running {
  readonly deployment: Deployment;
  readonly account: AccountFacts;
  readonly progress: MarketProgress;
  /** There are bars that it was not asked about, as it seems. */
  readonly barsCame: boolean;
  /** What was looked up as soon as they came; null: nothing was. */
  readonly ahead: Promise<LookedUp> | null;
  /** How it stood when nothing was due any more, if that was ever seen. */
  readonly settled: Settled | null;
}

/** Of the bars of an epoch: as long as no other comes, and market time is before `untilMs`, none is due. */
export interface Settled extends Pick<Rest, "untilMs" | "state"> {
  readonly epoch: number;
}

/** What is known of its bars, where it holds still; null: they are to be looked at. */
function knownBars({ deployment, progress, settled }: Running): Settled | null {
  const isSame = settled?.epoch === deployment.epoch && settled.state === progress.state;
  return isSame && progress.marketMs < settled.untilMs ? settled : null;
}

interface Looked {
  /** Something was done, or is to be done at once. */
  readonly isBusy: boolean;
  /** Set where nothing is to be done until something happens. */
  readonly calm: Pick<Rest, "deployment" | "record" | "untilMs"> | null;
  /** Set where no bar is due any more. */
  readonly settled: Settled | null;
}

const busy = (isBusy: boolean, settled: Settled | null = null): Looked => ({ isBusy, calm: null, settled });

/** Nothing is to be done until something happens; only one that may rest waits for that. */
function still({ deployment, record }: Restrained, settled: Settled): Looked {
  if (!mayRest(deployment, record)) return busy(false, settled);
  return { isBusy: false, calm: { deployment, record, untilMs: settled.untilMs }, settled };
}

export async function run(context: DeskContext, { record: before, ...at }: Restrained): Promise<Looked> {
  const { deployment, account, progress } = at;
  const tended = deployment.mode === "live" && (await tendHeldOrders(context, deployment, account, before.orders));
  const record = tended ? await context.recordOf(context.sql, deployment) : before;
  const restricted = await restrict(context, { ...at, record });
  if (restricted) return busy(true);
  const change = await takenNow(context, deployment, progress);
  // Where there are too few bars for it yet, it goes on as it is.
  if (change !== null && (await rebegin(context, deployment, { change })) !== "not_yet") return busy(true);
  const looked = await decideDue(context, { ...at, record });
  return tended ? busy(true, looked.settled) : looked;
}

interface Restrained extends Running {
  /** Of the deployment, as this round began. */
  readonly record: OwnRecord;
}

/** Opens the bars of a deployment that is neither restricted nor to be begun anew, and decides on those that are due. */
export async function decideDue(context: DeskContext, at: Restrained): Promise<Looked> {
  const known = knownBars(at);
  if (known !== null) return still(at, known);
  const { deployment, progress } = at;
  const epoch = await context.epochOf(deployment);
  if (epoch === null)
    return busy(await move(context, deployment, broke(context, { kind: "epoch_missing", facts: {} })));
  const { params, warmFromMs } = epoch;
  const running = { ...deployment, params };
  const ahead = at.ahead ?? (at.barsCame ? lookAhead(context, deployment) : null);
  const opened = await openFor(context, running, { fromMs: warmFromMs, nowMs: progress.marketMs });
  if ("reason" in opened) return busy(await move(context, deployment, broke(context, opened.reason)));
  const { window } = opened;
  if (window === null) return busy(false);
  const done = await decideAll(context, { ...at, epoch, window, ahead });
  const settled = (toMs: number): Settled => {
    const untilMs = overWithoutNews(window, toMs, progress);
    return { epoch: epoch.epoch, state: progress.state, untilMs };
  };
  if (done === "nothing") return still(at, settled(decidedTo(deployment, epoch)));
  return busy(true, done.allToMs === null ? null : settled(done.allToMs));
}

interface Deciding extends Restrained {
  readonly epoch: DeploymentEpoch;
  readonly window: BarWindow;
}

/** Bars up to here were decided on, or are of before. */
const decidedTo = ({ decidedToMs }: Deployment, { liveFromMs }: DeploymentEpoch): number =>
  Math.max(decidedToMs ?? 0, liveFromMs - 1);

/** Decides on every bar that is over and was not decided on, oldest first. `allToMs`: the last of them, where all were decided on. */
async function decideAll(context: DeskContext, at: Deciding): Promise<"nothing" | { readonly allToMs: number | null }> {
  const { window, epoch, progress } = at;
  const { sql, store } = context;
  let { deployment, record, ahead } = at;
  const afterMs = decidedTo(deployment, epoch);
  const due = window.moments.filter((moment) => moment > afterMs && isWhole(moment, progress));
  const now = due.slice(0, MOMENTS_AT_ONCE);
  let decidedMs: number | null = null;
  for (const [place, moment] of now.entries()) {
    if (context.signal.aborted) break;
    const momentMs = EpochMs.of(moment);
    const decide = deployment.mode === "shadow" ? decideShadow : decideMoment;
    const done = await decide(context, { ...at, deployment, record, ahead, momentMs });
    if (done !== "decided") return { allToMs: null };
    decidedMs = moment;
    if (place === now.length - 1) break;
    const after = await store.find(sql, deployment.deploymentId);
    if (after === null || after.epoch !== deployment.epoch || !decides(after.standing)) return { allToMs: null };
    deployment = after;
    record = await context.recordOf(sql, deployment);
    ahead = null;
    await setImmediate();
  }
  const isLong = window.moments.length > EPOCH_BARS + leadOf(window);
  if (due.length > 0 && isLong) {
    const change = await takenNow(context, deployment, progress);
    await rebegin(context, deployment, { change, when: "when_flat" });
  }
  if (due.length === 0) return "nothing";
  return { allToMs: decidedMs === due.at(-1) ? decidedMs : null };
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

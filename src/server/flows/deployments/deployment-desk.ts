import { setImmediate } from "node:timers/promises";
import type { Transactions } from "@/modules/_kernel";
import { makeAccountStore } from "@/modules/portfolio/server";
import { type Deployment, type DeploymentEpoch, decides } from "@/modules/strategy";
import { makeDeploymentStore, makeOpenWindow } from "@/modules/strategy/server";
import { makeStoredBars, makeStoredMarket, UNJUDGED } from "../stored-bars";
import { barsOfRound } from "./bars-of-round";
import { makeMarketProgress } from "./closed-moments";
import type { DeskContext, RunShared } from "./desk-context";
import { broke, move } from "./move-deployment";
import { makeRecordOf } from "./own-record";
import { lookAhead } from "./prepare-markets";
import { warm } from "./rebegin";
import { isDue, type Rest, stillness } from "./rest";
import type { Stamp } from "./shared-looks";
import { watchedBy } from "./watched";
import { decideDue, run, type Settled, settle } from "./work-deployment";

/** What works one deployment; all of it is written under its lease. */
export interface DeploymentDesk {
  /**
   * Does what is to be done now; whether there was anything. A fault is thrown, and the next call begins with what is stored.
   *
   * @param isBar - a bar of it closed: what an order would need is looked up while it is found out what is due
   */
  round(isBar?: boolean): Promise<boolean>;
  /** Looks at everything in the next round, though nothing seems to have happened. */
  rouse(): void;
  /** Whether a bar of an instrument is news for it; of all, until it has looked. */
  watches(symbol: string): boolean;
}

/** That bars came, as it seems, and what was looked up for what they may be answered with. */
type BarNews = Pick<Parameters<typeof run>[1], "barsCame" | "ahead">;
const NO_BARS: BarNews = { barsCame: false, ahead: null };

interface DeskOf {
  readonly transactions: Transactions;
  readonly signal: AbortSignal;
  /** Called when it is time for a look that could wait; not given: none waits. */
  readonly call?: () => void;
}

export function openDeploymentDesk(shared: RunShared, of: DeskOf, deploymentId: string): DeploymentDesk {
  const { transactions, signal, call } = of;
  const { context, forget, lookEarly } = openContext(shared, { transactions, signal });
  let known: Deployment | null = null;
  let rest: Rest | null = null;
  /** Bars that were there when everything was last looked at; null: it was not. */
  let seen: Seen | null = null;

  /** Looks at everything. `stamp` was read before. */
  const lookWhole = async (stamp: Stamp | null, bars: BarNews = NO_BARS): Promise<boolean> => {
    const stored = await readWhole(context, deploymentId, known);
    if (stored === null) return false;
    const { deployment, account, record } = stored;
    known = deployment;
    if (account === null || account.archivedAt !== null)
      return move(context, deployment, broke(context, { kind: "account_archived", facts: {} }));
    const { status } = deployment.standing;
    if (status === "starting") return move(context, deployment, { type: "taken", atMs: shared.clock.nowMs() });
    if (status === "pausing") return settle(context, deployment);
    if (status !== "warming" && !decides(deployment.standing)) return false;
    const progress = await progressIn(context, deployment);
    const atMs = performance.now();
    const settled = seen?.settled ?? null;
    seen = { deployment, state: progress.state, settled: null };
    if (status === "warming") return warm(context, deployment, progress);
    const { isBusy, calm, ...found } = await run(context, { deployment, account, progress, record, settled, ...bars });
    if (seen !== null) seen = { ...seen, ...found };
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
    watches: (symbol) => known === null || watchedBy(known).includes(symbol),
    async round(isBar = false) {
      forget();
      const before = rest;
      rest = null;
      const last = before ?? seen;
      const stamp = known === null ? null : shared.looks.stampOf(known);
      if (last === null || stamp === null) return context.turns.press(async () => lookWhole(await stamp), call);
      const ahead = isBar ? lookEarly(last.deployment) : null;
      const [now, progress] = await Promise.all([stamp, progressIn(context, last.deployment)]);
      const mayWait = progress.state === last.state;
      const lookNow = () => context.turns.press(() => lookWhole(now, { barsCame: !mayWait, ahead }), call);
      if (before === null) return mayWait ? lookLater(now, null) : lookNow();
      const how = await stillness(shared, before, { stamp: now, progress });
      if (how.as === "other" && mayWait && !how.isPressing) return lookLater(now, before);
      if (how.as === "other") return lookNow();
      if (how.as === "waits" || !isDue(before, progress)) {
        rest = { ...before, booksMs: how.booksMs };
        context.turns.leave(call);
        return false;
      }
      seen = { deployment: before.deployment, state: progress.state, settled: null };
      // Bars came, and nothing else did: what was known of it is so still.
      const due = { ...before, progress, barsCame: true, ahead, settled: null };
      const { isBusy, calm, settled } = await context.turns.press(() => decideDue(context, due), call);
      if (seen !== null) seen = { ...seen, settled };
      if (calm !== null) rest = { ...before, ...calm, state: progress.state };
      return isBusy;
    },
  };
}

/** How far its bars are. */
const progressIn = ({ progressOf }: DeskContext, { instruments, resolution }: Deployment) =>
  progressOf(instruments, resolution);

/** What a look found of bars. */
interface Seen extends Pick<Rest, "deployment" | "state"> {
  readonly settled: Settled | null;
}

/** What its rounds work with; `forget` at the beginning of each. A bar that closed: `lookEarly` asks for bars and for what an order would need. */
function openContext(shared: RunShared, under: Pick<DeskOf, "transactions" | "signal">) {
  const { sql, instruments } = shared;
  const store = makeDeploymentStore();
  const { bars, actions, forget, readEarly } = barsOfRound(sql, shared.looks);
  const known = { bars, instruments, actions };
  const context: DeskContext = {
    ...shared,
    ...under,
    store,
    openWindow: makeOpenWindow({ ...makeStoredMarket(sql, known), loadBars: makeStoredBars(sql, UNJUDGED, known) }),
    epochOf: makeEpochOf(shared, store),
    recordOf: makeRecordOf(store),
    progressOf: makeMarketProgress({ ...shared, bars }),
  };
  /** After what was asked in this turn of the program, and beside it. */
  const lookEarly = (deployment: Deployment) => {
    if (!decides(deployment.standing)) return null;
    const soon = setImmediate();
    readEarly(soon);
    return lookAhead(context, deployment, soon);
  };
  return { context, forget, lookEarly };
}

/** All that is written of a deployment: asked together, by what was known of it. */
async function readWhole({ reads, store, recordOf }: DeskContext, deploymentId: string, known: Deployment | null) {
  const accounts = makeAccountStore();
  return reads.together(async (sql) => {
    const [deployment, record, account] = await Promise.all([
      store.find(sql, deploymentId),
      known === null ? null : recordOf(sql, known),
      known === null ? null : accounts.find(sql, known.accountId),
    ]);
    if (deployment === null) return null;
    const isAsKnown = deployment.epoch === known?.epoch;
    return {
      deployment,
      record: isAsKnown && record !== null ? record : await recordOf(sql, deployment),
      // Whose account it is never changes.
      account: account ?? (await accounts.find(sql, deployment.accountId)),
    };
  });
}

function makeEpochOf({ sql }: Pick<RunShared, "sql">, store: DeskContext["store"]): DeskContext["epochOf"] {
  let known: DeploymentEpoch | null = null;
  return async ({ deploymentId, epoch }) => {
    if (known?.epoch !== epoch) known = await store.readEpoch(sql, deploymentId, epoch);
    return known;
  };
}

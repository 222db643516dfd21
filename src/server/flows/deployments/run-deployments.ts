import { timers } from "@/modules/data/server";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { startLoop } from "../../infra/loop";
import { keepLease, type Lease, type LeaseKeeper } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { makeInstrumentCache, makeQuoteWatch } from "../trading/paper-market";
import { openDeploymentDesk } from "./deployment-desk";
import type { RunShared } from "./desk-context";

export type RunDeps = Omit<RunShared, "instruments" | "watch">;

/** How often it is looked which deployments there are, and whether each has news, when nobody wakes it. */
const LOOK_EVERY_MS = 1_000;
/** Deployments that one process runs at once: each renews its lease every second. */
const DEPLOYMENTS_MAX = 500;
/** News come in bursts: a deployment looks at most this often. */
const LOOKS_APART_MS = 100;

/**
 * Runs the deployments that are to run: one lease each, so that as many processes as there are may try and one of them runs it. A
 * start, a crash and every second in between are the same: what is to be done stands in the tables.
 */
export function startDeployments(deps: RunDeps, holder: string): LeaseKeeper {
  const keepers = new Map<string, LeaseKeeper>();
  const shared: RunShared = { ...deps, instruments: makeInstrumentCache(deps), watch: makeQuoteWatch(deps) };
  const store = makeDeploymentStore();
  const round = async () => {
    const active = new Set((await store.listActive(deps.sql, DEPLOYMENTS_MAX)).map(({ deploymentId }) => deploymentId));
    for (const [deploymentId, keeper] of keepers) {
      if (active.has(deploymentId)) continue;
      keepers.delete(deploymentId);
      await keeper.stop();
    }
    for (const deploymentId of active) {
      if (keepers.has(deploymentId)) continue;
      const name = `deployment:${deploymentId}`;
      const keeper = keepLease(deps, { name, holder }, (lease) => runDeployment(shared, lease, deploymentId));
      keepers.set(deploymentId, keeper);
    }
    return false;
  };
  const loop = startLoop({ name: "deployments", everyMs: LOOK_EVERY_MS, log: deps.log, round });
  const unhear = deps.signals.on("deployments", () => loop.wake());
  return {
    async stop() {
      unhear();
      shared.watch.stop();
      await loop.stop();
      await Promise.all([...keepers.values()].map((keeper) => keeper.stop()));
    },
  };
}

/** Runs one deployment for as long as its lease is held. */
async function runDeployment(shared: RunShared, lease: Lease, deploymentId: string): Promise<void> {
  const transactions: FlowDeps["transactions"] = { run: (inside, how) => lease.fenced(inside, how) };
  const desk = openDeploymentDesk(shared, { transactions, signal: lease.signal }, deploymentId);
  let wake: () => void = () => undefined;
  let isRung = true;
  const ring = () => {
    isRung = true;
    wake();
  };
  const stops = [
    shared.signals.on("deployments", (of) => (of === null || of === deploymentId ? ring() : undefined)),
    // A bar that closed is news; what it is of stands in the tables.
    shared.signals.on("news", ring),
  ];
  try {
    while (!lease.signal.aborted) {
      isRung = false;
      const isMore = await desk.round();
      await timers.sleep(LOOKS_APART_MS, lease.signal);
      if (isMore || isRung) continue;
      const woken = new AbortController();
      wake = () => woken.abort();
      await timers.sleep(LOOK_EVERY_MS, AbortSignal.any([woken.signal, lease.signal]));
    }
  } finally {
    for (const stop of stops) stop();
  }
}

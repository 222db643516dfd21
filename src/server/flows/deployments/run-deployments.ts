import { timers } from "@/modules/data/server";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { startLoop } from "../../infra/loop";
import { openQuietCollector } from "../../infra/young-heap";
import { keepLease, type Lease, type LeaseKeeper } from "../../platform/work/lease";
import type { FlowDeps } from "../deps";
import { openDeploymentDesk } from "./deployment-desk";
import { openRunShared, type RunDeps, type RunShared } from "./desk-context";
import { Turns } from "./turns";

/** How often it is looked which deployments there are, and whether each has news, when nobody wakes it. */
const LOOK_EVERY_MS = 1_000;
/** Deployments that one process runs at once. */
const DEPLOYMENTS_MAX = 500;
/** What wakes a deployment comes in bursts: after one that did it looks again no sooner than this. */
const LOOKS_APART_MS = 100;

/**
 * Runs the deployments that are to run: one lease each, so that as many processes as there are may try and one of them runs it. A
 * start, a crash and every second in between are the same: what is to be done stands in the tables.
 */
export function startDeployments(deps: RunDeps & Pick<FlowDeps, "guarded">, holder: string): LeaseKeeper {
  const keepers = new Map<string, LeaseKeeper>();
  // A bar is not to wait for the garbage of those before it.
  const collector = openQuietCollector(() => turns.isBusy);
  const turns = new Turns({ onDone: () => collector.soon() });
  const shared = openRunShared(deps, turns);
  const bells = new Set<Bell>();
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
      const keeper = keepLease(deps, { name, holder }, (lease) => runDeployment(shared, lease, deploymentId, bells));
      keepers.set(deploymentId, keeper);
    }
    return false;
  };
  const loop = startLoop({ name: "deployments", everyMs: LOOK_EVERY_MS, log: deps.log, round });
  // All look at one time: what they ask of the database leaves together.
  const looks = startLoop({
    name: "deployment looks",
    everyMs: LOOK_EVERY_MS,
    log: deps.log,
    round: async () => {
      for (const bell of bells) bell.ring("look");
      return false;
    },
  });
  const unhear = deps.signals.on("deployments", () => loop.wake());
  return {
    async stop() {
      unhear();
      shared.watch.stop();
      await Promise.all([loop.stop(), looks.stop()]);
      await Promise.all([...keepers.values()].map((keeper) => keeper.stop()));
      collector.stop();
    },
  };
}

/** Runs one deployment for as long as its lease is held. */
async function runDeployment(shared: RunShared, lease: Lease, deploymentId: string, bells: Set<Bell>): Promise<void> {
  const transactions: FlowDeps["transactions"] = { run: (inside) => lease.fenced(inside) };
  const bell = new Bell();
  const call = () => bell.ring("look");
  const desk = openDeploymentDesk(shared, { transactions, signal: lease.signal, call }, deploymentId);
  const stops = [
    shared.signals.on("deployments", (of) => {
      if (of !== null && of !== deploymentId) return;
      desk.rouse();
      bell.ring("news");
    }),
    // A bar that closed; what it is like stands in the tables.
    shared.signals.on("bars", (symbol) =>
      symbol === null || symbol === "" || desk.watches(symbol) ? bell.ring("bar") : undefined,
    ),
  ];
  bells.add(bell);
  try {
    let wokenMs = Number.NEGATIVE_INFINITY;
    let why: Ring | null = null;
    while (!lease.signal.aborted) {
      const isMore = await desk.round(why === "bar");
      why = null;
      if (isMore) {
        await timers.sleep(LOOKS_APART_MS, lease.signal);
        continue;
      }
      why = await bell.heard(lease.signal);
      if (why === null || why === "look") continue;
      const soonMs = wokenMs + LOOKS_APART_MS - performance.now();
      if (soonMs > 0) await timers.sleep(soonMs, lease.signal);
      wokenMs = performance.now();
    }
  } finally {
    bells.delete(bell);
    shared.turns.leave(call);
    for (const stop of stops) stop();
  }
}

/** Rising: what rings louder is heard. */
const RINGS = ["look", "news", "bar"] as const;
type Ring = (typeof RINGS)[number];

/** Wakes one deployment. What rang while it was at work is heard when it listens again. */
class Bell {
  #rung: Ring | null = null;
  #wake: () => void = () => undefined;

  ring(why: Ring): void {
    if (this.#rung === null || RINGS.indexOf(why) > RINGS.indexOf(this.#rung)) this.#rung = why;
    this.#wake();
  }

  /** Resolves with the next ring, or when `signal` aborts: then with null. */
  async heard(signal: AbortSignal): Promise<Ring | null> {
    if (this.#rung === null && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener("abort", this.#wake, { once: true });
      });
      signal.removeEventListener("abort", this.#wake);
      this.#wake = () => undefined;
    }
    const rung = this.#rung;
    this.#rung = null;
    return rung;
  }
}

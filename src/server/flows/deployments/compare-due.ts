import { isoDate } from "@/modules/data";
import type { Deployment } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { compareSession } from "./compare-parity";
import { type DemoteDeps, demoteIfBroken } from "./demote-due";

export const COMPARE_EVERY_MS = 600_000;
const DAY_MS = 86_400_000;
const DEPLOYMENTS_MAX = 500;
/** A session is compared this long after its UTC day: late bars are in by then. */
const SETTLED_MS = 600_000;

/** Compares yesterday's decisions of every deployment that runs with the engine, once each, and takes back what breaks its terms. */
export function makeCompareDue(deps: DemoteDeps) {
  const { sql, clock, log } = deps;
  const store = makeDeploymentStore();
  return async (): Promise<boolean> => {
    const yesterday = isoDate(clock.nowMs() - SETTLED_MS - DAY_MS);
    for (const deployment of await store.listActive(sql, DEPLOYMENTS_MAX)) {
      await compareOnce(deployment, yesterday);
      await demoteIfBroken(deps, deployment);
    }
    return false;
  };

  async function compareOnce(deployment: Deployment, yesterday: string): Promise<void> {
    const { deploymentId } = deployment;
    const [newest] = await store.listParity(sql, deploymentId, 1);
    if (newest !== undefined && newest.session >= yesterday) return;
    const compared = await compareSession(deps, deployment, yesterday);
    if (!compared.ok) {
      if (compared.error.kind !== "deployment.no_decisions")
        log.warn({ deploymentId, kind: compared.error.kind }, "Session not compared");
      return;
    }
    const { decisions, alike } = compared.value;
    log.info({ deploymentId, session: yesterday, decisions, alike }, "Session compared");
  }
}

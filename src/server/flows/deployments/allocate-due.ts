import { makeAccountStore } from "@/modules/portfolio/server";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { handOut, lastCloseMs, type ReckonDeps } from "./reckon-allocation";

export const ALLOCATE_EVERY_MS = 300_000;
const ACCOUNTS_MAX = 500;

/** Hands accounts out anew, once after each session of what their deployments trade. */
export function makeAllocateDue(deps: ReckonDeps) {
  const { sql, clock, log } = deps;
  const store = makeDeploymentStore();
  return async (): Promise<boolean> => {
    for (const { accountId, reckonedAtMs } of await store.listAllocations(sql, ACCOUNTS_MAX)) {
      const account = await makeAccountStore().find(sql, accountId);
      if (account === null || account.archivedAt !== null) continue;
      const deployments = await store.list(sql, { accountIds: [accountId], over: false });
      const symbols = deployments.flatMap(({ instruments }) => instruments);
      const closedMs = await lastCloseMs(deps, symbols, clock.nowMs());
      if (reckonedAtMs !== null && reckonedAtMs >= closedMs) continue;
      const actor = { kind: "system", userId: null, requestId: `allocation.${accountId}` } as const;
      const changed = await handOut(deps, account, { actor, force: false });
      if (changed > 0) log.info({ accountId, changed }, "Account handed out");
    }
    return false;
  };
}

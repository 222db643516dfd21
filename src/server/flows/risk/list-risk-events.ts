import { makeAccountStore } from "@/modules/portfolio/server";
import { makeWatchStore } from "@/modules/risk/server";
import type { RiskFlows } from "../contract/risk";
import type { FlowDeps } from "../deps";
import { sightOf } from "../trading/access";

/** What the live monitor saw and did on accounts that somebody may see, newest first. */
export const makeListRiskEvents =
  (deps: Pick<FlowDeps, "sql" | "prisma">): RiskFlows["listRiskEvents"] =>
  async (actor, accountId) => {
    const sight = await sightOf(deps, actor);
    const wanted = accountId === null ? null : [accountId];
    const seen = sight.all ? wanted : (wanted ?? sight.accountIds).filter((id) => sight.accountIds.includes(id));
    const [events, accounts] = await Promise.all([
      makeWatchStore().events(deps.sql, seen),
      makeAccountStore().list(deps.sql, null),
    ]);
    const names = new Map<string, string>(accounts.map((account) => [account.accountId, account.name]));
    return events.map((event) => ({ ...event, account: names.get(event.accountId) ?? event.accountId }));
  };

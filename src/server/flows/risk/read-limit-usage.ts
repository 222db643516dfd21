import { err, ok, quotient } from "@/modules/_kernel";
import { riskStateOf } from "@/modules/execution";
import { makeAccountStore } from "@/modules/portfolio/server";
import { limitOf, limitUsage, usageText } from "@/modules/risk";
import { makeLimitStore } from "@/modules/risk/server";
import type { LimitUsageView, RiskFlows } from "../contract/risk";
import type { FlowDeps } from "../deps";
import { accountIdOf, personOf, whyNotAccount } from "../trading/access";
import { readMarkets, readStanding } from "../trading/standing";
import { unknownAccount } from "../trading/submit-order";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "quotes" | "clock">;

/** How an account stands against the limits that bind it and its owner: the same state that an order is held against. */
export const makeReadLimitUsage = (deps: Deps): RiskFlows["readLimitUsage"] => {
  const { sql, prisma, clock } = deps;
  const limits = makeLimitStore();
  return async (actor, accountId) => {
    const id = accountIdOf(accountId);
    const account = id === null ? null : await makeAccountStore().find(sql, id);
    const why = whyNotAccount(account, await personOf(prisma, actor), { accountId, purpose: "see" });
    if (why !== null || account === null) return err(why ?? unknownAccount(accountId));
    const markets = await readMarkets(deps, account.accountId, []);
    const owner = { ...actor, userId: account.ownerId };
    const standing = await readStanding(sql, {
      account,
      markets,
      actor: owner,
      nowMs: clock.nowMs(),
      without: new Set(),
    });
    const state = riskStateOf(standing);
    const binding = (await limits.list(sql)).filter(
      ({ scope }) =>
        scope.of === "all" || scope.subject === (scope.of === "user" ? account.ownerId : account.accountId),
    );
    return ok(
      binding.flatMap(({ limitId, terms, scope, name }): readonly LimitUsageView[] => {
        const usage = limitUsage(limitOf(terms, { scope, name }), state);
        if (usage === null) return [];
        const { limit, used, symbol, isOver } = usage;
        return [
          {
            limitId,
            limit: limit.toFixed(),
            used: used === null ? null : usageText(used),
            part: used === null || limit.isZero() ? null : quotient(used, limit).toNumber(),
            symbol,
            isOver,
          },
        ];
      }),
    );
  };
};

import { err, ok, quotient, type Result } from "@/modules/_kernel";
import { riskStateOf } from "@/modules/execution";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore } from "@/modules/portfolio/server";
import { limitOf, limitUsage, type RiskLimit, type RiskState, usageText } from "@/modules/risk";
import { makeLimitStore } from "@/modules/risk/server";
import type { LimitUsageView, RiskFlows } from "../contract/risk";
import type { Actor } from "../contract/shared";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { accountIdOf, personOf, whyNotAccount } from "../trading/access";
import { readMarkets, readStanding } from "../trading/standing";
import { unknownAccount } from "../trading/submit-order";
import { readTerms } from "./limit-request";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "quotes" | "clock">;

/** How an account stands against limits: the same state that an order is held against. */
export function makeReadLimitUsage(deps: Deps): Pick<RiskFlows, "readLimitUsage" | "weighLimit"> {
  const limits = makeLimitStore();
  return {
    async readLimitUsage(actor, accountId) {
      const found = await standingOf(deps, actor, accountId);
      if (!found.ok) return found;
      const { account, state } = found.value;
      const binding = (await limits.list(deps.sql)).filter(
        ({ scope }) =>
          scope.of === "all" || scope.subject === (scope.of === "user" ? account.ownerId : account.accountId),
      );
      return ok(
        binding.flatMap(({ limitId, terms, scope, name }): readonly LimitUsageView[] => {
          const usage = usageView(limitOf(terms, { scope, name }), state);
          return usage === null ? [] : [{ limitId, ...usage }];
        }),
      );
    },

    async weighLimit(actor, { accountId, terms }) {
      const read = readTerms(terms);
      if (!read.ok) return read;
      const proposed = limitOf(read.value, { scope: { of: "all" }, name: null });
      const found = await standingOf(deps, actor, accountId, [proposed]);
      return found.ok ? ok(usageView(proposed, found.value.state)) : found;
    },
  };
}

async function standingOf(
  deps: Deps,
  actor: Actor,
  accountId: string,
  proposed: readonly RiskLimit[] = [],
): Promise<Result<{ readonly account: AccountFacts; readonly state: RiskState }, AppError>> {
  const { sql, prisma, clock } = deps;
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
    proposed,
  });
  return ok({ account, state: riskStateOf(standing) });
}

/** Null: a limit on orders alone, of which nothing is used before one comes. */
function usageView(riskLimit: RiskLimit, state: RiskState): Omit<LimitUsageView, "limitId"> | null {
  const usage = limitUsage(riskLimit, state);
  if (usage === null) return null;
  const { limit, used, symbol, isOver } = usage;
  return {
    limit: limit.toFixed(),
    used: used === null ? null : usageText(used),
    part: used === null || limit.isZero() ? null : quotient(used, limit).toNumber(),
    symbol,
    isOver,
  };
}

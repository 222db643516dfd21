import { err, ok, type Result, UserId } from "@/modules/_kernel";
import { effectiveState, type TradingStates } from "@/modules/execution";
import { readTradingStates, type StateScope, setTradingState } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { appendAudit } from "../../platform/audit";
import { findUser } from "../../platform/identity";
import type { Actor } from "../contract";
import type { TradingFlows, TradingStateView } from "../contract/trading";
import { runnableDeployment } from "../deployments/deployment-access";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { audienceOf, personOf } from "./access";
import { allowedAccount } from "./change-order";

/** A reason is one line. */
const REASON_MAX = 200;
/** Where a house without accounts is asked about: no account has this id. */
const NO_ACCOUNT = "";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "work" | "signals">;

/** Halts, lets go on, and says how trading stands. Needs the database and nothing else. */
export function makeTradingStateFlows(deps: Deps): Pick<TradingFlows, "setTradingState" | "readTradingState"> {
  const { sql, prisma, transactions, clock, work, signals } = deps;
  return {
    async setTradingState(actor, { accountId, deploymentId, state, reason }) {
      const why = reason.trim();
      if (why === "" || why.length > REASON_MAX)
        return err({ kind: "trading.reason_missing", path: "reason", facts: { max: REASON_MAX } });
      const found = await scopeFor(deps, actor, { accountId, deploymentId });
      if (!found.ok) return found;
      const { scope, account } = found.value;
      await transactions.run(async (tx) => {
        await setTradingState(tx, scope, { state, reason: why, by: actor.userId, since: clock.nowMs() });
        await appendAudit(tx, {
          actor,
          action: "trading.set_state",
          ...subjectOf(scope),
          details: { state, reason: why },
        });
        const audience = account === null ? null : audienceOf(account);
        await work.publish(tx, {
          topic: "trading.state",
          audience,
          payload: { accountId: account?.accountId ?? null },
        });
      });
      signals.send("trading", account?.accountId ?? "");
      if (scope.of === "deployment") signals.send("deployments", scope.deploymentId);
      const states = await readTradingStates(sql, account?.accountId ?? NO_ACCOUNT, deploymentId ?? null);
      return ok(await viewOf(prisma, states));
    },

    async readTradingState(actor, accountId) {
      const account = await allowedAccount(deps, actor, { accountId, purpose: "see" });
      if (!account.ok) return account;
      return ok(await viewOf(prisma, await readTradingStates(sql, accountId)));
    },
  };
}

function subjectOf(scope: StateScope) {
  if (scope.of === "all") return { subjectType: "house", subjectId: "trading" };
  return scope.of === "account"
    ? { subjectType: "account", subjectId: scope.accountId }
    : { subjectType: "deployment", subjectId: scope.deploymentId };
}

/** Whose state is meant, with the account that it is about; null: the house, which risk and administrators may set. */
async function scopeFor(
  deps: Pick<Deps, "sql" | "prisma">,
  actor: Actor,
  { accountId, deploymentId }: { readonly accountId: string | null; readonly deploymentId?: string | undefined },
): Promise<Result<{ readonly scope: StateScope; readonly account: AccountFacts | null }, AppError>> {
  if (deploymentId !== undefined) {
    const seen = await runnableDeployment(deps, actor, { deploymentId, purpose: "guard" });
    return seen.ok ? ok({ scope: { of: "deployment", deploymentId }, account: seen.value.account }) : seen;
  }
  if (accountId !== null) {
    const account = await allowedAccount(deps, actor, { accountId, purpose: "guard" });
    return account.ok ? ok({ scope: { of: "account", accountId }, account: account.value }) : account;
  }
  const { role } = await personOf(deps.prisma, actor);
  return role === "risk" || role === "admin"
    ? ok({ scope: { of: "all" }, account: null })
    : err({ kind: "trading.house_not_yours", path: "accountId" });
}

async function viewOf(prisma: FlowDeps["prisma"], states: TradingStates): Promise<TradingStateView> {
  const holds = effectiveState(states);
  const by = holds?.by == null ? null : await findUser(prisma, UserId.of(holds.by));
  return {
    effective: holds?.state ?? "active",
    all: states.all?.state ?? "active",
    account: states.account?.state ?? "active",
    since: holds?.since ?? null,
    by: by?.view.name ?? holds?.by ?? null,
    reason: holds?.reason ?? null,
  };
}

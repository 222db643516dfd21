import { err, ok, type Result, UserId } from "@/modules/_kernel";
import { effectiveState, type TradingStates } from "@/modules/execution";
import { readTradingStates, setTradingState } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { appendAudit } from "../../platform/audit";
import { findUser } from "../../platform/identity";
import type { Actor } from "../contract";
import type { TradingFlows, TradingStateView } from "../contract/trading";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { personOf } from "./access";
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
    async setTradingState(actor, { accountId, state, reason }) {
      const why = reason.trim();
      if (why === "" || why.length > REASON_MAX)
        return err({ kind: "trading.reason_missing", path: "reason", facts: { max: REASON_MAX } });
      const scope = await scopeFor(deps, actor, accountId);
      if (!scope.ok) return scope;
      const account = scope.value;
      await transactions.run(async (tx) => {
        const set = { state, reason: why, by: actor.userId, since: clock.nowMs() };
        await setTradingState(tx, accountId, set);
        await appendAudit(tx, {
          actor,
          action: "trading.set_state",
          subjectType: accountId === null ? "house" : "account",
          subjectId: accountId ?? "trading",
          details: { state, reason: why },
        });
        const audience = account === null ? null : account.ownerId;
        await work.publish(tx, { topic: "trading.state", audience, payload: { accountId } });
      });
      signals.send("trading", accountId ?? "");
      return ok(await viewOf(prisma, await readTradingStates(sql, accountId ?? NO_ACCOUNT)));
    },

    async readTradingState(actor, accountId) {
      const account = await allowedAccount(deps, actor, { accountId, purpose: "see" });
      if (!account.ok) return account;
      return ok(await viewOf(prisma, await readTradingStates(sql, accountId)));
    },
  };
}

/** The account that is meant, null for the house: risk and administrators may set that. */
async function scopeFor(
  deps: Pick<Deps, "sql" | "prisma">,
  actor: Actor,
  accountId: string | null,
): Promise<Result<AccountFacts | null, AppError>> {
  if (accountId !== null) return allowedAccount(deps, actor, { accountId, purpose: "guard" });
  const { role } = await personOf(deps.prisma, actor);
  return role === "risk" || role === "admin" ? ok(null) : err({ kind: "trading.house_not_yours", path: "accountId" });
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

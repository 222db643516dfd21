import { err, ok, type Result } from "@/modules/_kernel";
import { effectiveState, type TradingState } from "@/modules/execution";
import { makeOrderReads, readTradingStates } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import type { Deployment } from "@/modules/strategy";
import type { Actor } from "../../contract";
import type { StopScope, StopStep } from "../../contract/stop";
import { runnableDeployment } from "../../deployments/deployment-access";
import type { AppError } from "../../errors";
import { personOf } from "../../trading/access";
import { allowedAccount } from "../../trading/change-order";
import type { SubmitDeps } from "../../trading/submit-order";

/** Accounts that one pull of the switch goes through: more than one person keeps. */
const ACCOUNTS_MAX = 200;

/** What is stopped: each account by itself, and of a deployment the account that it trades. */
export interface StopTargets {
  readonly accounts: readonly AccountFacts[];
  readonly deployment: Deployment | null;
  readonly isMore: boolean;
}

export async function targetsOf(
  deps: SubmitDeps,
  actor: Actor,
  scope: StopScope,
): Promise<Result<StopTargets, AppError>> {
  if (scope.of === "deployment") {
    const seen = await runnableDeployment(deps, actor, { deploymentId: scope.deploymentId, purpose: "guard" });
    if (!seen.ok) return seen;
    const { account, deployment } = seen.value;
    return ok({ accounts: [account], deployment, isMore: false });
  }
  if (scope.of === "account") {
    const account = await allowedAccount(deps, actor, { accountId: scope.accountId, purpose: "guard" });
    return account.ok ? ok({ accounts: [account.value], deployment: null, isMore: false }) : account;
  }
  const { role } = await personOf(deps.prisma, actor);
  if (role !== "risk" && role !== "admin") return err({ kind: "trading.house_not_yours", path: "scope" });
  const all = await makeAccountStore().list(deps.sql, null);
  const busy: AccountFacts[] = [];
  for (const account of all) if (account.kind === "paper" && (await isBusy(deps, account))) busy.push(account);
  return ok({ accounts: busy.slice(0, ACCOUNTS_MAX), deployment: null, isMore: busy.length > ACCOUNTS_MAX });
}

async function isBusy({ sql }: SubmitDeps, { accountId }: AccountFacts): Promise<boolean> {
  const { positions } = await makeLedgerStore().readState(sql, accountId);
  if (positions.length > 0) return true;
  const query = { accountIds: [accountId], symbol: null, state: "open", cursor: null, limit: 1 } as const;
  return (await makeOrderReads(sql).listOrders(query)).rows.length > 0;
}

export interface StopStates {
  /** What holds now. */
  readonly before: TradingState;
  /** What would hold once the step is taken. */
  readonly after: TradingState;
  /** What the scope's own state becomes; null: a stricter one stands already. */
  readonly set: TradingState | null;
}

const STRICTNESS = { active: 0, reduce_only: 1, halted: 2 } as const;

/** How trading of an account stands before and after a step. Only flattening loosens a halt of the scope itself: closes must pass. */
export async function statesFor(
  { sql }: Pick<SubmitDeps, "sql">,
  { scope, step, accountId }: { readonly scope: StopScope; readonly step: StopStep; readonly accountId: string },
): Promise<StopStates> {
  const states = await readTradingStates(sql, accountId, scope.of === "deployment" ? scope.deploymentId : null);
  const part = scope.of === "deployment" ? "strategy" : scope.of;
  const own = states[part]?.state ?? "active";
  const wanted = step === "halted" ? "halted" : "reduce_only";
  const isLooser = STRICTNESS[wanted] < STRICTNESS[own];
  const set = isLooser && step !== "flatten" ? null : wanted;
  const after = [
    ...(["all", "account", "strategy"] as const).filter((each) => each !== part).map((each) => states[each]?.state),
    set ?? own,
  ].reduce<TradingState>(
    (most, each) => (each !== undefined && STRICTNESS[each] > STRICTNESS[most] ? each : most),
    "active",
  );
  return { before: effectiveState(states)?.state ?? "active", after, set };
}

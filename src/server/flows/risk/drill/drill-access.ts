import { err, type Result } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import { effectiveState } from "@/modules/execution";
import { makeOrderReads, readTradingStates } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { Actor } from "../../contract";
import type { DrillPlanTerms } from "../../contract/halt-drill";
import type { OrderRequest } from "../../contract/trading";
import type { AppError } from "../../errors";
import { personOf } from "../../trading/access";
import { allowedAccount } from "../../trading/change-order";
import { makeSubmitFlows, type SubmitDeps } from "../../trading/submit-order";

/** An order of a drill: one lot, and nothing else about it. */
export function drillOrder(
  of: Pick<OrderRequest, "accountId" | "symbol" | "side" | "qty" | "limitPrice" | "reduceOnly">,
): OrderRequest {
  return {
    ...of,
    ordType: of.limitPrice === null ? "market" : "limit",
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    timeInForce: "day",
    expireAt: null,
    postOnly: false,
    takeProfit: null,
    stopLoss: null,
  };
}

/** The account, where this person may plan a drill on it: risk and administrators, of what they may trade themselves. */
export async function drillAccount(
  deps: SubmitDeps,
  actor: Actor,
  accountId: string,
): Promise<Result<AccountFacts, AppError>> {
  const { role } = await personOf(deps.prisma, actor);
  if (role !== "risk" && role !== "admin") return err({ kind: "drill.not_yours" });
  return allowedAccount(deps, actor, { accountId, purpose: "trade" });
}

/** Why a drill may not begin now; null: it may. It closes whatever the account holds, so that must be nothing. */
export async function whyNotDrilled(
  deps: SubmitDeps,
  actor: Actor,
  { accountId, symbol }: Omit<DrillPlanTerms, "day">,
): Promise<AppError | null> {
  const account = await drillAccount(deps, actor, accountId);
  if (!account.ok) return account.error;
  const { name } = account.value;
  const [{ positions }, orders, deployments, states] = await Promise.all([
    makeLedgerStore().readState(deps.sql, account.value.accountId),
    makeOrderReads(deps.sql).listOrders({
      accountIds: [accountId],
      symbol: null,
      state: "open",
      cursor: null,
      limit: 1,
    }),
    makeDeploymentStore().list(deps.sql, { accountIds: [accountId], over: false }),
    readTradingStates(deps.sql, accountId),
  ]);
  if (positions.length > 0 || orders.rows.length > 0 || deployments.length > 0)
    return { kind: "drill.account_busy", path: "accountId", facts: { name } };
  if ((effectiveState(states)?.state ?? "active") !== "active")
    return { kind: "drill.not_active", path: "accountId", facts: { name } };
  return whyNotOpened(deps, actor, { accountId, symbol });
}

/** One lot could not be bought now: what a drill opens would be refused. */
async function whyNotOpened(
  deps: SubmitDeps,
  actor: Actor,
  { accountId, symbol }: Omit<DrillPlanTerms, "day">,
): Promise<AppError | null> {
  const instrument = await makeInstrumentStore(deps.sql).find(symbol.trim().toUpperCase());
  if (instrument === null)
    return { kind: "instrument.not_found", path: "symbol", facts: { symbol: symbol.slice(0, 80) } };
  const seen = await makeSubmitFlows(deps).previewOrder(
    actor,
    drillOrder({
      accountId,
      symbol: instrument.symbol,
      side: "buy",
      qty: instrument.lot,
      limitPrice: null,
      reduceOnly: false,
    }),
  );
  if (!seen.ok) return seen.error;
  const kinds = seen.value.breaches.map(({ kind }) => kind);
  return kinds.length === 0
    ? null
    : { kind: "drill.would_not_pass", path: "symbol", facts: { symbol: instrument.symbol, limits: kinds.join(", ") } };
}

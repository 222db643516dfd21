import { err, ok } from "@/modules/_kernel";
import type { AccountFacts } from "@/modules/portfolio";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../../platform/audit";
import type { Actor } from "../../contract";
import type { StopDoneView, StopFlows, StopOrderView, StopStep } from "../../contract/stop";
import type { OrderView } from "../../contract/trading";
import { makeFlatten } from "../../deployments/flatten-deployment";
import { withdrawOrders } from "../../deployments/steer-deployment";
import { untilNotOvertaken } from "../../trading/change-order";
import { makeCloseFlows } from "../../trading/close-position";
import type { SubmitDeps } from "../../trading/submit-order";
import { makeTradingStateFlows } from "../../trading/trading-state";
import { cancelOpening } from "../take-steps";
import { makePreviewStop } from "./preview-stop";
import { statesFor, targetsOf } from "./stop-targets";

const NO_ACCOUNT = "";
const KEY_MAX = 64;

/** The kill switch, step by step: what it would do, and doing it. Needs the database and nothing else, but for prices to close at. */
export function makeStopFlows(deps: SubmitDeps): StopFlows {
  const { transactions } = deps;
  const { setTradingState } = makeTradingStateFlows(deps);
  return {
    previewStop: makePreviewStop(deps),

    async stop(actor, { scope, step, reason, idempotencyKey }) {
      const targets = await targetsOf(deps, actor, scope);
      if (!targets.ok) return targets;
      const { accounts, deployment } = targets.value;
      const accountId = scope.of === "all" ? NO_ACCOUNT : (accounts[0]?.accountId ?? NO_ACCOUNT);
      const { set } = await statesFor(deps, { scope, step, accountId });
      if (set !== null) {
        const whose = scope.of === "deployment" ? { deploymentId: scope.deploymentId } : {};
        const done = await setTradingState(actor, {
          accountId: scope.of === "account" ? scope.accountId : null,
          ...whose,
          state: set,
          reason,
        });
        if (!done.ok) return err(done.error);
      }
      const views: StopDoneView[] = [];
      for (const account of accounts)
        views.push(
          deployment === null
            ? await stopAccount(deps, { actor, account, step, key: `stop-${idempotencyKey}`.slice(0, KEY_MAX) })
            : await stopDeployment(deps, {
                actor,
                account,
                step,
                key: idempotencyKey,
                deploymentId: deployment.deploymentId,
              }),
        );
      await transactions.run((tx) =>
        appendAudit(tx, {
          actor,
          action: "trading.stop",
          subjectType: scope.of === "all" ? "house" : scope.of,
          subjectId: deployment?.deploymentId ?? (scope.of === "account" ? scope.accountId : "trading"),
          details: { step, reason: reason.trim(), accounts: views.map(summaryOf) },
        }),
      );
      return ok({ accounts: views });
    },
  };
}

interface Stopping {
  readonly actor: Actor;
  readonly account: AccountFacts;
  readonly step: StopStep;
  readonly key: string;
}

const nothing = ({ accountId, name }: AccountFacts): StopDoneView => ({
  accountId,
  account: name,
  canceled: 0,
  closing: [],
  refused: [],
});

async function stopAccount(deps: SubmitDeps, { actor, account, step, key }: Stopping): Promise<StopDoneView> {
  const { accountId } = account;
  if (step === "cancel") {
    const { canceled } = await cancelOpening(deps, { actor, accountId, key: "stop" });
    return { ...nothing(account), canceled };
  }
  if (step !== "flatten") return nothing(account);
  const done = await makeCloseFlows(deps).flattenAccount(actor, { accountId, idempotencyKey: key });
  if (!done.ok) return { ...nothing(account), refused: [{ symbol: null, error: done.error }] };
  const { orders, canceled, refused } = done.value;
  return { ...nothing(account), canceled, closing: orders.map(orderView), refused };
}

async function stopDeployment(
  deps: SubmitDeps,
  { actor, account, step, key, deploymentId }: Stopping & { readonly deploymentId: string },
): Promise<StopDoneView> {
  if (step === "cancel") {
    const canceled = await untilNotOvertaken(() =>
      deps.transactions.run(async (tx) => {
        const locked = await makeDeploymentStore().lock(tx, deploymentId);
        return locked === null ? 0 : withdrawOrders(tx, deps, locked, "entries");
      }),
    );
    deps.signals.send("trading", account.accountId);
    return { ...nothing(account), canceled };
  }
  if (step !== "flatten") return nothing(account);
  const done = await makeFlatten(deps)(actor, { deploymentId, idempotencyKey: key });
  if (!done.ok) return { ...nothing(account), refused: [{ symbol: null, error: done.error }] };
  return { ...nothing(account), canceled: done.value.canceled, closing: done.value.orders.map(orderView) };
}

const orderView = ({ orderId, symbol, side, qty }: OrderView): StopOrderView => ({ orderId, symbol, side, qty });

const summaryOf = ({ accountId, canceled, closing, refused }: StopDoneView) => ({
  accountId,
  canceled,
  closing: closing.map(({ symbol, side, qty }) => ({ symbol, side, qty })),
  refused: refused.map(({ symbol, error }) => ({ symbol, why: error.kind })),
});

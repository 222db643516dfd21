import { err, ok, type Result, toDecimalText } from "@/modules/_kernel";
import { makeOrderReads } from "@/modules/execution/server";
import { decides } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import type { OrderRequest, OrderView } from "../contract/trading";
import type { AppError } from "../errors";
import { untilNotOvertaken } from "../trading/change-order";
import { makeDecision, type SubmitDeps } from "../trading/submit-order";
import { noDeployment, runnableDeployment } from "./deployment-access";
import { putForeignOrder } from "./foreign-order";
import { moveDeployment } from "./move-deployment";
import { actorOf, prepareMarkets } from "./prepare-markets";
import { withdrawOrders } from "./steer-deployment";
import { readSubBooks } from "./sub-books";

interface Flattened {
  readonly orders: readonly OrderView[];
  readonly canceled: number;
}

/**
 * Closes what a deployment holds by its own fills, at market: it is paused, its orders are canceled, and what is left on the account is
 * somebody else's. The same key is answered once.
 */
export function makeFlatten(deps: SubmitDeps) {
  const { sql, transactions, clock, signals } = deps;
  const store = makeDeploymentStore();
  return async (
    actor: Actor,
    { deploymentId, idempotencyKey }: { readonly deploymentId: string; readonly idempotencyKey: string },
  ): Promise<Result<Flattened, AppError>> => {
    const seen = await runnableDeployment(deps, actor, { deploymentId, purpose: "guard" });
    if (!seen.ok) return seen;
    const { deployment } = seen.value;
    if (deployment.mode === "shadow")
      return err({ kind: "deployment.shadow_flat", path: "deploymentId", facts: { name: deployment.name } });
    const { markets } = await prepareMarkets(deps, deployment, deployment.instruments);
    const done = await untilNotOvertaken(() =>
      transactions.run(
        async (tx): Promise<Result<{ readonly ids: readonly string[]; readonly canceled: number }, AppError>> => {
          const locked = await store.lock(tx, deploymentId);
          if (locked === null) return err(noDeployment(deploymentId));
          if (decides(locked.standing)) {
            const event = { type: "pause", atMs: clock.nowMs() } as const;
            await moveDeployment(tx, deps, locked, { event, by: actor.userId });
          }
          const canceled = await withdrawOrders(tx, deps, locked, "all");
          const held = (await readSubBooks(tx, [deploymentId])).get(deploymentId)?.positions ?? [];
          const ids: string[] = [];
          for (const { symbol, qty } of held) {
            if (qty.isZero()) continue;
            const market = markets.get(symbol);
            if (market === undefined || "refusal" in market)
              return err(market?.refusal ?? { kind: "instrument.not_found", path: "symbol", facts: { symbol } });
            const size = qty.isPositive() ? qty : qty.neg();
            const request = closing(deployment.accountId, symbol, {
              side: qty.isPositive() ? "sell" : "buy",
              qty: toDecimalText(size),
            });
            const key = `f.${idempotencyKey.slice(0, 40)}.${deployment.instruments.indexOf(symbol)}`;
            const sent = await makeDecision(deps).submit(tx, actorOf(locked), { key, request }, market.ready);
            if (!sent.ok) return err(sent.error.refusal);
            ids.push(...sent.value.orderIds);
            if (sent.value.written === null) continue;
            await putForeignOrder(tx, {
              deploymentId,
              epoch: locked.epoch,
              symbol,
              orderId: sent.value.orderIds[0] ?? null,
              quantity: -qty.toNumber(),
            });
          }
          const subject = { subjectType: "deployment", subjectId: deploymentId } as const;
          const details = { name: locked.name, orders: ids, canceled };
          await appendAudit(tx, { actor, action: "deployment.flatten", ...subject, details });
          return ok({ ids, canceled });
        },
      ),
    );
    if (!done.ok) return done;
    signals.send("deployments", deploymentId);
    signals.send("trading", deployment.accountId);
    return ok({ orders: await makeOrderReads(sql).findMany(done.value.ids), canceled: done.value.canceled });
  };
}

const closing = (
  accountId: string,
  symbol: string,
  { side, qty }: { readonly side: "buy" | "sell"; readonly qty: string },
): OrderRequest => ({
  accountId,
  symbol,
  side,
  qty,
  ordType: "market",
  limitPrice: null,
  stopPrice: null,
  trailAmount: null,
  trailPercent: null,
  timeInForce: "gtc",
  expireAt: null,
  reduceOnly: true,
  postOnly: false,
  takeProfit: null,
  stopLoss: null,
});

import { err, ok } from "@/modules/_kernel";
import { findOrderOfKey, keysOfOrders, listStrays, makeOrderReads } from "@/modules/execution/server";
import type { TradingFlows } from "../contract/trading";
import { sightOf } from "./access";
import { allowedAccount, makeChangeFlows } from "./change-order";
import { makeCloseFlows } from "./close-position";
import { makeOrderReadFlows, noOrder } from "./read-orders";
import { makeSubmitFlows, type SubmitDeps } from "./submit-order";
import { makeTradingStateFlows } from "./trading-state";

/** Strays of an account that are shown: each waits for a person, and there should be none. */
const STRAYS_MAX = 200;

/** Joins the flows about orders. */
export function makeTradingFlows(deps: SubmitDeps): TradingFlows {
  const { sql, transactions } = deps;
  return {
    ...makeSubmitFlows(deps),
    ...makeChangeFlows(deps),
    ...makeCloseFlows(deps),
    ...makeTradingStateFlows(deps),
    ...makeOrderReadFlows({ sql, transactions, sightOf: (actor) => sightOf(deps, actor) }),
    async findOrderByKey(actor, { accountId, key }) {
      const account = await allowedAccount(deps, actor, { accountId, purpose: "see" });
      if (!account.ok) return account;
      const orderId = await findOrderOfKey(sql, { accountId: account.value.accountId, key });
      const order = orderId === null ? null : await makeOrderReads(sql).find(orderId);
      return order === null ? err(noOrder(key)) : ok(order);
    },
    async readOrderKeys(actor, { accountId, orderIds }) {
      const account = await allowedAccount(deps, actor, { accountId, purpose: "see" });
      return account.ok ? ok(await keysOfOrders(sql, account.value.accountId, orderIds)) : account;
    },
    async listStrays(actor, accountId) {
      const account = await allowedAccount(deps, actor, { accountId, purpose: "see" });
      return account.ok ? ok(await listStrays(sql, account.value.accountId, STRAYS_MAX)) : account;
    },
  };
}

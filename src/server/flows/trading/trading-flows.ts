import { ok } from "@/modules/_kernel";
import { listStrays } from "@/modules/execution/server";
import type { TradingFlows } from "../contract/trading";
import { sightOf } from "./access";
import { allowedAccount, makeChangeFlows } from "./change-order";
import { makeCloseFlows } from "./close-position";
import { makeOrderReadFlows } from "./read-orders";
import { makeSubmitFlows, type SubmitDeps } from "./submit-order";
import { makeTradingStateFlows } from "./trading-state";

/** Strays of an account that are shown: each waits for a person, and there should be none. */
const STRAYS_MAX = 200;

/** Joins the flows about orders. */
export function makeTradingFlows(deps: SubmitDeps): TradingFlows {
  const { sql } = deps;
  return {
    ...makeSubmitFlows(deps),
    ...makeChangeFlows(deps),
    ...makeCloseFlows(deps),
    ...makeTradingStateFlows(deps),
    ...makeOrderReadFlows({ sql, sightOf: (actor) => sightOf(deps, actor) }),
    async listStrays(actor, accountId) {
      const account = await allowedAccount(deps, actor, { accountId, purpose: "see" });
      return account.ok ? ok(await listStrays(sql, account.value.accountId, STRAYS_MAX)) : account;
    },
  };
}

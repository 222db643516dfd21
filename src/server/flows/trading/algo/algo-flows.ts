import { err, ok } from "@/modules/_kernel";
import { makeAlgoStore, makeOrderReads } from "@/modules/execution/server";
import type { AlgoFlows } from "../../contract/algos";
import { sightOf } from "../access";
import type { SubmitDeps } from "../submit-order";
import { algoView, noAlgo, sliceViews } from "./algo-views";
import { makeCreateAlgo } from "./create-algo";
import { makeSteerAlgo } from "./steer-algo";

/** Joins the flows about parent orders. */
export function makeAlgoFlows(deps: SubmitDeps): AlgoFlows {
  const { sql } = deps;
  const store = makeAlgoStore();
  return {
    ...makeCreateAlgo(deps),
    ...makeSteerAlgo(deps),
    async listAlgos(actor, { accountId, ...query }) {
      const sight = await sightOf(deps, actor);
      const asked = accountId === null ? null : [accountId];
      const accountIds = sight.all
        ? asked
        : sight.accountIds.filter((each) => accountId === null || each === accountId);
      const page = await store.list(sql, { ...query, accountIds });
      const children = await store.childrenOf(
        sql,
        page.rows.map(({ algoId }) => algoId),
      );
      return ok({ ...page, rows: page.rows.map((algo) => algoView(algo, children.get(algo.algoId) ?? [])) });
    },
    async readAlgo(actor, algoId) {
      const [sight, algo] = await Promise.all([sightOf(deps, actor), store.find(sql, algoId)]);
      if (algo === null || !(sight.all || sight.accountIds.includes(algo.accountId))) return err(noAlgo(algoId));
      const children = (await store.childrenOf(sql, [algoId])).get(algoId) ?? [];
      const [orders, transitions] = await Promise.all([
        makeOrderReads(sql).findMany(children.map(({ orderId }) => orderId)),
        store.transitionsOf(sql, algoId),
      ]);
      return ok({ algo: algoView(algo, children), slices: sliceViews(algo.slices), children: orders, transitions });
    },
  };
}

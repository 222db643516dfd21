import { err, ok } from "@/modules/_kernel";
import { type CorporateAction, isoDate } from "@/modules/data";
import { makeCorporateActionStore, makeInstrumentStore } from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { ActionView, CorporateActionFlows } from "../contract/corporate-actions";
import { type ActionDeps, makeImportActions, publishActionsChange } from "./import-actions";

/** Corporate actions, as the web and the command line ask for them. */
export function makeCorporateActionFlows(deps: ActionDeps): CorporateActionFlows {
  const { sql, transactions, clock, work } = deps;
  return {
    importActions: makeImportActions(deps),

    async listActions(symbol) {
      const instrument = await makeInstrumentStore(sql).find(symbol.toUpperCase());
      if (instrument === null) return err({ kind: "instrument.not_found", path: "symbol", facts: { symbol } });
      const { actions } = await makeCorporateActionStore(sql).known(instrument.instrumentId, null);
      const rows = actions.toReversed().map((action) => actionView(action, instrument.symbol));
      return ok({ currency: instrument.currency, rows });
    },

    removeAction: (actor, actionId) =>
      transactions.run(async (tx) => {
        const removed = await makeCorporateActionStore(sql).remove(tx, actionId, clock.nowMs());
        if (removed === null) return err({ kind: "actions.not_found", path: "actionId", facts: { actionId } });
        const { symbol, type, exDate, ratio, amount, source } = actionView(removed, removed.symbol);
        await appendAudit(tx, {
          actor,
          action: "actions.remove",
          subjectType: "instrument",
          subjectId: symbol,
          details: { actionId, type, exDate, ratio, amount, source },
        });
        await publishActionsChange(work, tx, symbol);
        return ok(null);
      }),
  };
}

function actionView(action: CorporateAction, symbol: string): ActionView {
  return {
    actionId: action.actionId,
    symbol,
    type: action.type,
    exDate: isoDate(action.exDateMs),
    ratio: action.type === "split" ? action.ratio : null,
    amount: action.type === "dividend" ? action.amount : null,
    currency: action.type === "dividend" ? action.currency : "",
    oldSymbol: action.type === "symbol_change" ? action.oldSymbol : null,
    newSymbol: action.type === "symbol_change" ? action.newSymbol : null,
    source: action.source,
    knownAt: action.knownAtMs,
  };
}

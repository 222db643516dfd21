import { err, ok } from "@/modules/_kernel";
import { PAPER_LATENCY_MS_MAX } from "@/modules/execution";
import { ordersIn, readPaperTerms, writePaperTerms } from "@/modules/execution/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { appendAudit } from "../../platform/audit";
import type { PaperFlows, PaperTermsView } from "../contract/paper";
import type { Answer } from "../contract/shared";
import { audienceOf } from "./access";
import { allowedAccount } from "./change-order";
import { makeBustFlows } from "./practice-bust";
import { makeOutageFlows } from "./practice-outage";
import { type SubmitDeps, unknownAccount } from "./submit-order";

/** What people set of the simulated venue of a paper account. */
export function makePaperFlows(deps: SubmitDeps): PaperFlows {
  const { sql, transactions, clock, signals, work } = deps;
  return {
    ...makeOutageFlows(deps),
    ...makeBustFlows(deps),
    async readPaperTerms(actor, accountId) {
      const account = await allowedAccount(deps, actor, { accountId, purpose: "see" });
      return account.ok ? ok(await readPaperTerms(sql, account.value.accountId)) : account;
    },

    async setPaperTerms(actor, { accountId, fillModel, resolution, latencyMs }) {
      if (latencyMs !== null && !isLatency(latencyMs))
        return err({ kind: "paper.latency", path: "latencyMs", facts: { max: PAPER_LATENCY_MS_MAX } });
      const allowed = await allowedAccount(deps, actor, { accountId, purpose: "trade" });
      if (!allowed.ok) return allowed;
      const terms = { fillModel, resolution, latencyMs };
      const set = await transactions.run(async (tx): Answer<PaperTermsView> => {
        const account = await makeLedgerStore().lockAccount(tx, allowed.value.accountId);
        if (account === null) return err(unknownAccount(accountId));
        const [open] = await ordersIn(tx).listOpen(account.accountId, 1);
        if (open !== undefined)
          return err({ kind: "paper.open_orders", path: "accountId", facts: { name: account.name } });
        await writePaperTerms(tx, account.accountId, terms, { by: actor.userId, at: clock.nowMs() });
        await appendAudit(tx, {
          actor,
          action: "paper.set_terms",
          subjectType: "account",
          subjectId: accountId,
          details: terms,
        });
        await work.publish(tx, { topic: "accounts.changed", audience: audienceOf(account), payload: { accountId } });
        return ok(terms);
      });
      if (set.ok) signals.send("trading", accountId);
      return set;
    },
  };
}

const isLatency = (ms: number): boolean => Number.isInteger(ms) && ms >= 0 && ms <= PAPER_LATENCY_MS_MAX;

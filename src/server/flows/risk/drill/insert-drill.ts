import type { AccountFacts } from "@/modules/portfolio";
import type { HaltDrill } from "@/modules/risk";
import { makeDrillStore } from "@/modules/risk/server";
import { appendAudit } from "../../../platform/audit";
import type { Actor } from "../../contract";
import type { SubmitDeps } from "../../trading/submit-order";

/** Writes a drill down as a wish. Null: another one is not over. */
export async function insertDrill(
  { transactions, clock, newId, work }: Pick<SubmitDeps, "transactions" | "clock" | "newId" | "work">,
  actor: Actor,
  {
    account,
    symbol,
    trigger,
  }: { readonly account: AccountFacts; readonly symbol: string; readonly trigger: HaltDrill["trigger"] },
): Promise<HaltDrill | null> {
  const drill: HaltDrill = {
    drillId: newId(),
    accountId: account.accountId,
    symbol: symbol.trim().toUpperCase(),
    trigger,
    askedBy: actor.userId,
    askedAt: clock.nowMs(),
    startedAt: null,
    beatAt: null,
    endedAt: null,
    outcome: null,
    steps: [],
  };
  return transactions.run(async (tx): Promise<HaltDrill | null> => {
    if ((await makeDrillStore().insert(tx, drill)) === "one_runs") return null;
    await appendAudit(tx, {
      actor,
      action: "drill.begin",
      subjectType: "halt_drill",
      subjectId: drill.drillId,
      details: { accountId: drill.accountId, symbol: drill.symbol, trigger },
    });
    await work.publish(tx, { topic: "risk.drills", audience: null, payload: { drillId: drill.drillId } });
    return drill;
  });
}

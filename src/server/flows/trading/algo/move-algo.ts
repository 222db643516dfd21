import { err, ok, type Result, type SqlPort } from "@/modules/_kernel";
import { type Algo, type AlgoEvent, applyAlgoEvent } from "@/modules/execution";
import { makeAlgoStore } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { appendAudit } from "../../../platform/audit";
import type { Actor } from "../../contract";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";
import { audienceOf } from "../access";

interface Moving {
  readonly actor: Actor;
  readonly account: Pick<AccountFacts, "accountId" | "ownerId" | "members">;
  readonly algo: Algo;
  readonly event: AlgoEvent;
  readonly refusal?: string;
}

/** Writes a step of a parent with its audit row and its news. Under the account's lock, of a parent that is locked. */
export async function moveAlgo(
  tx: SqlPort,
  work: FlowDeps["work"],
  { actor, account, algo, event, refusal }: Moving,
): Promise<Result<null, AppError>> {
  const moved = applyAlgoEvent(algo.standing, event);
  if (!moved.ok)
    return err({ kind: "algo.not_now", path: "algoId", facts: { algoId: algo.algoId, status: moved.error.status } });
  const by = actor.kind === "system" ? null : actor.userId;
  await makeAlgoStore().move(tx, algo, { standing: moved.value, event: event.type, refusal: refusal ?? null, by });
  const { status, reason } = moved.value;
  await appendAudit(tx, {
    actor,
    action: `algo.${event.type}`,
    subjectType: "algo",
    subjectId: algo.algoId,
    details: { accountId: account.accountId, from: algo.standing.status, to: status, reason, refusal: refusal ?? null },
  });
  await tellOfAlgo(tx, work, account, algo.algoId);
  return ok(null);
}

/** News of a parent, for whoever has to do with its account. */
export function tellOfAlgo(
  tx: SqlPort,
  work: FlowDeps["work"],
  account: Pick<AccountFacts, "accountId" | "ownerId" | "members">,
  algoId: string,
): Promise<void> {
  const { accountId } = account;
  return work.publish(tx, { topic: "algos.changed", audience: audienceOf(account), payload: { accountId, algoId } });
}

/**
 * Ends the parents of an account, or of one symbol of it, with the orders that are canceled: who gets out of something wants no
 * more of it to be sent. Under the account's lock.
 */
export async function endAlgosOf(
  tx: SqlPort,
  { work, clock }: Pick<FlowDeps, "work" | "clock">,
  actor: Actor,
  { account, symbol }: { readonly account: AccountFacts; readonly symbol: string | null },
): Promise<void> {
  for (const algo of await makeAlgoStore().lockActiveOf(tx, account.accountId)) {
    if (symbol !== null && algo.symbol !== symbol) continue;
    const event: AlgoEvent = { type: "cancel", atMs: clock.nowMs(), reason: "orders_canceled" };
    await moveAlgo(tx, work, { actor, account, algo, event });
  }
}

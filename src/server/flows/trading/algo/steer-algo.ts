import { err, ok, type Result } from "@/modules/_kernel";
import type { AlgoEvent } from "@/modules/execution";
import { makeAlgoStore } from "@/modules/execution/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { Actor } from "../../contract";
import type { AlgoFlows } from "../../contract/algos";
import type { AppError } from "../../errors";
import { allowedAccount, untilNotOvertaken } from "../change-order";
import type { SubmitDeps } from "../submit-order";
import { algoView, noAlgo } from "./algo-views";
import { moveAlgo } from "./move-algo";
import { withdrawChildren } from "./withdraw-children";

/** Pauses, lets go on and cancels parents: what works of them goes with it, in the same transaction. */
export function makeSteerAlgo(deps: SubmitDeps): Pick<AlgoFlows, "pauseAlgo" | "resumeAlgo" | "cancelAlgo"> {
  const { sql, transactions, clock, work, signals } = deps;
  const store = makeAlgoStore();

  const steer = async (actor: Actor, algoId: string, verb: "pause" | "resume" | "cancel") => {
    const known = await store.find(sql, algoId);
    if (known === null) return err(noAlgo(algoId));
    const { accountId } = known;
    // Who only takes risk away needs no more than that.
    const purpose = verb === "resume" ? "trade" : "guard";
    const allowed = await allowedAccount(deps, actor, { accountId, purpose });
    if (!allowed.ok) return err(allowed.error.kind === "trading.account_unknown" ? noAlgo(algoId) : allowed.error);
    const done = await untilNotOvertaken(() =>
      transactions.run(async (tx): Promise<Result<null, AppError>> => {
        const account = await makeLedgerStore().lockAccount(tx, accountId);
        const algo = account === null ? null : await store.lock(tx, algoId);
        if (account === null || algo === null) return err(noAlgo(algoId));
        const atMs = clock.nowMs();
        const event: AlgoEvent = verb === "resume" ? { type: verb, atMs } : { type: verb, atMs, reason: "asked" };
        const moved = await moveAlgo(tx, work, { actor, account, algo, event });
        if (moved.ok && verb !== "resume") await withdrawChildren(tx, deps, account, algoId);
        return moved;
      }),
    );
    if (!done.ok) return done;
    signals.send("trading", accountId);
    signals.send("trading", "");
    const [algo, children] = await Promise.all([store.find(sql, algoId), store.childrenOf(sql, [algoId])]);
    return ok(algoView(algo ?? known, children.get(algoId) ?? []));
  };
  return {
    pauseAlgo: (actor, algoId) => steer(actor, algoId, "pause"),
    resumeAlgo: (actor, algoId) => steer(actor, algoId, "resume"),
    cancelAlgo: (actor, algoId) => steer(actor, algoId, "cancel"),
  };
}

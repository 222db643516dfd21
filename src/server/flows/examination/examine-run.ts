import { setImmediate } from "node:timers/promises";
import { err, ok, type RunId, type SqlPort } from "@/modules/_kernel";
import { type BacktestRun, type ExamineRunPayload, examineRunJob } from "@/modules/strategy";
import { makeExaminationStore, makeExamineRun, makeRunStore } from "@/modules/strategy/server";
import type { JobHandler, Work } from "../../platform/work";
import { toAppError } from "../backtest-views";
import type { FlowDeps } from "../deps";
import { makeStoredMarket } from "../stored-bars";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "work">;

/** Asks for the examination of a run, in the transaction that finished it or of a person who wants it anew. */
export function submitExamination(
  work: Work,
  tx: SqlPort,
  { runId, title, requestId }: { readonly runId: RunId; readonly title: string; readonly requestId: string },
) {
  // Nobody is told when it ends: it belongs to a run, whose page shows it.
  return work.submit(tx, { contract: examineRunJob, payload: { runId }, title, createdBy: null, requestId });
}

/**
 * Examines one finished run, see `makeExamineRun`, and keeps what it found with the news of it. Safe to run twice: the
 * later examination replaces the earlier one.
 */
export const makeExamineRunHandler = (deps: Deps): JobHandler<ExamineRunPayload> => {
  const { sql, prisma, transactions, work } = deps;
  const examine = makeExamineRun(makeStoredMarket(sql));
  const runs = makeRunStore(sql, prisma);
  const examinations = makeExaminationStore(sql);
  return async ({ runId }, job) => {
    const run = await runs.find(runId);
    if (run === null) return err({ kind: "backtest.not_found" });
    const { card, resultHash } = run;
    if (card === null || resultHash === null) {
      return err({ kind: "backtest.not_finished", facts: { status: run.status } });
    }
    const examined = await examine(
      { spec: run.spec, moments: card, resultHash, tries: await examinations.triesOf(run) },
      {
        signal: job.signal,
        progress: (done, total) => job.progress(done, total, "runs"),
        yieldTurn: () => setImmediate(),
      },
    );
    if (!examined.ok) return err(toAppError(examined.error));
    await transactions.run(async (tx) => {
      await examinations.write(tx, runId, examined.value);
      await work.publish(tx, { topic: "backtest.examined", audience: null, payload: { runId } });
    });
    return ok({ runId, verdict: examined.value.examination.verdict });
  };
};

/** What the job of a run's examination is called in the tray. */
export function examinationTitle({ spec }: Pick<BacktestRun, "spec">): string {
  return `Examine ${spec.symbol} ${spec.strategy}`;
}

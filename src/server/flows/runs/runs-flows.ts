import { err, ok } from "@/modules/_kernel";
import { isoTime } from "@/modules/data";
import { symbolsOf } from "@/modules/strategy";
import { makeExaminationStore, makeHashDataNow, makeRunStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import type { RunsFlows } from "../contract/runs";
import type { FlowDeps } from "../deps";
import { makeStoredMarket } from "../stored-bars";
import { signRun } from "./signed-run";
import { readSigningKey } from "./signing-key";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "dataDir">;

/** Room of a file name for symbols. */
const SYMBOLS_IN_NAME = 60;

/** What people do with runs that are there. */
export function makeRunsFlows({ sql, prisma, transactions, dataDir }: Deps): RunsFlows {
  const runs = makeRunStore(sql, prisma);
  const examinations = makeExaminationStore(sql);
  const hashNow = makeHashDataNow(makeStoredMarket(sql));
  return {
    async remarkOnRun(actor, runId, remarks) {
      const isThere = await transactions.run(async (tx) => {
        if (!(await runs.remark(tx, runId, remarks))) return false;
        await appendAudit(tx, {
          actor,
          action: "backtest.remark",
          subjectType: "backtest",
          subjectId: runId,
          details: { note: remarks.note, tags: remarks.tags },
        });
        return true;
      });
      return isThere ? ok(remarks) : err({ kind: "backtest.not_found" });
    },

    listRunTags: () => runs.listTags(),

    async readRunNotes(runId) {
      if ((await runs.find(runId)) === null) return err({ kind: "backtest.not_found" });
      return ok(await runs.readNotes(runId));
    },

    async checkRunData(runId) {
      const run = await runs.find(runId);
      if (run === null) return err({ kind: "backtest.not_found" });
      const { card } = run;
      if (card === null) return err({ kind: "backtest.not_finished", facts: { status: run.status } });
      const now = await hashNow(run.spec);
      const barsThen = card.bars;
      if (!now.ok) return ok({ changed: null, reason: now.error.kind, barsThen, barsNow: null });
      return ok({ changed: now.value.dataHash !== card.dataHash, reason: null, barsThen, barsNow: now.value.bars });
    },

    async exportRun(runId) {
      const run = await runs.find(runId);
      if (run === null) return err({ kind: "backtest.not_found" });
      const { card, stats, resultHash, spec } = run;
      if (card === null || stats === null || resultHash === null) {
        return err({ kind: "backtest.not_finished", facts: { status: run.status } });
      }
      const found = await examinations.find(runId);
      const { createdAtMs, finishedAtMs, currency, note, tags } = run;
      const content = {
        runId,
        spec: { ...spec },
        currency,
        card: { ...card },
        stats,
        resultHash,
        createdAt: isoTime(createdAtMs),
        finishedAt: finishedAtMs === null ? null : isoTime(finishedAtMs),
        examination:
          found === null ? null : { verdict: found.examination.verdict, findings: found.examination.findings },
        note,
        tags,
      };
      const signed = signRun({ format: "bifrost-run", formatVersion: 1, run: content }, await readSigningKey(dataDir));
      const symbols = symbolsOf(spec)
        .join("-")
        .replaceAll(/[^A-Za-z0-9-]+/g, "")
        .slice(0, SYMBOLS_IN_NAME);
      return ok({
        fileName: `run-${spec.strategy.replaceAll(/[^A-Za-z0-9-]+/g, "-")}-${symbols}-${runId}.json`,
        json: `${JSON.stringify(signed, null, 2)}\n`,
      });
    },
  };
}

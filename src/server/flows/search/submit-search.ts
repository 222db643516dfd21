import { err, type JobId, ok } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import { checkSearchFor, planSearchJob } from "@/modules/strategy";
import { catchFault, makeSearchStore } from "@/modules/strategy/server";
import { appendAudit } from "../../platform/audit";
import { jobUpdated, requestCancel } from "../../platform/work";
import { toAppError } from "../backtest-views";
import type { SearchFlows } from "../contract/search";
import type { FlowDeps } from "../deps";
import { refuseWindow } from "../refuse-window";
import { makeFindRunnable } from "../strategies/find-strategy";
import { advanceSearch } from "./advance-search";
import { searchChanged, searchRefused } from "./search-views";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "work" | "signals" | "newId">;

/** Chunks that can have a job at once, several times over. */
const SENT_MAX = 100;

/** Asking for a search, ending it, and going on with it. */
export function makeChangeSearches(deps: Deps): Pick<SearchFlows, "submitSearch" | "cancelSearch" | "resumeSearch"> {
  return { submitSearch: makeSubmit(deps), cancelSearch: makeCancel(deps), resumeSearch: makeResume(deps) };
}

function makeSubmit({ sql, prisma, transactions, work, newId }: Deps): SearchFlows["submitSearch"] {
  const store = makeSearchStore(sql);
  const findRunnable = makeFindRunnable({ sql, prisma });
  return async (actor, input) => {
    const runnable = await findRunnable(actor, input.strategy, "test");
    if (!runnable.ok) return runnable;
    const { found, bound } = runnable.value;
    const { trades, definition } = found;
    // A search looks beyond values that were chosen for it.
    if (bound !== null && !bound.some(({ isFree }) => isFree))
      return err({ kind: "publication.no_search", path: "strategy", facts: { strategy: input.strategy } });
    if (trades === "several") {
      const expected = "a strategy on one instrument and one length of bars";
      return err({ kind: "search.space_invalid", path: "strategy", facts: { expected } });
    }
    const checked = await catchFault(definition.name, async () => {
      await definition.ahead?.({});
      return checkSearchFor(definition, input);
    });
    if (!checked.ok) return err(searchRefused(checked.error));
    const { spec, space } = checked.value;
    const instrument = await makeInstrumentStore(sql).find(spec.symbol);
    if (instrument === null) return err(toAppError({ kind: "instrument.not_found", symbol: spec.symbol }));
    const refusal = await refuseWindow(sql, instrument, spec);
    if (refusal !== null) return err(refusal);
    const searchId = newId();
    const trials = spec.method.kind === "grid" ? space.points : spec.method.trials;
    const jobId = await transactions.run(async (tx) => {
      const submitted = await work.submit(tx, {
        contract: planSearchJob,
        payload: { searchId },
        title: `${spec.symbol} ${spec.strategy} search: plan`,
        createdBy: null,
        requestId: actor.requestId,
      });
      const { instrumentId, currency } = instrument;
      const createdBy = actor.userId;
      await store.insert(tx, { searchId, jobId: submitted, spec, instrumentId, currency, createdBy, trials });
      await appendAudit(tx, {
        actor,
        action: "search.submit",
        subjectType: "search",
        subjectId: searchId,
        details: { strategy: spec.strategy, symbol: spec.symbol, resolution: spec.resolution, trials },
      });
      await work.publish(tx, searchChanged(searchId));
      return submitted;
    });
    return ok({ searchId, jobId });
  };
}

function makeCancel({ sql, transactions, work, signals }: Deps): SearchFlows["cancelSearch"] {
  const store = makeSearchStore(sql);
  return async (actor, searchId) => {
    const record = await store.find(searchId);
    if (record === null) return err({ kind: "search.not_found" });
    const stopped = await transactions.run(async (tx) => {
      const status = await store.lock(tx, searchId);
      if (status !== "queued" && status !== "running") return null;
      const sent = await store.listChunks(tx, searchId, ["sent"], SENT_MAX);
      const jobs = [record.jobId, ...sent.flatMap(({ jobId }) => (jobId === null ? [] : [jobId]))];
      const asked: JobId[] = [];
      for (const jobId of jobs) {
        const canceled = await requestCancel(tx, jobId);
        if (canceled === null) continue;
        await work.publish(tx, jobUpdated(canceled));
        asked.push(jobId);
      }
      await store.cancelChunks(tx, searchId);
      await store.end(tx, searchId, { status: "canceled" });
      await appendAudit(tx, {
        actor,
        action: "search.cancel",
        subjectType: "search",
        subjectId: searchId,
        details: { trialsDone: record.trialsDone },
      });
      await work.publish(tx, searchChanged(searchId));
      return asked;
    });
    if (stopped === null) return err({ kind: "search.ended", facts: { status: record.status } });
    for (const jobId of stopped) signals.send("cancel", jobId);
    return ok(null);
  };
}

function makeResume(deps: Deps): SearchFlows["resumeSearch"] {
  const { sql, transactions, work } = deps;
  const store = makeSearchStore(sql);
  return async (actor, searchId) => {
    const record = await store.find(searchId);
    if (record === null) return err({ kind: "search.not_found" });
    const resumed = await transactions.run(async (tx) => {
      const status = await store.lock(tx, searchId);
      if (status === null || status === "queued" || status === "running") return false;
      const reopened = await store.reopenChunks(tx, searchId);
      if (reopened === 0 && status === "succeeded") return false;
      if (record.plan === null) {
        const jobId = await work.submit(tx, {
          contract: planSearchJob,
          payload: { searchId },
          title: `${record.spec.symbol} ${record.spec.strategy} search: plan`,
          createdBy: null,
          requestId: actor.requestId,
        });
        await store.setStatus(tx, searchId, "queued", jobId);
      } else {
        await store.setStatus(tx, searchId, "running", null);
        await advanceSearch(tx, deps, record);
      }
      await appendAudit(tx, {
        actor,
        action: "search.resume",
        subjectType: "search",
        subjectId: searchId,
        details: { reopened },
      });
      await work.publish(tx, searchChanged(searchId));
      return true;
    });
    return resumed ? ok(null) : err({ kind: "search.complete", facts: { status: record.status } });
  };
}

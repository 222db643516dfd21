import { err, ok, type SqlPort } from "@/modules/_kernel";
import { listDayChanges } from "@/modules/portfolio/server";
import { type LimitTerms, REPLAYED_OF_ACCOUNTS, REPLAYED_OF_RUNS, simulateLimitJob } from "@/modules/risk";
import { makeLimitStore, makeSimulationStore } from "@/modules/risk/server";
import { appendAudit } from "../../../platform/audit";
import { readJob } from "../../../platform/work";
import type { Actor } from "../../contract";
import type { LimitReplayFlows, ReplaySource } from "../../contract/limit-replay";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";
import { maySee, peopleFor } from "../limit-people";
import { readTerms } from "../limit-request";
import { findSource, type SourceFacts } from "./read-source";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "work" | "newId" | "clock">;

interface Asked {
  readonly terms: LimitTerms;
  readonly source: ReplaySource;
  readonly limitId: string | null;
}

/** Asks for a past to be played again under a limit that was not there, as a job. */
export function makeSimulateLimit(deps: Deps): LimitReplayFlows["simulateLimit"] {
  return async (actor, { terms, source, limitId }) => {
    const read = readTerms(terms);
    if (!read.ok) return read;
    const replayed = source.of === "run" ? REPLAYED_OF_RUNS : REPLAYED_OF_ACCOUNTS;
    if (!replayed.has(read.value.kind))
      return err({ kind: "limit.not_replayed", path: "terms.kind", facts: { kind: read.value.kind, of: source.of } });
    const found = await findSource(deps, actor, source);
    if (!found.ok) return found;
    const why = (await whyNoPast(deps, found.value)) ?? (await whyNotLimit(deps, actor, limitId));
    if (why !== null) return err(why);
    return ok(await deps.transactions.run((tx) => queue(deps, tx, actor, { terms: read.value, source, limitId })));
  };
}

/** What can be said of a past without reading it; the rest is said by the job. */
async function whyNoPast({ sql, clock }: Deps, facts: SourceFacts): Promise<AppError | null> {
  if (facts.of === "run") {
    const { status } = facts.run;
    return status === "succeeded" ? null : { kind: "backtest.not_finished", path: "source.runId", facts: { status } };
  }
  const [first] = await listDayChanges(sql, facts.account.accountId, null);
  const today = new Date(clock.nowMs()).toISOString().slice(0, "2026-01-01".length);
  return first === undefined || first.day >= today ? { kind: "limit.past_empty", path: "source.accountId" } : null;
}

/** A limit that the person may not see is not there for them. */
async function whyNotLimit(deps: Deps, actor: Actor, limitId: string | null): Promise<AppError | null> {
  if (limitId === null) return null;
  const [limit, people] = await Promise.all([makeLimitStore().find(deps.sql, limitId), peopleFor(deps, actor)]);
  return limit !== null && maySee(people, limit.scope)
    ? null
    : { kind: "limit.not_found", path: "limitId", facts: { limitId } };
}

/** Simulation, job and audit in the caller's transaction; what is asked already is not asked again. */
async function queue({ work, newId, clock }: Deps, tx: SqlPort, actor: Actor, { terms, source, limitId }: Asked) {
  const simulations = makeSimulationStore();
  const question = { terms, source, limitId, askedBy: actor.userId };
  const open = await simulations.holdOpen(tx, question);
  if (open !== null) {
    const job = await readJob(tx, open.jobId);
    if (job !== null && job.finishedAt === null) return { simulationId: open.simulationId, jobId: open.jobId };
    // Its job ended without it: canceled before it began, or it lost its workers.
    await simulations.end(tx, open.simulationId, { at: clock.nowMs(), result: null });
  }
  const simulationId = newId();
  const jobId = await work.submit(tx, {
    contract: simulateLimitJob,
    payload: { simulationId },
    // Everybody reads the tray: neither whose past it is nor what the limit says.
    title: `Limit simulation: ${terms.kind.replaceAll("_", " ")}`,
    createdBy: actor.userId,
    requestId: actor.requestId,
  });
  await simulations.insert(tx, { ...question, simulationId, jobId, askedAt: clock.nowMs() });
  await appendAudit(tx, {
    actor,
    action: "limit.simulate",
    subjectType: "limit_simulation",
    subjectId: simulationId,
    details: { terms, source, limitId },
  });
  return { simulationId, jobId };
}

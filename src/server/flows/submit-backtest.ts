import { type EpochMs, err, ok, type Result, RunId } from "@/modules/_kernel";
import { type Instrument, makeSeriesReader } from "@/modules/data";
import { makeBarStore, makeInstrumentStore } from "@/modules/data/server";
import { type BacktestSpec, checkSpec, runBacktestJob } from "@/modules/strategy";
import { makeRunStore } from "@/modules/strategy/server";
import { appendAudit } from "../platform/audit";
import { toAppError } from "./backtest-views";
import type { Actor, BacktestSpecInput, Flows } from "./contract";
import type { FlowDeps } from "./deps";
import type { AppError } from "./errors";

export type SubmitDeps = Pick<FlowDeps, "prisma" | "sql" | "transactions" | "work" | "newId">;

/**
 * Accepts a backtest: checks everything that can be said without reading bars, then writes the run and its job in one
 * transaction. Each call is a run of its own.
 */
export const makeSubmitBacktest =
  (deps: SubmitDeps): Flows["submitBacktest"] =>
  async (actor, input) => {
    const accepted = await accept(deps, input);
    if (!accepted.ok) return accepted;
    return enqueueRun(deps, actor, { ...accepted.value, rerunOf: null });
  };

interface Accepted {
  readonly spec: BacktestSpec;
  readonly instrument: Instrument;
}

async function accept({ sql }: SubmitDeps, input: BacktestSpecInput): Promise<Result<Accepted, AppError>> {
  const checked = checkSpec(input);
  if (!checked.ok) return err(toAppError(checked.error));
  const { spec } = checked.value;
  const { symbol, resolution } = spec;
  const instrument = await makeInstrumentStore(sql).find(symbol);
  if (instrument === null) return err(toAppError({ kind: "instrument.not_found", symbol }));
  const source = await makeSeriesReader(makeBarStore(sql), "stored").sourceOf(instrument, resolution);
  if (source === null || isOutside(spec, source)) {
    const { firstMs = null, lastMs = null } = source ?? {};
    return err(toAppError({ kind: "backtest.window_empty", symbol, resolution, firstMs, lastMs }));
  }
  return ok({ spec, instrument });
}

/** More than the largest offset of a time zone: a date this far outside is outside everywhere. */
const DAY_MS = 86_400_000;

/** Whether the dates miss everything there is, whatever the exchange's clocks. What is close is told by reading the bars. */
function isOutside({ from, to }: BacktestSpec, { firstMs, lastMs }: { firstMs: EpochMs; lastMs: EpochMs }): boolean {
  if (from !== null && Date.parse(from) - DAY_MS > lastMs) return true;
  return to !== null && Date.parse(to) + 2 * DAY_MS < firstMs;
}

interface Queued extends Accepted {
  readonly rerunOf: RunId | null;
}

/** Writes a run with its job and its audit row: all of them, or none. */
export async function enqueueRun(
  { transactions, prisma, work, newId }: SubmitDeps,
  actor: Actor,
  { spec, instrument, rerunOf }: Queued,
): ReturnType<Flows["submitBacktest"]> {
  const runId = RunId.of(newId());
  const jobId = await transactions.run(async (tx) => {
    const submitted = await work.submit(tx, {
      contract: runBacktestJob,
      payload: { runId },
      title: `${spec.symbol} ${spec.strategy}`,
      createdBy: actor.userId,
      requestId: actor.requestId,
    });
    await makeRunStore(tx, prisma).insert(tx, {
      runId,
      jobId: submitted,
      spec,
      instrumentId: instrument.instrumentId,
      currency: instrument.currency,
      rerunOf,
      createdBy: actor.userId,
    });
    await appendAudit(tx, {
      actor,
      action: rerunOf === null ? "backtest.submit" : "backtest.rerun",
      subjectType: "backtest",
      subjectId: runId,
      details: { strategy: spec.strategy, symbol: spec.symbol, resolution: spec.resolution, rerunOf },
    });
    return submitted;
  });
  return ok({ runId, jobId });
}

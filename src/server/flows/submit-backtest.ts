import { err, invariant, ok, type Result, RunId } from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import {
  type BacktestSpec,
  type CheckedSpec,
  checkPortfolioSpecFor,
  checkSpecFor,
  runBacktestJob,
  type SpecError,
  symbolsOf,
} from "@/modules/strategy";
import { catchFault, makeRunStore } from "@/modules/strategy/server";
import { appendAudit } from "../platform/audit";
import { toAppError } from "./backtest-views";
import type { Actor, BacktestSpecInput, Flows } from "./contract";
import type { FlowDeps } from "./deps";
import type { AppError } from "./errors";
import { refuseWindow } from "./refuse-window";
import { letInBy, makeFindRunnable } from "./strategies/find-strategy";

export type SubmitDeps = Pick<FlowDeps, "prisma" | "sql" | "transactions" | "work" | "newId">;

/**
 * Accepts a backtest: checks everything that can be said without reading bars, then writes the run and its job in one
 * transaction. Each call is a run of its own.
 */
export const makeSubmitBacktest =
  (deps: SubmitDeps): Flows["submitBacktest"] =>
  async (actor, input) => {
    const accepted = await accept(deps, actor, input);
    if (!accepted.ok) return accepted;
    return enqueueRun(deps, actor, { ...accepted.value, rerunOf: null });
  };

interface Accepted {
  readonly spec: BacktestSpec;
  readonly instrument: Instrument;
  /** Those besides it, in the order of the request. */
  readonly others: readonly Instrument[];
}

async function accept(deps: SubmitDeps, actor: Actor, input: BacktestSpecInput): Promise<Result<Accepted, AppError>> {
  const { sql } = deps;
  const checked = await checkRunSpec(deps, actor, input);
  if (!checked.ok) return checked;
  const spec = checked.value;
  const wanted = [...symbolsOf(spec), ...(spec.benchmark === undefined ? [] : [spec.benchmark])];
  const found: Instrument[] = [];
  for (const symbol of wanted) {
    const instrument = await withBars(sql, symbol, spec);
    if (!instrument.ok) return instrument;
    found.push(instrument.value);
  }
  const [instrument, ...others] = found.slice(0, symbolsOf(spec).length);
  invariant(instrument !== undefined, "a request has an instrument");
  return ok({ spec, instrument, others });
}

/** The instrument of that symbol, if there are bars of it for the request. */
async function withBars(
  sql: SubmitDeps["sql"],
  symbol: string,
  spec: BacktestSpec,
): Promise<Result<Instrument, AppError>> {
  const instrument = await makeInstrumentStore(sql).find(symbol);
  const path = symbol === spec.symbol ? "symbol" : symbol === spec.benchmark ? "benchmark" : "others";
  if (instrument === null) return err({ ...toAppError({ kind: "instrument.not_found", symbol }), path });
  const refusal = await refuseWindow(sql, instrument, spec);
  if (refusal === null) return ok(instrument);
  return err(path === "symbol" ? refusal : { ...refusal, path });
}

/** Checks a request by what its strategy trades. */
async function checkRunSpec(
  deps: SubmitDeps,
  actor: Actor,
  input: BacktestSpec,
): Promise<Result<BacktestSpec, AppError>> {
  const runnable = await makeFindRunnable(deps)(actor, input.strategy, "test");
  if (!runnable.ok) return runnable;
  const { trades, definition } = runnable.value.found;
  const checked = await catchFault<Pick<CheckedSpec, "spec">, SpecError>(definition.name, async () => {
    await definition.ahead?.(input.params);
    return trades === "one" ? checkSpecFor(definition, input) : checkPortfolioSpecFor(definition, input);
  });
  if (!checked.ok) return err(toAppError(checked.error));
  const { spec } = checked.value;
  const letIn = letInBy(runnable.value, spec.params);
  return letIn.ok ? ok(spec) : letIn;
}

/** Symbols that the title of a job names: a tray shows no more. */
const SYMBOLS_IN_TITLE = 4;
interface Queued extends Accepted {
  readonly rerunOf: RunId | null;
}

/** Writes a run with its job and its audit row: all of them, or none. */
export async function enqueueRun(
  { transactions, prisma, work, newId }: SubmitDeps,
  actor: Actor,
  { spec, instrument, others, rerunOf }: Queued,
): ReturnType<Flows["submitBacktest"]> {
  const runId = RunId.of(newId());
  const jobId = await transactions.run(async (tx) => {
    const submitted = await work.submit(tx, {
      contract: runBacktestJob,
      payload: { runId },
      title: `${symbolsOf(spec).slice(0, SYMBOLS_IN_TITLE).join(" ")} ${spec.strategy}`,
      createdBy: actor.userId,
      requestId: actor.requestId,
    });
    await makeRunStore(tx, prisma).insert(tx, {
      runId,
      jobId: submitted,
      spec,
      instrumentId: instrument.instrumentId,
      otherInstrumentIds: others.map(({ instrumentId }) => instrumentId),
      currency: instrument.currency,
      rerunOf,
      createdBy: actor.userId,
    });
    await appendAudit(tx, {
      actor,
      action: rerunOf === null ? "backtest.submit" : "backtest.rerun",
      subjectType: "backtest",
      subjectId: runId,
      details: {
        strategy: spec.strategy,
        symbol: spec.symbol,
        ...(spec.others === undefined ? {} : { others: spec.others }),
        resolution: spec.resolution,
        rerunOf,
      },
    });
    return submitted;
  });
  return ok({ runId, jobId });
}

import { assertNever, type SqlPort } from "@/modules/_kernel";
import { type BacktestRun, findBuiltIn, type RunRefusal } from "@/modules/strategy";
import type { ExecuteError } from "@/modules/strategy/server";
import { readJob } from "../platform/work";
import { adjustmentRefused } from "./adjustment-refused";
import type { BacktestRunView, JobStatus, JobView } from "./contract";
import { type AppError, type AppErrorKind, CODE_BY_KIND } from "./errors";
import { makeFindStrategy } from "./strategies/find-strategy";

/** A module's refusal as flows answer it. Dates go out as milliseconds; texts are the catalog's. */
export function toAppError(error: ExecuteError): AppError {
  switch (error.kind) {
    case "strategy.not_found":
      return { kind: error.kind, path: "strategy", facts: { name: error.name, known: error.known.join(", ") } };
    case "strategy.params_invalid": {
      const issues = error.issues.map(({ path, message }) => ({
        path: path === "" ? "params" : `params.${path}`,
        message,
      }));
      return { kind: error.kind, path: issues[0]?.path ?? "params", facts: { name: error.name }, issues };
    }
    case "strategy.faulted": {
      const { name, reason, message, line, column, bar } = error;
      return { kind: error.kind, path: "strategy", facts: { name, reason, message, line, column, bar } };
    }
    case "backtest.spec_invalid": {
      const { path, expected } = error;
      return { kind: error.kind, path, facts: { expected }, issues: [{ path, message: expected }] };
    }
    case "instrument.not_found":
      return { kind: error.kind, path: "symbol", facts: { symbol: error.symbol } };
    case "backtest.window_empty": {
      const { symbol, resolution, firstMs, lastMs } = error;
      return { kind: error.kind, path: "from", facts: { symbol, resolution, firstMs, lastMs } };
    }
    case "adjust.dividend_too_large":
    case "adjust.days_needed":
      return adjustmentRefused(error);
    case "backtest.window_short":
      return { kind: error.kind, path: "from", facts: { bars: error.bars, needed: error.needed } };
    case "backtest.canceled":
      return { kind: error.kind };
    default:
      return assertNever(error, "toAppError");
  }
}

const isKnownKind = (kind: string): kind is AppErrorKind => kind in CODE_BY_KIND;

/** A refusal as it was stored: made by {@link toAppError}, maybe by an older version of it. */
export function storedError(error: RunRefusal): AppError {
  const { kind, ...facts } = error;
  return isKnownKind(kind) ? { kind, ...facts } : { kind: "backtest.unsupported", facts: { kind } };
}

/** How a run stands: what it wrote itself, and while it is not at its end, what its job knows. */
interface Standing {
  readonly status: JobStatus;
  readonly error: JobView["error"];
  readonly finishedAt: JobView["finishedAt"];
}

async function standingOf(sql: SqlPort, run: BacktestRun): Promise<Standing> {
  const { status, finishedAtMs } = run;
  if (finishedAtMs !== null) {
    return { status, error: run.error === null ? null : storedError(run.error), finishedAt: finishedAtMs };
  }
  const job = await readJob(sql, run.jobId);
  // The job is gone, so whatever worked on it is too: nobody will finish this run.
  if (job === null)
    return { status: "failed", error: { kind: "job.fault", requestId: "" }, finishedAt: run.createdAtMs };
  // A job ends right after its run: for that moment the run's own word is older.
  return { status: job.status === "succeeded" ? status : job.status, error: job.error, finishedAt: job.finishedAt };
}

/** What a strategy is called; its name where there is none of it any more. */
export function strategyTitle(name: string): string {
  const found = findBuiltIn(name);
  return found.ok ? found.value.definition.title : name;
}

/** The same where it may be somebody's own. */
export async function titleOf(sql: SqlPort, name: string): Promise<string> {
  const found = await makeFindStrategy({ sql })(name);
  return found.ok ? found.value.definition.title : strategyTitle(name);
}

/** A run as people see it. */
export async function toRunView(sql: SqlPort, run: BacktestRun): Promise<BacktestRunView> {
  const { resultHash, resultHashRepeated } = run;
  return {
    ...(await standingOf(sql, run)),
    runId: run.runId,
    jobId: run.jobId,
    spec: run.spec,
    strategyTitle: await titleOf(sql, run.spec.strategy),
    note: run.note,
    tags: run.tags,
    currency: run.currency,
    card: run.card,
    stats: run.stats,
    resultHash,
    rerunOf: run.rerunOf,
    verdict: run.verdict,
    sameBits: resultHash === null || resultHashRepeated === null ? null : resultHash === resultHashRepeated,
    createdAt: run.createdAtMs,
  };
}

import { assertNever, EpochMs, err, invariant, ok, type Result } from "@/modules/_kernel";
import { type BarColumns, barCount } from "@/modules/data";
import {
  type CheckedSearch,
  ENGINE_VERSION,
  gridPoints,
  paramsOf,
  periodsPerYearOf,
  planWalkForward,
  randomPoints,
  returnEnds,
  type SearchPayload,
  type SearchPlan,
  suggestPoints,
  trialSpec,
  type WalkWindow,
} from "@/modules/strategy";
import { hashColumns, makeSearchStore } from "@/modules/strategy/server";
import type { JobHandler } from "../../platform/work";
import { toAppError } from "../backtest-views";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { advanceSearch } from "./advance-search";
import { makeSearchBars } from "./load-search-bars";
import { checkedOf, chunkTrials, returnEveryDays, TPE_ROUND_TRIALS } from "./search-rules";
import { searchChanged, searchRefused } from "./search-views";

type Deps = Pick<FlowDeps, "sql" | "transactions" | "work" | "build">;

/** Points that are looked at to know how long the slowest combination warms up, where not all are known. */
const WARM_UP_SAMPLE = 500;

/**
 * Settles what a search runs on (bars as of a moment, windows, combinations), cuts it into chunks and sends the first of
 * them. Safe to run twice: a plan that is there stays. Refuses what the bars cannot give; then the search ends as failed.
 */
export const makePlanSearchHandler =
  (deps: Deps): JobHandler<SearchPayload> =>
  async ({ searchId }) => {
    const store = makeSearchStore(deps.sql);
    const record = await store.find(searchId);
    invariant(record !== null, `search ${searchId} was written with its job`);
    if (record.plan !== null || record.finishedAtMs !== null) return ok({ searchId });
    const checked = await checkedOf(deps, record.spec);
    const settled = await settle(deps, checked);
    await deps.transactions.run(async (tx) => {
      const status = await store.lock(tx, searchId);
      if (status !== "queued") return;
      if (!settled.ok) {
        await store.end(tx, searchId, { status: "failed", error: settled.error });
        await deps.work.publish(tx, searchChanged(searchId));
        return;
      }
      const { plan, points, trials, chunk } = settled.value;
      await store.setPlan(tx, searchId, plan, trials);
      await store.addChunks(tx, searchId, cut(points, chunk));
      await store.setStatus(tx, searchId, "running", null);
      await advanceSearch(tx, deps, { ...record, plan, trials });
    });
    return settled.ok ? ok({ searchId }) : settled;
  };

interface Settled {
  readonly plan: SearchPlan;
  readonly points: readonly number[];
  /** In all: a model proposes most of its points later. */
  readonly trials: number;
  /** Combinations of a chunk. */
  readonly chunk: number;
}

async function settle(deps: Deps, checked: CheckedSearch): Promise<Result<Settled, AppError>> {
  const { spec, definition } = checked;
  const loaded = await makeSearchBars(deps)(trialSpec(spec, {}), null);
  if (!loaded.ok) return err(toAppError(loaded.error));
  const { bars, asOfMs, actionsAsOfMs, tradesAtWeekends, calendar } = loaded.value;
  const points = firstPoints(checked);
  if (!points.ok) return points;
  if (points.value.length === 0) return err({ kind: "search.no_point", path: "constraints" });
  const warmUp = slowestWarmUp(checked, points.value);
  if (barCount(bars) < warmUp) {
    return err({ kind: "backtest.window_short", path: "from", facts: { bars: barCount(bars), needed: warmUp } });
  }
  const windows = spec.walkForward === null ? ok([]) : planWalkForward(barCount(bars), spec.walkForward, warmUp);
  if (!windows.ok) return err(searchRefused(windows.error));
  const trials = spec.method.kind === "tpe" ? spec.method.trials : points.value.length;
  const days = returnEnds(bars.time, 1).length;
  return ok({
    points: points.value,
    trials,
    chunk: chunkTrials(barsWalked(bars, windows.value)),
    plan: {
      asOfMs,
      actionsAsOfMs,
      dataHash: hashColumns({ ...bars }),
      bars: barCount(bars),
      firstMs: EpochMs.of(bars.time[0] ?? 0),
      lastMs: EpochMs.of(bars.time.at(-1) ?? 0),
      periodsPerYear: periodsPerYearOf(spec.resolution, tradesAtWeekends),
      windows: windows.value,
      returnEveryDays: returnEveryDays(days, trials),
      calendar,
      code: deps.build.commit,
      engineVersion: ENGINE_VERSION,
      strategyVersion: definition.version,
    },
  });
}

function firstPoints({ spec, space, accepts }: CheckedSearch): Result<readonly number[], AppError> {
  const { method, seed } = spec;
  switch (method.kind) {
    case "grid": {
      const grid = gridPoints(space, accepts);
      return grid.ok ? ok([...grid.value]) : err(searchRefused(grid.error));
    }
    case "random":
      return ok(randomPoints(space, accepts, { trials: method.trials, seed }));
    case "tpe":
      return ok(
        suggestPoints({ space, accepts, observed: [], count: Math.min(method.trials, TPE_ROUND_TRIALS), seed }),
      );
    default:
      return assertNever(method, "firstPoints");
  }
}

/** Bars that the slowest of the combinations watches before it can decide. */
function slowestWarmUp({ space, definition, accepts, spec }: CheckedSearch, points: readonly number[]): number {
  const more =
    spec.method.kind === "tpe" ? randomPoints(space, accepts, { trials: WARM_UP_SAMPLE, seed: spec.seed }) : [];
  let slowest = 0;
  for (const point of [...points, ...more]) {
    const prepared = definition.prepare(paramsOf(space, point));
    if (prepared.ok) slowest = Math.max(slowest, prepared.value.warmUpBars);
  }
  return slowest;
}

function barsWalked(bars: BarColumns, windows: readonly WalkWindow[]): number {
  return windows.reduce((sum, { trainFrom, trainTo }) => sum + trainTo - trainFrom, barCount(bars));
}

function cut(points: readonly number[], size: number): readonly (readonly number[])[] {
  const chunks: (readonly number[])[] = [];
  for (let from = 0; from < points.length; from += size) chunks.push(points.slice(from, from + size));
  return chunks;
}

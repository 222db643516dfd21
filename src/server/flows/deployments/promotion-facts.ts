import { EpochMs } from "@/modules/_kernel";
import { resolutionMs } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import {
  type BacktestRun,
  type Deployment,
  deepestFall,
  type PromotionFacts,
  profitCurve,
  STAGES,
  type StrategyParams,
} from "@/modules/strategy";
import { makeDeploymentStore, makeRunStore, makeSearchStore } from "@/modules/strategy/server";
import type { FlowDeps } from "../deps";
import { linesOf, multipliersOf, readSubBooks, type SubBook } from "./sub-books";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "clock">;

/** Runs, searches, sessions and approvals that are looked at: newest first. */
const READ_MAX = 100;
/** Points of a curve of profit: more than a screen is wide. */
export const CURVE_POINTS_MAX = 1_500;

/** The next stage of a deployment; null: there is none. */
export const nextStage = ({ stage }: Pick<Deployment, "stage">) => STAGES[STAGES.indexOf(stage) + 1] ?? null;

/** What is known of a deployment as it runs now: of its version with its parameters, and of what it did. */
export async function readFacts(deps: Deps, deployment: Deployment): Promise<PromotionFacts> {
  const { sql, prisma } = deps;
  const { deploymentId, strategy } = deployment;
  const store = makeDeploymentStore();
  const [runs, searches, books, parity, days, shadows, approvals] = await Promise.all([
    makeRunStore(sql, prisma).list({ strategy }, null, READ_MAX),
    makeSearchStore(sql).list(null, READ_MAX),
    readSubBooks(sql, [deploymentId]),
    store.listParity(sql, deploymentId, READ_MAX),
    store.countDays(sql, deploymentId),
    store.shadowsOf(sql, deploymentId),
    store.listApprovals(sql, deploymentId, READ_MAX),
  ]);
  const own = runs.filter((run) => isOwnRun(run, deployment));
  const verdicts = own.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]));
  const best = own.find(({ verdict }) => verdict === "trust") ?? own.find(({ verdict }) => verdict !== null) ?? own[0];
  const walked = searches.find(
    ({ status, spec, plan, outcome }) =>
      status === "succeeded" &&
      spec.strategy === strategy &&
      plan?.strategyVersion === deployment.strategyVersion &&
      isTraded(spec, deployment) &&
      outcome?.walk != null,
  );
  const shadowBars = await Promise.all(shadows.map((shadow) => store.countDecisions(sql, shadow.deploymentId)));
  const next = nextStage(deployment);
  const given = approvals.filter(
    (each) =>
      each.stage === next &&
      each.strategy === strategy &&
      each.strategyVersion === deployment.strategyVersion &&
      isSame(each.params, deployment.params),
  );
  const book = books.get(deploymentId);
  return {
    runs: own.length,
    verdict: verdicts.includes("trust") ? "trust" : (verdicts[0] ?? null),
    runTrades: best?.stats?.trades ?? null,
    runDrawdown: best?.stats?.maxDrawdown == null ? null : Math.abs(best.stats.maxDrawdown),
    searchReturn: walked?.outcome?.walk?.totalReturn ?? null,
    searchTrades: walked?.outcome?.walk?.trades ?? null,
    days,
    trades: book?.fills.length ?? 0,
    parity: worstOf(parity),
    fall:
      days === 0
        ? null
        : deepestFall(await readCurve(deps, deployment, { book, afterMs: EpochMs.of(0) }), Number(deployment.capital)),
    shadowBars: Math.max(0, ...shadowBars),
    approvals: new Set(given.map(({ by }) => by)).size,
  };
}

const worstOf = (parity: readonly { readonly decisions: number; readonly alike: number }[]): number | null =>
  parity.length === 0
    ? null
    : Math.min(...parity.map(({ decisions, alike }) => (decisions === 0 ? 1 : alike / decisions)));

const isTraded = (
  { symbol, others, resolution }: Pick<BacktestRun["spec"], "symbol" | "others" | "resolution">,
  deployment: Deployment,
): boolean =>
  resolution === deployment.resolution &&
  [symbol, ...(others ?? [])].some((each) => deployment.instruments.includes(each));

/** Whether a run is of this very version with these very parameters, on one of its instruments and on bars of that length. */
export const isOwnRun = ({ status, spec, card }: BacktestRun, deployment: Deployment): boolean =>
  status === "succeeded" &&
  card?.strategyVersion === deployment.strategyVersion &&
  isSame(spec.params, deployment.params) &&
  isTraded(spec, deployment);

/** Whether two complete sets of parameters are the same. */
export function isSame(left: StrategyParams, right: StrategyParams): boolean {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) => left[name] === right[name]);
}

/** Profit of a deployment over time, at closes that it saw; at most {@link CURVE_POINTS_MAX} points. */
export async function readCurve(
  { sql, clock }: Pick<Deps, "sql" | "clock">,
  deployment: Deployment,
  { book, afterMs }: { readonly book: SubBook | undefined; readonly afterMs: EpochMs },
) {
  const { deploymentId, createdAtMs, resolution } = deployment;
  const spanMs = clock.nowMs() - Math.max(createdAtMs, afterMs);
  const everyMs = Math.max(resolutionMs(resolution), Math.ceil(spanMs / CURVE_POINTS_MAX));
  const moments = await makeDeploymentStore().closesSince(sql, deploymentId, {
    afterMs,
    everyMs,
    limit: CURVE_POINTS_MAX + 2,
  });
  const fills = book?.fills ?? [];
  const multipliers = await multipliersOf(
    makeInstrumentStore(sql),
    fills.map(({ symbol }) => symbol),
  );
  const lines = linesOf(fills, multipliers);
  return profitCurve(
    fills.flatMap(({ at, symbol, side, qty, price }, index) => {
      const line = lines[index];
      if (line === undefined) return [];
      const multiplier = line.multiplier.toNumber();
      const quantity = (side === "buy" ? 1 : -1) * qty.toNumber();
      const cash = -quantity * price.toNumber() * multiplier - line.fees.toNumber();
      return [{ atMs: at, symbol, quantity, cash, multiplier }];
    }),
    moments,
  );
}

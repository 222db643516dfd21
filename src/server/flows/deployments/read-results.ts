import { EpochMs, ok } from "@/modules/_kernel";
import { changesOf, type Deployment, profitBand } from "@/modules/strategy";
import { makeDeploymentStore, makeRunStore } from "@/modules/strategy/server";
import type { DeploymentCurveView, ResultFlows } from "../contract/deployment-results";
import type { FlowDeps } from "../deps";
import { seenDeployment } from "./deployment-access";
import { isOwnRun, readCurve } from "./promotion-facts";
import { readSubBooks } from "./sub-books";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "clock">;

const RUNS_MAX = 100;
const LOG_MAX = 200;
/** Bars that a band reaches over: beyond them it says little, and would take long. */
const BAND_BARS_MAX = 50_000;

/** What a deployment came to, and what it wrote. */
export function makeResultFlows(deps: Deps): ResultFlows {
  const { sql } = deps;
  const store = makeDeploymentStore();
  return {
    async readDeploymentCurve(actor, deploymentId) {
      const seen = await seenDeployment(deps, actor, deploymentId);
      if (!seen.ok) return seen;
      const { deployment } = seen.value;
      const book = (await readSubBooks(sql, [deploymentId])).get(deploymentId);
      const curve = await readCurve(deps, deployment, { book, afterMs: EpochMs.of(0) });
      const points = curve.map(({ atMs, profit }) => ({ at: EpochMs.of(atMs), profit }));
      return ok({ points, band: await bandOf(deps, deployment, points) });
    },
    async listDeploymentLog(actor, { deploymentId, cursor, limit }) {
      const seen = await seenDeployment(deps, actor, deploymentId);
      if (!seen.ok) return seen;
      const asked = Math.min(Math.max(1, limit), LOG_MAX);
      const beforeMs = cursor !== null && /^\d{1,15}$/.test(cursor) ? EpochMs.of(Number(cursor)) : null;
      const rows = await store.listNotes(sql, deploymentId, { beforeMs, limit: asked + 1 });
      const page = rows.slice(0, asked);
      const last = page.at(-1);
      return ok({
        rows: page.map(({ momentMs, barMs, lines }) => ({ barAt: barMs, closedAt: momentMs, lines })),
        cursor: rows.length > asked && last !== undefined ? String(last.momentMs) : null,
      });
    },
  };
}

/** The band of the newest run of the very same, over as many bars as were decided on. */
async function bandOf(
  { sql, prisma }: Deps,
  deployment: Deployment,
  points: DeploymentCurveView["points"],
): Promise<DeploymentCurveView["band"]> {
  const last = points.at(-1);
  if (last === undefined) return null;
  const runs = makeRunStore(sql, prisma);
  const listed = await runs.list({ strategy: deployment.strategy }, null, RUNS_MAX);
  const run = listed.find((each) => isOwnRun(each, deployment));
  if (run === undefined) return null;
  const { equity } = await runs.readSeries(run.runId, ["equity"]);
  const bars = Math.min(BAND_BARS_MAX, await makeDeploymentStore().countDecisions(sql, deployment.deploymentId));
  if (equity === undefined) return null;
  const inUnits = Object.hasOwn(deployment.params, "quantity");
  const changes = changesOf(Float64Array.from(equity), { capital: Number(deployment.capital), inUnits });
  const steps = profitBand(changes, bars);
  if (steps === null) return null;
  const placed = steps.map(({ bars: after, low, middle, high }) => {
    const at = points[Math.round((after / bars) * (points.length - 1))]?.at ?? last.at;
    return { at, low, middle, high };
  });
  const end = placed.at(-1);
  if (end === undefined) return null;
  const place = last.profit < end.low ? "below" : last.profit > end.high ? "above" : "inside";
  return { runId: run.runId, steps: placed, place };
}

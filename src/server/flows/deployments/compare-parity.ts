import { setImmediate } from "node:timers/promises";
import { EpochMs, err, ok, type Result } from "@/modules/_kernel";
import { isoDate } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { type OrderFill, readFillsOf } from "@/modules/execution/server";
import {
  CLOSED_OUT,
  type ComparedDecision,
  type ComparedFill,
  compareDecisions,
  type Deployment,
  type DeploymentOrder,
  type DeploymentParity,
  type StoredDecision,
  type ToldFill,
} from "@/modules/strategy";
import { makeDeploymentStore, makeOpenWindow } from "@/modules/strategy/server";
import { toAppError } from "../backtest-views";
import type { DeploymentFlows, ParityView } from "../contract/deployments";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { makeStoredMarket } from "../stored-bars";
import { readAssignedFills, withAssigned } from "./assigned-fills";
import { windowDate } from "./begin-epoch";
import { seenDeployment } from "./deployment-access";
import { engineFills, engineOf, hiddenCashOf } from "./engine-account";
import { recordedAccount } from "./recorded-account";
import { multipliersOf } from "./sub-books";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock">;

const SESSIONS_MAX = 100;
/** Decisions of one UTC day: minutes have 1 440. */
const DECISIONS_MAX = 5_000;
const DAY_MS = 86_400_000;

export function makeParityFlows(deps: Deps): Pick<DeploymentFlows, "listParity" | "compareParity"> {
  const { sql } = deps;
  const store = makeDeploymentStore();
  return {
    async listParity(actor, deploymentId) {
      const seen = await seenDeployment(deps, actor, deploymentId);
      if (!seen.ok) return seen;
      const rows = await store.listParity(sql, deploymentId, SESSIONS_MAX);
      return ok(rows.map((row) => parityView(deploymentId, row)));
    },
    async compareParity(actor, { deploymentId, session }) {
      const seen = await seenDeployment(deps, actor, deploymentId);
      if (!seen.ok) return seen;
      const compared = await compareSession(deps, seen.value.deployment, session);
      return compared.ok ? ok(parityView(deploymentId, compared.value)) : compared;
    },
  };
}

function parityView(deploymentId: string, parity: DeploymentParity): ParityView {
  const { first, comparedAtMs, ...rest } = parity;
  return {
    ...rest,
    deploymentId,
    comparedAt: comparedAtMs,
    score: parity.decisions === 0 ? 1 : parity.alike / parity.decisions,
    first: first === null ? null : { ...difference(first) },
  };
}

const difference = ({ barMs, ...rest }: NonNullable<DeploymentParity["first"]>) => ({
  ...rest,
  barAt: EpochMs.of(barMs),
});

/**
 * Runs a session's decisions again through the engine on the bars that are stored now, compares them one by one and keeps the score.
 * An epoch that began flat is run on the engine's own account, fills and all; one that held something on the recorded account, as the
 * engine begins with nothing.
 *
 * @param session - A UTC date; null is the newest with decisions.
 */
export async function compareSession(
  deps: Deps,
  deployment: Deployment,
  session: string | null,
): Promise<Result<DeploymentParity, AppError>> {
  const { sql, transactions, clock } = deps;
  const { deploymentId, name } = deployment;
  const store = makeDeploymentStore();
  const nothing = err({ kind: "deployment.no_decisions", path: "session", facts: { name } } as const);
  const newest = (await store.lastDecisions(sql, [deploymentId])).get(deploymentId);
  const day = session ?? (newest === undefined ? null : isoDate(newest.barMs));
  if (day === null) return nothing;
  const fromMs = EpochMs.of(Date.parse(`${day}T00:00:00Z`));
  const toMs = EpochMs.of(fromMs + DAY_MS - 1);
  const query = { deploymentId, symbol: null, fromMs, toMs, outcome: null, beforeMs: null, limit: DECISIONS_MAX };
  const decisions = (await store.listDecisions(sql, query)).filter(({ outcome }) => outcome !== "failed").toReversed();
  if (decisions.length === 0) return nothing;
  const live: ComparedDecision[] = [];
  const engine: ComparedDecision[] = [];
  const fills = { live: [] as ComparedFill[], engine: [] as ComparedFill[] };
  for (const number of new Set(decisions.map(({ epoch }) => epoch))) {
    const own = decisions.filter(({ epoch }) => epoch === number);
    const again = await runAgain(deps, deployment, { number, decisions: own });
    if (!again.ok) return again;
    live.push(...own.map(comparedOf));
    engine.push(...again.value.decisions);
    fills.live.push(...again.value.fills.live);
    fills.engine.push(...again.value.fills.engine);
  }
  const compared = compareDecisions({ decisions: live, fills: fills.live }, { decisions: engine, fills: fills.engine });
  const parity: DeploymentParity = { session: day, comparedAtMs: clock.nowMs(), ...compared };
  await transactions.run((tx) => store.writeParity(tx, deploymentId, parity));
  return ok(parity);
}

const comparedOf = ({ momentMs, barMs, seen, wishes }: StoredDecision): ComparedDecision => ({
  momentMs,
  barMs,
  seen,
  wishes,
});

interface Again {
  readonly decisions: readonly ComparedDecision[];
  readonly fills: { readonly live: readonly ComparedFill[]; readonly engine: readonly ComparedFill[] };
}

/** The decisions of one epoch in a session once more, by the engine. */
async function runAgain(
  deps: Deps,
  deployment: Deployment,
  { number, decisions }: { readonly number: number; readonly decisions: readonly StoredDecision[] },
): Promise<Result<Again, AppError>> {
  const { sql } = deps;
  const { deploymentId, strategy, resolution } = deployment;
  const store = makeDeploymentStore();
  const epoch = await store.readEpoch(sql, deploymentId, number);
  const [first, last] = [decisions[0], decisions.at(-1)];
  if (epoch === null || first === undefined || last === undefined)
    return ok({ decisions: [], fills: { live: [], engine: [] } });
  // It may trade others by now.
  const { instruments: symbols } = epoch;
  const request = { strategy: epoch.strategy ?? strategy, params: epoch.params, symbols, resolution };
  const opened = await makeOpenWindow(makeStoredMarket(sql))(request, windowDate(epoch.warmFromMs));
  if (!opened.ok) return err(toAppError(opened.error));
  const orders = await store.ordersOf(sql, deploymentId, null);
  const told = await store.toldFills(sql, deploymentId, null);
  const ids = orders.flatMap(({ orderId }) => (orderId === null ? [] : [orderId]));
  const fills = withAssigned(await readFillsOf(sql, ids), await readAssignedFills(sql, deploymentId));
  const isShadow = deployment.mode === "shadow";
  const capital = await store.capitalChanges(sql, deploymentId, number);
  const account = recordedAccount(epoch, {
    capital,
    orders,
    fills,
    moments: new Map(told.map((each) => [each.execId, each])),
    multipliers: await multipliersOf(makeInstrumentStore(sql), symbols),
  });
  // The engine's own account begins with nothing, and nobody adds to it.
  const isGiven = hasForeignFill(fills, { orders, told, epoch: number, untilMs: last.momentMs });
  const isFlat = Object.keys(epoch.opening.positions).length === 0 && capital.length === 0 && !isGiven;
  // What a gate refused is in the trace with its reason, and no difference of signals or fills.
  const refused = orders.filter((order) => order.epoch === number && order.state === "dropped");
  const from = { liveFromMs: epoch.liveFromMs, keepFromMs: first.momentMs };
  const plan = isFlat ? { ...from, account: null, refused, hiddenCash: hiddenCashOf(epoch) } : { ...from, account };
  const pacing = { signal: new AbortController().signal, progress: () => undefined, yieldTurn: () => setImmediate() };
  const span = { fromMs: epoch.warmFromMs, untilMs: last.momentMs };
  const watched = await opened.value.watch(span, plan, await engineOf(deps, epoch), pacing);
  if (watched === null) return ok({ decisions: [], fills: { live: [], engine: [] } });
  const isInside = ({ momentMs }: { readonly momentMs: number }) =>
    momentMs >= first.momentMs && momentMs <= last.momentMs;
  const lived = (isShadow ? await virtualFills(deps, deployment, number) : account.fills)
    .map(({ toldAtMs, ...fill }): ComparedFill => ({ momentMs: toldAtMs, ...fill }))
    .filter(isInside);
  return ok({
    decisions: watched.decided,
    fills: isFlat ? { live: lived, engine: engineFills(watched, symbols).filter(isInside) } : { live: [], engine: [] },
  });
}

/** Whether its strategy was told, up to some decision of an epoch, of a fill that is of no decision of its: one that somebody gave it. */
function hasForeignFill(
  fills: readonly OrderFill[],
  {
    orders,
    told,
    epoch,
    untilMs,
  }: {
    readonly orders: readonly DeploymentOrder[];
    readonly told: readonly ToldFill[];
    readonly epoch: number;
    readonly untilMs: number;
  },
): boolean {
  const decided = new Set(orders.flatMap(({ momentMs, orderId }) => (momentMs === null ? [] : [orderId])));
  const moments = new Map(told.map((each) => [each.execId, each]));
  return fills.some(({ execId, orderId }) => {
    const moment = moments.get(execId);
    return moment?.epoch === epoch && moment.toldAtMs <= untilMs && !decided.has(orderId);
  });
}

/** What the engine's venue filled of a shadow in an epoch, but for what ended with it. */
async function virtualFills({ sql }: Deps, { deploymentId }: Deployment, epoch: number) {
  const all = (await makeDeploymentStore().virtualFillsOf(sql, [deploymentId])).get(deploymentId) ?? [];
  return all
    .filter((fill) => fill.epoch === epoch && fill.place !== CLOSED_OUT)
    .map(({ toldAtMs, symbol, number, side, qty, price }) => ({
      toldAtMs,
      symbol,
      number,
      quantity: (side === "buy" ? 1 : -1) * Number(qty),
      price: Number(price),
    }));
}

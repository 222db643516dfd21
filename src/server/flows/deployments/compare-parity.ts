import { setImmediate } from "node:timers/promises";
import { EpochMs, err, ok, type Result } from "@/modules/_kernel";
import { isoDate } from "@/modules/data";
import { makeInstrumentStore } from "@/modules/data/server";
import { type BrokerModel, DEFAULT_BROKER, type InstrumentTerms, PAPER_FEES } from "@/modules/execution";
import { readFillsOf } from "@/modules/execution/server";
import {
  type ComparedDecision,
  type ComparedFill,
  compareDecisions,
  type Deployment,
  type DeploymentEpoch,
  type DeploymentParity,
  type StoredDecision,
} from "@/modules/strategy";
import { makeDeploymentStore, makeOpenWindow, type Watched } from "@/modules/strategy/server";
import { toAppError } from "../backtest-views";
import type { DeploymentFlows, ParityView } from "../contract/deployments";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { makeStoredMarket } from "../stored-bars";
import { windowDate } from "./begin-epoch";
import { seenDeployment } from "./deployment-access";
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
  const { deploymentId, strategy, instruments: symbols, resolution } = deployment;
  const store = makeDeploymentStore();
  const epoch = await store.readEpoch(sql, deploymentId, number);
  const [first, last] = [decisions[0], decisions.at(-1)];
  if (epoch === null || first === undefined || last === undefined)
    return ok({ decisions: [], fills: { live: [], engine: [] } });
  const request = { strategy, params: epoch.params, symbols, resolution };
  const opened = await makeOpenWindow(makeStoredMarket(sql))(request, windowDate(epoch.warmFromMs));
  if (!opened.ok) return err(toAppError(opened.error));
  const orders = await store.ordersOf(sql, deploymentId);
  const told = await store.toldFills(sql, deploymentId);
  const fills = await readFillsOf(
    sql,
    orders.flatMap(({ orderId }) => (orderId === null ? [] : [orderId])),
  );
  const account = recordedAccount(epoch, {
    orders,
    fills,
    moments: new Map(told.map((each) => [each.execId, each])),
    multipliers: await multipliersOf(makeInstrumentStore(sql), symbols),
  });
  const isFlat = Object.keys(epoch.opening.positions).length === 0;
  const hiddenCash = HIDDEN_TIMES * cashOf(epoch);
  // What a gate refused is in the trace with its reason, and no difference of signals or fills.
  const refused = orders.filter((order) => order.epoch === number && order.state === "dropped");
  const from = { liveFromMs: epoch.liveFromMs, keepFromMs: first.momentMs };
  const plan = isFlat ? { ...from, account: null, refused, hiddenCash } : { ...from, account };
  const pacing = { signal: new AbortController().signal, progress: () => undefined, yieldTurn: () => setImmediate() };
  const span = { fromMs: epoch.warmFromMs, untilMs: last.momentMs };
  const watched = await opened.value.watch(span, plan, await engineOf(deps, deployment, epoch), pacing);
  if (watched === null) return ok({ decisions: [], fills: { live: [], engine: [] } });
  const isInside = ({ momentMs }: { readonly momentMs: number }) =>
    momentMs >= first.momentMs && momentMs <= last.momentMs;
  const lived = account.fills
    .map(({ toldAtMs, ...fill }): ComparedFill => ({ momentMs: toldAtMs, ...fill }))
    .filter(isInside);
  return ok({
    decisions: watched.decided,
    fills: isFlat ? { live: lived, engine: engineFills(watched, symbols).filter(isInside) } : { live: [], engine: [] },
  });
}

/** So much more than its own has the engine's account: what may be bought is for the gates to say. */
const HIDDEN_TIMES = 10;
const cashOf = ({ opening }: DeploymentEpoch): number => Math.max(1, Number(opening.cash));

/** The engine's broker as the account's simulated venue is: its fees, and the grid of the instruments. */
async function engineOf(
  { sql }: Deps,
  { instruments }: Deployment,
  epoch: DeploymentEpoch,
): Promise<{ readonly broker: BrokerModel; readonly terms: readonly InstrumentTerms[] }> {
  const found = await Promise.all(instruments.map((symbol) => makeInstrumentStore(sql).find(symbol)));
  const [kind] = found.flatMap((each) => (each === null ? [] : [each.kind]));
  return {
    broker: { ...DEFAULT_BROKER, cash: (1 + HIDDEN_TIMES) * cashOf(epoch), commission: commissionOf(kind) },
    terms: found.map((each) => ({
      tick: each === null ? null : Number(each.tick),
      lot: each === null ? null : Number(each.lot),
      multiplier: each === null ? 1 : Number(each.multiplier),
    })),
  };
}

function commissionOf(kind: keyof typeof PAPER_FEES | undefined): BrokerModel["commission"] {
  const [rule] = kind === undefined ? [] : PAPER_FEES[kind];
  if (rule?.kind === "per_unit") return { kind: "per_unit", amount: rule.amount.toNumber() };
  if (rule?.kind === "percent") return { kind: "percent", rate: rule.rate.toNumber() };
  if (rule?.kind === "maker_taker") return { kind: "percent", rate: rule.taker.toNumber() };
  return { kind: "percent", rate: 0 };
}

/** Fills of the engine, each at the moment of the decision after it: the close of its bar. */
function engineFills(watched: Watched, symbols: readonly string[]): readonly ComparedFill[] {
  const { result } = watched;
  const columns =
    result.trades === "one"
      ? [{ symbol: symbols[0] ?? "", fills: result.value.fills }]
      : result.value.instruments.map(({ symbol, fills }) => ({ symbol, fills }));
  return columns.flatMap(({ symbol, fills }) =>
    Array.from(
      fills.bar,
      (bar, index): ComparedFill => ({
        momentMs: watched.closeOf(symbol, bar),
        symbol,
        number: null,
        quantity: fills.quantity[index] ?? Number.NaN,
        price: fills.price[index] ?? Number.NaN,
      }),
    ),
  );
}

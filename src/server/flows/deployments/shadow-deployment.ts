import { EpochMs, err, exact, ok, toDecimalText } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import {
  type ComparedDecision,
  type ComparedFill,
  compareDecisions,
  type Deployment,
  foldFills,
  profitOf,
  type StoredDecision,
} from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { type Marks, readMarks } from "../accounts/marks";
import type { ShadowComparisonView, ShadowFlows, ShadowSideView } from "../contract/deployment-shadows";
import type { FlowDeps } from "../deps";
import { makeCreateDeployment } from "./create-deployment";
import { runnableDeployment, seenDeployment } from "./deployment-access";
import type { ReadDeployment } from "./read-deployments";
import { linesOf, multipliersOf, readSubBooks, type SubBook } from "./sub-books";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "quotes" | "transactions" | "clock" | "newId" | "work">;

/** Decisions of each that are compared, newest first: three days of minutes. */
const DECISIONS_MAX = 4_320;
/** Shadows of one deployment that are compared. */
const SHADOWS_MAX = 5;

/** Deployments that run beside another, and what became of each. */
export function makeShadowFlows(deps: Deps, readDeployment: ReadDeployment): ShadowFlows {
  const { sql } = deps;
  const store = makeDeploymentStore();
  const create = makeCreateDeployment(deps);
  return {
    async shadowDeployment(actor, { deploymentId, name, strategy, params }) {
      const seen = await runnableDeployment(deps, actor, { deploymentId, purpose: "run" });
      if (!seen.ok) return seen;
      const { deployment } = seen.value;
      if (deployment.mode === "shadow")
        return err({ kind: "deployment.shadow_of_shadow", path: "deploymentId", facts: { name: deployment.name } });
      const { instruments, resolution, accountId, capital, schedule } = deployment;
      const asked = strategy ?? deployment.strategy;
      const input = {
        name,
        strategy: asked,
        presetId: null,
        params: { ...deployment.params, ...params },
        instruments,
        resolution,
        accountId,
        capital,
        schedule,
      };
      const created = await create(actor, input, { mode: "shadow", shadowOf: deploymentId });
      return created.ok ? readDeployment(actor, created.value) : created;
    },
    async compareShadows(actor, deploymentId) {
      const seen = await seenDeployment(deps, actor, deploymentId);
      if (!seen.ok) return seen;
      const { deployment } = seen.value;
      const of = deployment.shadowOf === null ? deployment : await store.find(sql, deployment.shadowOf);
      if (of === null) return ok([]);
      const shadows = deployment.shadowOf === null ? await store.shadowsOf(sql, deploymentId) : [deployment];
      const pairs: ShadowComparisonView[] = [];
      for (const shadow of shadows.slice(0, SHADOWS_MAX)) pairs.push(await compare(deps, of, shadow));
      return ok(pairs);
    },
  };
}

async function compare(deps: Deps, live: Deployment, shadow: Deployment): Promise<ShadowComparisonView> {
  const { sql } = deps;
  const books = await readSubBooks(sql, [live.deploymentId, shadow.deploymentId]);
  const symbols = [...books.values()].flatMap(({ positions }) => positions.map(({ symbol }) => symbol));
  const marks = await readMarks(deps, [...new Set(symbols)]);
  const decided = await decidedByBoth(sql, live, shadow);
  const [first, last] = [decided.shadow[0], decided.shadow.at(-1)];
  const window = { fromMs: first?.momentMs ?? null, toMs: last?.momentMs ?? null };
  const bookOf = (of: Deployment) => books.get(of.deploymentId) ?? { fills: [], positions: [] };
  const fillsOf = (of: Deployment) => comparedFills(bookOf(of), window);
  const [ours, theirs] = [fillsOf(live), fillsOf(shadow)];
  const compared = compareDecisions(
    { decisions: decided.live.map(comparedOf), fills: ours },
    { decisions: decided.shadow.map(comparedOf), fills: theirs },
  );
  const side = async (
    of: Deployment,
    decisions: readonly StoredDecision[],
    fills: number,
  ): Promise<ShadowSideView> => ({
    deploymentId: of.deploymentId,
    name: of.name,
    strategy: of.strategy,
    strategyVersion: of.strategyVersion,
    state: of.standing.status,
    signals: decisions.filter(({ wishes }) => wishes.length > 0).length,
    fills,
    pnl: await profitSince(deps, { book: bookOf(of), marks, first: decisions[0] ?? null }),
  });
  return {
    live: await side(live, decided.live, ours.length),
    shadow: await side(shadow, decided.shadow, theirs.length),
    from: first?.barMs ?? null,
    to: last?.barMs ?? null,
    decisions: compared.decisions,
    alike: compared.alike,
    fillsAlike: compared.fillsAlike,
    first: compared.first === null ? null : differenceView(compared.first),
  };
}

const differenceView = ({ barMs, ...rest }: NonNullable<ReturnType<typeof compareDecisions>["first"]>) => ({
  ...rest,
  barAt: EpochMs.of(barMs),
});

/** Decisions of both at the same moments, oldest first. */
async function decidedByBoth(sql: FlowDeps["sql"], live: Deployment, shadow: Deployment) {
  const store = makeDeploymentStore();
  const query = { symbol: null, fromMs: null, toMs: null, outcome: null, beforeMs: null, limit: DECISIONS_MAX };
  const of = async ({ deploymentId }: Deployment) =>
    (await store.listDecisions(sql, { ...query, deploymentId }))
      .filter(({ outcome }) => outcome !== "failed")
      .toReversed();
  const [ours, theirs] = await Promise.all([of(live), of(shadow)]);
  const moments = new Set(ours.map(({ momentMs }) => momentMs));
  const both = new Set(theirs.map(({ momentMs }) => momentMs).filter((moment) => moments.has(moment)));
  const isBoth = ({ momentMs }: StoredDecision) => both.has(momentMs);
  return { live: ours.filter(isBoth), shadow: theirs.filter(isBoth) };
}

/** Each counts its orders by itself: what is compared is what was wanted. */
const comparedOf = ({ momentMs, barMs, seen, wishes }: StoredDecision): ComparedDecision => ({
  momentMs,
  barMs,
  seen,
  wishes: wishes.map((wish) => ({ ...wish, number: 0 })),
});

/** Fills after the first decision and up to the last, each by the moment at which the bar was over that it fell into. */
function comparedFills(
  { fills }: SubBook,
  { fromMs, toMs }: { readonly fromMs: number | null; readonly toMs: number | null },
): readonly ComparedFill[] {
  if (fromMs === null || toMs === null) return [];
  return fills
    .filter(({ at }) => at > fromMs && at <= toMs)
    .map(({ at, symbol, side, qty, price }) => ({
      momentMs: at,
      symbol,
      number: null,
      quantity: (side === "buy" ? 1 : -1) * qty.toNumber(),
      price: price.toNumber(),
    }));
}

/** Profit since a decision: all of it less what there was at the closes that were seen there. */
async function profitSince(
  { sql }: Deps,
  { book, marks, first }: { readonly book: SubBook; readonly marks: Marks; readonly first: StoredDecision | null },
): Promise<string | null> {
  if (first === null) return "0";
  const before = book.fills.filter(({ at }) => at <= first.momentMs);
  const multipliers = await multipliersOf(
    makeInstrumentStore(sql),
    before.map(({ symbol }) => symbol),
  );
  const closes = new Map(first.seen.map(({ symbol, close }) => [symbol, exact(close)]));
  const then = profitOf(foldFills(linesOf(before, multipliers)), (symbol) => closes.get(symbol) ?? null);
  const now = profitOf(book.positions, (symbol) => marks.get(symbol)?.price ?? null);
  return then === null || now === null ? null : toDecimalText(now.minus(then));
}

import {
  type CopyPort,
  EpochMs,
  err,
  exact,
  ok,
  parseExact,
  type Result,
  type SqlPort,
  toDecimalText,
} from "@/modules/_kernel";
import type { Instrument } from "@/modules/data";
import {
  type Algo,
  type AlgoSlice,
  type AlgoTerms,
  checkAlgo,
  planSlices,
  sliceCount,
  sliceWeights,
} from "@/modules/execution";
import { findAnswer, keepAnswer, makeAlgoStore } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeLedgerStore } from "@/modules/portfolio/server";
import { appendAudit } from "../../../platform/audit";
import type { Actor } from "../../contract";
import type { AlgoFlows, AlgoRequest } from "../../contract/algos";
import type { OrderRequest } from "../../contract/trading";
import type { AppError } from "../../errors";
import { makeOrderImpact } from "../../risk/order-impact";
import { whyNotAccount } from "../access";
import { previewOf } from "../preview-of";
import { breachViews } from "../refusals";
import { keyReused, makeDecision, type SubmitDeps, unknownAccount } from "../submit-order";
import { algoView, noAlgo, sliceViews } from "./algo-views";
import { tellOfAlgo } from "./move-algo";
import { readVolumeBuckets, sessionOf } from "./volume";

/** Limits of a single order bind each child when it is sent: the whole is not sent as one. */
const OF_ONE_ORDER: ReadonlySet<string> = new Set(["order_qty", "order_value", "order_rate", "duplicate_order"]);
/** Parents of one account that work at once. */
const ACTIVE_MAX = 50;

type Tx = SqlPort & CopyPort;
type Decision = ReturnType<typeof makeDecision>;
type Ready = Extract<Awaited<ReturnType<Decision["prepare"]>>, { readonly ok: true }>["value"];

/** The whole of a parent as one order: what it costs and what it may is asked of that. */
export function orderOf(
  request: Pick<AlgoRequest, "accountId" | "symbol" | "side" | "qty" | "limitPrice" | "reduceOnly">,
): OrderRequest {
  const { accountId, symbol, side, qty, limitPrice, reduceOnly } = request;
  return {
    accountId,
    symbol,
    side,
    qty,
    ordType: limitPrice === null ? "market" : "limit",
    limitPrice,
    stopPrice: null,
    trailAmount: null,
    trailPercent: null,
    timeInForce: "day",
    expireAt: null,
    reduceOnly,
    postOnly: false,
    takeProfit: null,
    stopLoss: null,
  };
}

interface Plan {
  readonly terms: AlgoTerms;
  readonly slices: readonly AlgoSlice[];
  readonly profile: Algo["profile"];
  readonly marketMs: EpochMs;
}

/** Looks at a parent order, and makes it: what it would send is planned once, and kept. */
export function makeCreateAlgo(deps: SubmitDeps): Pick<AlgoFlows, "previewAlgo" | "submitAlgo"> {
  const { sql, transactions, clock, signals } = deps;
  const { look, prepare, decide } = makeDecision(deps);
  const impactOf = makeOrderImpact(deps);

  return {
    async previewAlgo(actor, request) {
      const order = orderOf(request);
      const ready = await prepare(order, await look(actor, order));
      if (!ready.ok) return ready;
      const decided = await transactions.run((tx) => decide(tx, { actor, request: order, ...ready.value }));
      if (!decided.ok) return decided;
      const plan = await planOf(deps, request, ready.value, decided.value.checked.intent.qty);
      if (!plan.ok) return plan;
      const impact = await impactOf({ ...decided.value, currency: ready.value.account.baseCurrency });
      const whole = previewOf(decided.value.weighed, ready.value, impact);
      const { slices, profile, terms } = plan.value;
      return ok({
        slices: sliceViews(slices),
        endsAt: EpochMs.of(clock.nowMs() + terms.durationMs),
        profile,
        whole: { ...whole, breaches: whole.breaches.filter(({ kind }) => !OF_ONE_ORDER.has(kind)) },
      });
    },

    async submitAlgo(actor, { idempotencyKey: key, request }) {
      const order = orderOf(request);
      const found = await look(actor, order);
      const seen =
        whyNotAccount(found.account, found.person, { accountId: request.accountId, purpose: "see" }) === null;
      const asked = (account: AccountFacts) =>
        ({ accountId: account.accountId, key, command: "algo", body: request }) as const;
      if (seen && found.account !== null) {
        const before = await findAnswer(sql, asked(found.account));
        if (before === "reused") return err(keyReused(key));
        if (before !== null) return answerOf(deps, before.orderIds[0] ?? "", true);
      }
      const ready = await prepare(order, found);
      if (!ready.ok) return ready;
      const lots = parseExact(request.qty.trim());
      const plan = await planOf(deps, request, ready.value, lots === null ? "0" : toDecimalText(lots));
      const made = await transactions.run(async (tx): Promise<Result<Made, AppError>> => {
        const account = await makeLedgerStore().lockAccount(tx, ready.value.account.accountId);
        if (account === null) return err(unknownAccount(request.accountId));
        const before = await findAnswer(tx, asked(account));
        if (before === "reused") return err(keyReused(key));
        if (before !== null) return ok({ algoId: before.orderIds[0] ?? "", repeated: true });
        const decided = await decide(tx, { actor, request: order, ...ready.value, account });
        if (!decided.ok) return decided;
        // What is wrong with the order itself is told first: a plan of it would make no sense.
        if (!plan.ok) return plan;
        const refused = await whyNotWhole(tx, account, decided.value.weighed);
        if (refused !== null) return err(refused);
        const { instrument } = ready.value;
        const algo = newAlgo(deps, {
          actor,
          account,
          instrument,
          request,
          plan: plan.value,
          qty: decided.value.checked.intent.qty,
        });
        await writeAlgo(tx, deps, { actor, account, algo });
        await keepAnswer(tx, asked(account), { orderIds: [algo.algoId], canceled: 0 }, clock.nowMs());
        return ok({ algoId: algo.algoId, repeated: false });
      });
      if (!made.ok) return made;
      if (!made.value.repeated) signals.send("trading", "");
      return answerOf(deps, made.value.algoId, made.value.repeated);
    },
  };
}

interface Made {
  readonly algoId: string;
  readonly repeated: boolean;
}

async function answerOf({ sql }: Pick<SubmitDeps, "sql">, algoId: string, repeated: boolean) {
  const store = makeAlgoStore();
  const [algo, children] = await Promise.all([store.find(sql, algoId), store.childrenOf(sql, [algoId])]);
  return algo === null ? err(noAlgo(algoId)) : ok({ algo: algoView(algo, children.get(algoId) ?? []), repeated });
}

/** The slices of a request at its market now, or why there can be none. */
async function planOf(
  deps: SubmitDeps,
  request: AlgoRequest,
  { instrument, markets }: Ready,
  qtyText: string,
): Promise<Result<Plan, AppError>> {
  const terms = checkAlgo(request);
  if (!terms.ok) {
    const { kind, path, ...facts } = terms.error;
    return err({ kind, path, facts });
  }
  const { durationMs, seed, sessions } = terms.value;
  const marketMs = EpochMs.of(markets.bySymbol.get(instrument.symbol)?.now?.marketMs ?? deps.clock.nowMs());
  const session = sessionOf(instrument, marketMs);
  const leftMs = session === null ? 0 : session.closeMs - marketMs;
  if (session?.isEnding === true && leftMs < durationMs)
    return err({
      kind: "algo.past_close",
      path: "durationS",
      facts: { symbol: instrument.symbol, seconds: Math.floor(leftMs / 1_000) },
    });
  const [qty, lot] = [exact(qtyText), exact(instrument.lot)];
  const slices = sliceCount(request.slices, { qty, lot, durationMs });
  if (!slices.ok) {
    const { kind, ...facts } = slices.error;
    return err({ kind, path: "slices", facts });
  }
  const plan = { qty, lot, durationMs, slices: slices.value, seed };
  if (request.kind === "twap" || session === null)
    return ok({ terms: terms.value, slices: planSlices({ ...plan, weights: null }), profile: null, marketMs });
  const profile = await readVolumeBuckets(deps, instrument, { marketMs, sessions });
  const weights =
    profile === null
      ? null
      : sliceWeights(profile.buckets, {
          bucketMs: profile.bucketMs,
          sessionMs: session.closeMs - session.openMs,
          startMs: marketMs - session.openMs,
          durationMs,
          slices: slices.value,
        });
  if (profile === null || weights === null)
    return err({ kind: "algo.no_volume", path: "kind", facts: { symbol: instrument.symbol, sessions } });
  return ok({
    terms: terms.value,
    slices: planSlices({ ...plan, weights }),
    profile: { sessions: profile.sessions, resolution: profile.resolution },
    marketMs,
  });
}

/** Limits that the whole would break although no child does by itself. */
async function whyNotWhole(
  tx: Tx,
  { accountId }: AccountFacts,
  { risk }: { readonly risk: Parameters<typeof breachViews>[0] },
): Promise<AppError | null> {
  const active = await makeAlgoStore().lockActiveOf(tx, accountId);
  if (active.length >= ACTIVE_MAX) return { kind: "algo.too_many", facts: { max: ACTIVE_MAX } };
  const broken = breachViews(risk).filter(({ kind }) => !OF_ONE_ORDER.has(kind));
  if (risk.outcome === "approved" || broken.length === 0) return null;
  return {
    kind: "order.limits_broken",
    path: "qty",
    facts: { largestQty: toDecimalText(risk.largestQtyThatPasses), limits: broken.length },
    issues: broken.map(({ kind, name, limit, actual }) => ({
      path: kind,
      message: `${name}: limit ${limit}, with this ${actual ?? "unknown"}.`,
    })),
  };
}

interface Making {
  readonly actor: Actor;
  readonly account: AccountFacts;
  readonly instrument: Instrument;
  readonly request: AlgoRequest;
  readonly plan: Plan;
  /** Plain text, on the instrument's grid. */
  readonly qty: string;
}

function newAlgo({ newId, clock }: SubmitDeps, { actor, account, instrument, request, plan, qty }: Making): Algo {
  const nowMs = clock.nowMs();
  const { terms, slices, profile, marketMs } = plan;
  return {
    algoId: newId(),
    accountId: account.accountId,
    createdBy: actor.userId,
    kind: request.kind,
    symbol: instrument.symbol,
    side: request.side,
    currency: instrument.currency,
    qty,
    lot: instrument.lot,
    limitPrice: request.limitPrice === null ? null : toDecimalText(exact(request.limitPrice.trim())),
    reduceOnly: request.reduceOnly,
    participation: terms.participation === null ? null : toDecimalText(terms.participation),
    seed: terms.seed,
    durationMs: terms.durationMs,
    slices,
    profile,
    marketFromMs: marketMs,
    createdAt: nowMs,
    standing: { status: "working", reason: null, sinceMs: nowMs, pausedMs: 0 },
    refusal: null,
    waiting: null,
    transitions: 1,
  };
}

async function writeAlgo(
  tx: Tx,
  { work }: Pick<SubmitDeps, "work">,
  { actor, account, algo }: { readonly actor: Actor; readonly account: AccountFacts; readonly algo: Algo },
): Promise<void> {
  await makeAlgoStore().insert(tx, algo, actor.userId);
  await tellOfAlgo(tx, work, account, algo.algoId);
  const { kind, symbol, side, qty, limitPrice, reduceOnly, participation, seed, durationMs, slices } = algo;
  await appendAudit(tx, {
    actor,
    action: "algo.create",
    subjectType: "algo",
    subjectId: algo.algoId,
    details: {
      accountId: account.accountId,
      kind,
      symbol,
      side,
      qty,
      limitPrice,
      reduceOnly,
      participation,
      seed,
      durationMs,
      slices: slices.length,
    },
  });
}

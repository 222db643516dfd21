import { EpochMs, exact, OrderId, type Transactions, toDecimalText } from "@/modules/_kernel";
import {
  type Algo,
  type AlgoChildOrder,
  type AlgoEvent,
  type AlgoStep,
  effectiveState,
  nextSlice,
  roomOf,
  workedMs,
} from "@/modules/execution";
import { askReconcile, makeAlgoStore, readTradingStates } from "@/modules/execution/server";
import type { AccountFacts } from "@/modules/portfolio";
import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { startLoop } from "../../../infra/loop";
import { keepLease, type LeaseKeeper, LeaseLost } from "../../../platform/work/lease";
import type { Actor } from "../../contract";
import type { FlowDeps } from "../../deps";
import type { AppError } from "../../errors";
import { untilNotOvertaken } from "../change-order";
import { makeInstrumentCache, makeQuoteWatch } from "../paper-market";
import { makeDecision, type SubmitDeps } from "../submit-order";
import { orderOf } from "./create-algo";
import { moveAlgo, tellOfAlgo } from "./move-algo";
import { readTradedSince } from "./volume";
import { withdrawChildren } from "./withdraw-children";

export type AlgoDeps = SubmitDeps & Pick<FlowDeps, "guarded" | "log">;

/** How often it is looked what is due when nobody wakes it. */
const LOOK_EVERY_MS = 1_000;
/** Parents of the house that work at once. */
const ACTIVE_MAX = 2_000;

/** Refusals that pass by themselves, or with what a person does elsewhere: the slice waits and says why. */
const PASSING: ReadonlySet<AppError["kind"]> = new Set<AppError["kind"]>([
  "order.limits_broken",
  "order.unreconciled",
  "order.outcome_unknown",
  "order.too_many_open",
  "order.instrument_inactive",
  "order.reduce_only",
  "trading.halted",
  "trading.reduce_only",
  "algo.over_parent",
]);

/**
 * Sends what is due of parent orders: one lease for the house, so that as many processes as there are may try and one of them
 * does it. A start, a crash and every second in between are the same: what is to be sent stands in the tables.
 */
export function startAlgos(deps: AlgoDeps, holder: string): LeaseKeeper {
  return keepLease(deps, { name: "order-algos", holder }, async (lease) => {
    const desk = openAlgoDesk(deps, { run: (inside) => lease.fenced(inside) });
    const loop = startLoop({
      name: "order-algos",
      everyMs: LOOK_EVERY_MS,
      log: deps.log,
      round: async () => {
        await desk.round();
        return false;
      },
    });
    const unhear = deps.signals.on("trading", (accountId) => {
      if (accountId === null || accountId === "") loop.wake();
    });
    await new Promise<void>((resolve) => {
      if (lease.signal.aborted) resolve();
      lease.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    unhear();
    desk.close();
    await loop.stop();
  });
}

/** The house acts for whoever made the parent: what they may is asked at each slice. */
const actorOf = ({ createdBy, algoId }: Algo): Actor => ({
  kind: createdBy === null ? "cli" : "system",
  userId: createdBy,
  requestId: `algo.${algoId}`,
});

/** The key of a slice: however often it is sent, it is one order. */
export const sliceKey = (algoId: string, number: number): string => `algo-${algoId}-${number}`;

/** Does what is to be done for every parent, one after another. Whatever it writes goes through the given transactions. */
export function openAlgoDesk(deps: AlgoDeps, transactions: Transactions) {
  const { sql, clock, log, signals } = deps;
  const store = makeAlgoStore();
  const watch = makeQuoteWatch(deps);
  const desk: Desk = { ...deps, transactions, instruments: makeInstrumentCache(deps), watch };

  const work = async (algo: Algo): Promise<void> => {
    const account = await makeAccountStore().find(sql, algo.accountId);
    if (account === null) throw new Error(`account ${algo.accountId} is there as long as it has parents`);
    const barred = await whyStopped(desk, account, algo);
    if (barred !== null) return move(desk, account, algo, barred);
    const step = await nextStep(desk, algo, await childrenOf(desk, algo));
    if (algo.standing.status === "paused" && !(step.do === "complete" && step.reason === null)) return undefined;
    switch (step.do) {
      case "wait":
        return setWaiting(desk, account, algo, step.why);
      case "send":
        return sendSlice(desk, account, algo, step);
      case "withdraw":
        return withdraw(desk, account, algo);
      case "complete":
        return move(desk, account, algo, { type: "complete", atMs: clock.nowMs(), reason: step.reason });
      default:
        return step satisfies never;
    }
  };
  return {
    async round(): Promise<void> {
      const touched = new Set<string>();
      for (const algo of await store.listActive(sql, ACTIVE_MAX)) {
        try {
          await work(algo);
          touched.add(algo.accountId);
        } catch (error) {
          if (error instanceof LeaseLost) throw error;
          // One parent's trouble is not the others'.
          log.error({ error, algoId: algo.algoId }, "A parent order could not be worked");
        }
      }
      for (const accountId of touched) signals.send("trading", accountId);
    },
    close: () => watch.stop(),
  };
}

interface Desk extends AlgoDeps {
  readonly instruments: ReturnType<typeof makeInstrumentCache>;
  readonly watch: ReturnType<typeof makeQuoteWatch>;
}

const childrenOf = async ({ sql }: Pick<AlgoDeps, "sql">, { algoId }: Algo): Promise<readonly AlgoChildOrder[]> =>
  (await makeAlgoStore().childrenOf(sql, [algoId])).get(algoId) ?? [];

/** What of the account's state ends or pauses a parent; null: nothing. */
async function whyStopped(
  { sql, clock }: Desk,
  { archivedAt }: AccountFacts,
  { accountId, reduceOnly, standing }: Algo,
): Promise<AlgoEvent | null> {
  const atMs = clock.nowMs();
  if (archivedAt !== null) return { type: "fail", atMs, reason: "account_archived" };
  if (standing.status !== "working") return null;
  const state = effectiveState(await readTradingStates(sql, accountId))?.state ?? "active";
  if (state === "halted") return { type: "pause", atMs, reason: "account_halted" };
  return state === "reduce_only" && !reduceOnly ? { type: "pause", atMs, reason: "account_reduce_only" } : null;
}

async function nextStep(desk: Desk, algo: Algo, children: readonly AlgoChildOrder[]): Promise<AlgoStep> {
  const { clock } = desk;
  return nextSlice({
    qty: exact(algo.qty),
    lot: exact(algo.lot),
    slices: algo.slices,
    durationMs: algo.durationMs,
    workedMs: workedMs(algo.standing, algo.createdAt, clock.nowMs()),
    children,
    participation: algo.participation === null ? null : exact(algo.participation),
    volume: algo.participation === null ? null : await volumeOf(desk, algo),
  });
}

async function volumeOf(desk: Desk, { symbol, marketFromMs }: Algo) {
  const instrument = await desk.instruments.find(symbol);
  if (instrument === null) return null;
  const quote = (await desk.watch.read([instrument.instrumentId])).get(instrument.instrumentId);
  const marketMs = quote?.clock === "session" ? EpochMs.of(quote.eventMs) : desk.clock.nowMs();
  return readTradedSince(desk, instrument, { fromMs: marketFromMs, marketMs });
}

async function setWaiting(desk: Desk, account: AccountFacts, algo: Algo, why: string | null): Promise<void> {
  if (algo.waiting === why) return;
  await desk.transactions.run(async (tx) => {
    await makeAlgoStore().setWaiting(tx, algo.algoId, why);
    // What a canceled child left is free once both sides agree.
    if (why === "unsettled") await askReconcile(tx, account.accountId, desk.clock.nowMs());
    await tellOfAlgo(tx, desk.work, account, algo.algoId);
  });
}

/** Moves a parent that is still as it was seen; what it has at the venue goes with it, where it ends or pauses. */
async function move(
  desk: Desk,
  { accountId }: AccountFacts,
  seen: Algo,
  event: AlgoEvent,
  refusal?: string,
): Promise<void> {
  await untilNotOvertaken(() =>
    desk.transactions.run(async (tx) => {
      const account = await makeLedgerStore().lockAccount(tx, accountId);
      const algo = account === null ? null : await makeAlgoStore().lock(tx, seen.algoId);
      // Whoever was faster decided; the next round sees it.
      if (account === null || algo === null || algo.transitions !== seen.transitions) return;
      const moved = await moveAlgo(tx, desk.work, {
        actor: actorOf(algo),
        account,
        algo,
        event,
        ...(refusal === undefined ? {} : { refusal }),
      });
      if (moved.ok && event.type !== "complete") await withdrawChildren(tx, desk, account, algo.algoId);
    }),
  );
}

async function withdraw(desk: Desk, { accountId }: AccountFacts, { algoId }: Algo): Promise<void> {
  await untilNotOvertaken(() =>
    desk.transactions.run(async (tx) => {
      const account = await makeLedgerStore().lockAccount(tx, accountId);
      if (account !== null) await withdrawChildren(tx, desk, account, algoId);
    }),
  );
}

/** Sends a slice through the very path of every order; what it may take is asked again at the last hop, under the account's lock. */
async function sendSlice(
  desk: Desk,
  account: AccountFacts,
  algo: Algo,
  { number, qty }: Extract<AlgoStep, { readonly do: "send" }>,
): Promise<void> {
  const { algoId } = algo;
  const store = makeAlgoStore();
  const decision = makeDecision(desk);
  const actor = actorOf(algo);
  const request = orderOf({ ...algo, qty: toDecimalText(qty) });
  const ready = await decision.prepare(request, await decision.look(actor, request));
  const refusal = !ready.ok
    ? ready.error
    : await desk.transactions.run(async (tx): Promise<AppError | null> => {
        const asked = {
          key: sliceKey(algoId, number),
          request,
          lastHop: () => whyNotChild(tx, algo, { number, qty: request.qty }),
        };
        const made = await decision.submit(tx, actor, asked, ready.value);
        if (!made.ok) return made.error.refusal;
        const orderId = OrderId.of(made.value.orderIds[0] ?? "");
        if ((await store.parentOf(tx, orderId)) === null)
          await store.putChild(tx, algoId, { number, orderId, qty: request.qty, sentAt: desk.clock.nowMs() });
        await store.setWaiting(tx, algoId, null);
        await tellOfAlgo(tx, desk.work, account, algoId);
        return null;
      });
  if (refusal === null) return;
  if (PASSING.has(refusal.kind)) await setWaiting(desk, account, algo, refusal.kind);
  else await move(desk, account, algo, { type: "fail", atMs: desk.clock.nowMs(), reason: "refused" }, refusal.kind);
}

/** Why a child may not be: the last word before it is written, under the locks of its account and of its parent. */
async function whyNotChild(
  tx: FlowDeps["sql"],
  seen: Algo,
  { number, qty }: { readonly number: number; readonly qty: string },
): Promise<AppError | null> {
  const store = makeAlgoStore();
  const algo = await store.lock(tx, seen.algoId);
  const children = (await store.childrenOf(tx, [seen.algoId])).get(seen.algoId) ?? [];
  const room = algo === null ? exact(0) : roomOf(exact(algo.qty), children);
  const isIts = algo?.standing.status === "working" && !children.some((child) => child.number >= number);
  if (isIts && exact(qty).lte(room)) return null;
  return { kind: "algo.over_parent", path: "qty", facts: { algoId: seen.algoId, number, room: toDecimalText(room) } };
}

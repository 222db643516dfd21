import { type AccountId, exact, toDecimalText } from "@/modules/_kernel";
import { makeInstrumentStore } from "@/modules/data/server";
import { makeOrderReads, readTradingStates } from "@/modules/execution/server";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { DrilledStep, DrillStep, HaltDrill } from "@/modules/risk";
import type { Actor } from "../../contract";
import type { StopStep } from "../../contract/stop";
import type { AppError } from "../../errors";
import { readMarkets } from "../../trading/standing";
import { makeSubmitFlows, type SubmitDeps } from "../../trading/submit-order";
import { makeTradingStateFlows } from "../../trading/trading-state";
import { makeStopFlows } from "../stop/stop-flows";
import { drillOrder } from "./drill-access";

/** Between two looks, each pause twice the one before: fills and cancels of a paper account take less than a second. */
const LOOK_MS = 50;
const LOOK_LONGEST_MS = 1_000;
/** Some fifteen seconds. */
const LOOKS_MAX = 18;

export interface DrillDeps extends SubmitDeps {
  /** Lets time pass between two looks. */
  readonly pause: (ms: number) => Promise<void>;
}

/** What a step comes to. */
type Stepped = Pick<DrilledStep, "outcome" | "why"> & {
  /** When the switch had answered; not given: there was none to wait for. */
  readonly answeredMs?: number;
};
const PASSED: Stepped = { outcome: "passed", why: null };
const failed = (why: string): Stepped => ({ outcome: "failed", why });

/** What states of this drill are known by: a person's own halt is never lifted. */
export const drillReason = (drillId: string) => `Halt drill ${drillId}`;

/** The steps of one drill, each to be taken once and in their order. */
export function makeDrillSteps(
  deps: DrillDeps,
  drill: HaltDrill,
  actor: Actor,
): Readonly<Record<DrillStep, () => Promise<Stepped>>> {
  const { accountId } = drill;
  const room = makeRoom(deps, drill, actor);
  const pull = async (step: StopStep): Promise<AppError | null> => {
    const done = await makeStopFlows(deps).stop(actor, {
      scope: { of: "account", accountId },
      step,
      reason: drillReason(drill.drillId),
      idempotencyKey: `${drill.drillId}-${step}`,
    });
    return done.ok ? (done.value.accounts[0]?.refused[0]?.error ?? null) : done.error;
  };

  return {
    prepare: () => prepare(deps, room),
    /** Nothing that opens passes any more. */
    async reduce_only() {
      const refused = await pull("reduce_only");
      if (refused !== null) return failed(refused.kind);
      return expectRefusal(await room.tryOpening(), "trading.reduce_only");
    },
    /** What worked and could open is gone. */
    async cancel() {
      const before = await room.working();
      const refused = await pull("cancel");
      const answeredMs = deps.clock.nowMs();
      if (refused !== null) return failed(refused.kind);
      const isGone = await room.until(async () => (await room.working()) === 0);
      if (!isGone) return { ...failed("still_working"), answeredMs };
      return before === 0 ? { outcome: "not_tried", why: "nothing_worked" } : { ...PASSED, answeredMs };
    },
    /** What was held is closed. */
    async flatten() {
      const before = await room.held();
      const refused = await pull("flatten");
      const answeredMs = deps.clock.nowMs();
      if (refused !== null) return failed(refused.kind);
      const isFlat = await room.until(async () => !(await room.held()) && (await room.working()) === 0);
      if (!isFlat) return { ...failed("still_held"), answeredMs };
      return before ? { ...PASSED, answeredMs } : { outcome: "not_tried", why: "nothing_held" };
    },
    /** Nothing passes at all, whatever it does. */
    async halted() {
      const refused = await pull("halted");
      if (refused !== null) return failed(refused.kind);
      const opening = expectRefusal(await room.tryOpening(), "trading.halted");
      if (opening.outcome !== "passed") return opening;
      return expectRefusal(await room.tryReducing(), "trading.halted");
    },
    restore: () => restore(deps, drill, actor),
  };
}

/** Lets the account trade again, where it is this drill that stopped it. May be called twice. */
export async function restore(
  deps: Pick<DrillDeps, "sql" | "prisma" | "transactions" | "clock" | "work" | "signals">,
  { drillId, accountId }: HaltDrill,
  actor: Actor,
): Promise<Stepped> {
  const { account } = await readTradingStates(deps.sql, accountId);
  if (account === null || account.reason !== drillReason(drillId)) return failed("overtaken");
  const done = await makeTradingStateFlows(deps).setTradingState(actor, {
    accountId,
    state: "active",
    reason: "The drill is over",
  });
  if (!done.ok) return failed(done.error.kind);
  return done.value.account === "active" ? PASSED : failed("overtaken");
}

type Room = ReturnType<typeof makeRoom>;

/** What a drill opens and sees of its account. */
function makeRoom(deps: DrillDeps, { drillId, accountId, symbol }: HaltDrill, actor: Actor) {
  const { sql } = deps;
  const { submitOrder } = makeSubmitFlows(deps);
  let tries = 0;

  const terms = async () => {
    const instrument = await makeInstrumentStore(sql).find(symbol);
    if (instrument === null) return null;
    const { bySymbol } = await readMarkets(deps, accountId, [instrument]);
    const ask = bySymbol.get(symbol)?.now?.market?.ask ?? null;
    return { lot: instrument.lot, tick: instrument.tick, ask };
  };
  const send = async (side: "buy" | "sell", limitPrice: string | null, qty: string) => {
    tries += 1;
    const request = drillOrder({ accountId, symbol, side, qty, limitPrice, reduceOnly: side === "sell" });
    return submitOrder(actor, { idempotencyKey: `${drillId}-${tries}`, request });
  };
  /** An order at half the price, which rests. */
  const sendResting = async () => {
    const found = await terms();
    if (found === null || found.ask === null) return null;
    const tick = exact(found.tick);
    const half = tick.times(exact(exact(found.ask).times(exact("0.5")).wholeTimes(tick).toString()));
    return send("buy", half.isPositive() ? toDecimalText(half) : found.tick, found.lot);
  };
  const attempt = async (made: ReturnType<typeof send> | ReturnType<typeof sendResting>): Promise<string | null> => {
    const done = await made;
    if (done === null) return "no_price";
    return done.ok ? null : done.error.kind;
  };
  return {
    sendResting,
    sendMarket: async () => send("buy", null, (await terms())?.lot ?? "1"),
    /** Why it was refused; null: it passed. */
    tryOpening: () => attempt(sendResting()),
    tryReducing: async () => attempt(send("sell", null, (await terms())?.lot ?? "1")),
    /** Orders that are open. */
    working: () => countOpen(deps, accountId),
    held: async () => (await makeLedgerStore().readState(sql, accountId)).positions.length > 0,
    statusOf: async (orderId: string) => (await makeOrderReads(sql).findMany([orderId]))[0]?.status ?? null,
    /** Looks until it is so. False: it never was. */
    async until(isSo: () => Promise<boolean>): Promise<boolean> {
      for (let look = 0; look < LOOKS_MAX; look += 1) {
        if (await isSo()) return true;
        await deps.pause(Math.min(LOOK_MS * 2 ** look, LOOK_LONGEST_MS));
      }
      return false;
    },
  };
}

async function countOpen({ sql }: Pick<DrillDeps, "sql">, accountId: AccountId): Promise<number> {
  const query = { accountIds: [accountId], symbol: null, state: "open", cursor: null, limit: 10 } as const;
  return (await makeOrderReads(sql).listOrders(query)).rows.length;
}

/** One order that rests and one position, so that there is something to cancel and to close. */
async function prepare(deps: DrillDeps, room: Room): Promise<Stepped> {
  const resting = await room.sendResting();
  if (resting === null) return failed("no_price");
  if (!resting.ok) return failed(resting.error.kind);
  const bought = await room.sendMarket();
  if (!bought.ok) return failed(bought.error.kind);
  const answeredMs = deps.clock.nowMs();
  const { orderId } = resting.value.order;
  const isThere = await room.until(async () => (await room.statusOf(orderId)) === "working" && (await room.held()));
  return isThere ? { ...PASSED, answeredMs } : { ...failed("not_filled"), answeredMs };
}

/** An order that should not have passed. */
function expectRefusal(kind: string | null, wanted: string): Stepped {
  if (kind === wanted) return PASSED;
  return failed(kind === null ? "let_through" : kind);
}

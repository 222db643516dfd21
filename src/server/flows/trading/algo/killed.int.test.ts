import { afterAll, beforeAll, expect, it } from "vitest";
import { AccountId } from "@/modules/_kernel";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { LeaseKeeper } from "../../../platform/work/lease";
import type { FlowDeps } from "../../deps";
import { openTradingHouse, type TradingHouse } from "../testing/trading-house";
import { startTrading } from "../work-accounts";
import { makeAlgoFlows } from "./algo-flows";
import { openAlgoDesk } from "./work-algos";

/** Kills of the one who sends slices: a few here, and as many as asked for in a drill. */
const KILLS = Number(process.env["DRILL_KILLS"] ?? 6);
const SEED = Number(process.env["DRILL_SEED"] ?? 20_261_129);
/** Of a round that sends: more statements than it has. */
const STATEMENTS_MAX = 40;
const SLICES = Math.max(6, Math.min(500, KILLS));
const QTY = SLICES * 10;

let house: TradingHouse;
let trading: LeaseKeeper;
beforeAll(async () => {
  house = await openTradingHouse();
  trading = startTrading(house.deps, "test", 0);
});
afterAll(async () => {
  await trading.stop();
  await house.database.close();
});

class Killed extends Error {}

/** Database access of a process that dies at its statement number `at`, or right after a commit: from there on nothing of it is done. */
function dyingAt(deps: Pick<FlowDeps, "sql" | "transactions">, at: number): Pick<FlowDeps, "sql" | "transactions"> {
  let count = 0;
  const step = () => {
    count += 1;
    if (count >= at) throw new Killed();
  };
  const dying = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...given: unknown[]): unknown => {
          step();
          return Reflect.apply(value, target, given);
        };
      },
    });
  return {
    sql: dying(deps.sql),
    transactions: {
      async run(work) {
        const value = await deps.transactions.run((tx) => work(dying(tx)));
        step();
        return value;
      },
    },
  };
}

/** The same numbers for the same seed. */
function makeDraw(seed: number) {
  let state = seed >>> 0;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

it(
  "whoever sends slices may die anywhere, and two may be at it: each is sent once, and the end is the same",
  async () => {
    const { deps, clock } = house;
    const flows = makeAlgoFlows(deps);
    const made = await flows.submitAlgo(house.actor("alice"), {
      idempotencyKey: "drill",
      request: {
        accountId: "alice-1",
        symbol: "ACME",
        side: "buy",
        qty: String(QTY),
        kind: "twap",
        limitPrice: null,
        reduceOnly: false,
        durationS: SLICES * 20,
        slices: SLICES,
        participation: null,
        seed: null,
        sessions: null,
      },
    });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    const { algoId } = made.value.algo;
    const read = async () => {
      const found = await flows.readAlgo(house.actor("alice"), algoId);
      if (!found.ok) throw new Error(found.error.kind);
      return found.value;
    };
    const draw = makeDraw(SEED);
    let killed = 0;
    const errors: unknown[] = [];
    // A round keeps one parent's trouble from the others: what it died of is told to the log.
    const log = { ...deps.log, error: (facts: { readonly error?: unknown }) => void errors.push(facts.error) };
    for (let at = 0; at < SLICES; at += 1) {
      await house.quote("ACME", 9.9, 10, { beatMs: 1e12, askSize: null });
      const dying = { ...deps, ...dyingAt(deps, 1 + draw(STATEMENTS_MAX)), log };
      const desk = openAlgoDesk(dying, dying.transactions);
      await desk.round().catch((error: unknown) => errors.push(error));
      desk.close();
      killed += errors.splice(0).filter((error) => error instanceof Killed).length;
      const fresh = [1, 2].map(() => openAlgoDesk(deps, deps.transactions));
      await Promise.all(fresh.map((each) => each.round()));
      for (const each of fresh) each.close();
      await expect
        .poll(async () => (await read()).algo.filledQty, { timeout: 15_000, interval: 20 })
        .toBe(String((at + 1) * 10));
      clock.pass(20_000);
    }
    const { algo, children } = await read();
    expect(killed).toBeGreaterThan(0);
    expect(children.map(({ qty }) => qty)).toEqual(Array.from({ length: SLICES }, () => "10"));
    expect(algo).toMatchObject({ filledQty: String(QTY), slicesSent: SLICES });
    const { positions } = await makeLedgerStore().readState(deps.sql, AccountId.of("alice-1"));
    expect(positions.map(({ qty }) => qty.toFixed())).toEqual([String(QTY)]);
  },
  60_000 + 3_000 * KILLS,
);

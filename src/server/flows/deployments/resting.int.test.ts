import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { CopyPort, Result, SqlPort } from "@/modules/_kernel";
import { makeAccountFlows } from "../accounts/account-flows";
import type { AppError } from "../errors";
import { someRequest } from "../trading/testing/trading-house";
import { makeTradingStateFlows } from "../trading/trading-state";
import { openDeploymentDesk } from "./deployment-desk";
import { openRunShared, type RunShared } from "./desk-context";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

const SYMBOLS = ["ACME", "BETA", "CORE"] as const;
/** Statements of one look at all of them: rows, books, states, bars, corporate actions, quotes. */
const LOOK_STATEMENTS = 6;

let house: DeploymentHouse;
let shared: RunShared;
let asked = 0;
/** Windows of bars that were read. */
let copied = 0;
beforeAll(async () => {
  house = await openDeploymentHouse(SYMBOLS);
  await house.history(60);
  const { sql, reads } = house.deps;
  shared = openRunShared({
    ...house.deps,
    sql: { ...sql, ...counting(sql), copyOut: countingCopies(sql) },
    reads: { together: (work) => reads.together((lent) => work(counting(lent))) },
  });
});
afterAll(async () => {
  shared.watch.stop();
  await house.close();
});

function counting(sql: SqlPort): SqlPort {
  const count: SqlPort["$queryRaw"] = (query, ...values) => {
    asked += 1;
    return sql.$queryRaw(query, ...values);
  };
  return { ...sql, $queryRaw: count };
}

function countingCopies(sql: CopyPort): CopyPort["copyOut"] {
  return (query, onChunk) => {
    asked += 1;
    copied += 1;
    return sql.copyOut(query, onChunk);
  };
}

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function deposit(amount: string) {
  const { deps, alice } = house;
  const entry = { kind: "deposit", currency: "USD", amount, at: null, note: "test" } as const;
  must(await makeAccountFlows(deps).bookEntry(alice, { accountId: "alice-1", idempotencyKey: "deposit-1", entry }));
}

/** Somebody else buys each of the instruments; it is filled with the next bar. */
async function buyByHand() {
  for (const symbol of SYMBOLS) {
    const request = someRequest({ accountId: "alice-1", symbol, qty: "1", ordType: "market", limitPrice: null });
    must(await house.trade.submitOrder(house.alice, { idempotencyKey: `by-hand-${symbol}`, request }));
  }
  await house.work();
}

/** Writes what is held of them anew, as whatever is booked does. */
const bookAnew = () =>
  house.deps.sql.$executeRaw`UPDATE ledger_position SET last_at = last_at WHERE account_id = 'alice-1'`;

async function startAll() {
  const { flows, alice, deps } = house;
  const desks = [];
  for (const symbol of SYMBOLS) {
    const created = must(await flows.createDeployment(alice, someDeployment({ name: symbol, instruments: [symbol] })));
    must(await flows.startDeployment(alice, created.deploymentId));
    const under = { transactions: deps.transactions, signal: new AbortController().signal };
    const call = vi.fn();
    desks.push({ ...created, call, desk: openDeploymentDesk(shared, { ...under, call }, created.deploymentId) });
  }
  return desks;
}

describe("deployments that have nothing to do", () => {
  it("are looked at together by a handful of statements, and each wakes for what concerns it", async () => {
    const { flows, alice, deps } = house;
    const desks = await startAll();
    const roundOfAll = () => Promise.all(desks.map(({ desk }) => desk.round()));
    const untilCalm = async () => {
      for (let rounds = 0; rounds < 12; rounds += 1) {
        for (const { desk } of desks) desk.rouse();
        if ((await roundOfAll()).every((isBusy) => !isBusy)) break;
      }
    };
    const statesOf = () =>
      Promise.all(
        desks.map(async ({ deploymentId }) => {
          const { state, decisions } = must(await flows.readDeployment(alice, deploymentId));
          return { state, decisions };
        }),
      );
    await untilCalm();
    await roundOfAll();
    asked = 0;
    expect(await roundOfAll()).toEqual([false, false, false]);
    expect(asked).toBeLessThanOrEqual(LOOK_STATEMENTS);

    await buyByHand();
    await house.minute();
    await untilCalm();
    const decided = await statesOf();
    expect(decided).toEqual(SYMBOLS.map(() => ({ state: "running", decisions: 1 })));

    const lookAgain = async () => {
      asked = 0;
      expect(await roundOfAll()).toEqual([false, false, false]);
      expect(asked).toBeLessThanOrEqual(LOOK_STATEMENTS);
    };
    // What else is booked on their account is no news of theirs; what is booked in their instruments presses nobody.
    await roundOfAll();
    const passed = vi.spyOn(performance, "now").mockReturnValue(performance.now());
    const wait = () => passed.mockReturnValue(performance.now() + 600);
    await deposit("5");
    await lookAgain();
    wait();
    await lookAgain();
    expect(await bookAnew()).toBe(3);
    await lookAgain();
    wait();
    // Even then it waits for a bar that somebody decides on, and is called, one after another, once that is done.
    await shared.turns.press(lookAgain);
    const called = () => desks.map(({ call }) => call.mock.calls.length);
    expect(called()).toEqual([1, 0, 0]);
    expect(copied).toBeGreaterThan(0);
    [asked, copied] = [0, 0];
    await desks[0]?.desk.round();
    expect(asked).toBeGreaterThan(LOOK_STATEMENTS);
    expect(copied, "no bar came since all were decided on").toBe(0);
    expect(called()).toEqual([1, 1, 0]);
    await roundOfAll();
    passed.mockRestore();

    await roundOfAll();
    const [first] = desks;
    const deploymentId = first?.deploymentId ?? "";
    const halted = { accountId: "alice-1", deploymentId, state: "halted", reason: "test" } as const;
    must(await makeTradingStateFlows(deps).setTradingState(alice, halted));
    await roundOfAll();
    expect((await statesOf()).map(({ state }) => state)).toEqual(["reduce_only", "running", "running"]);
  });
});

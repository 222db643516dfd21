import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result, SqlPort } from "@/modules/_kernel";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { AppError } from "../errors";
import { openDeploymentDesk } from "./deployment-desk";
import { openRunShared, type RunShared } from "./desk-context";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

/** More than are read in one go, twice. */
const ORDERS = 45_000;
/** Of an answer while nothing is summed up: what is there now. */
const ROWS_MAX = 100;

let house: DeploymentHouse;
let shared: RunShared;
/** Rows of the longest answer since it was last set to 0. */
let longest = 0;
beforeAll(async () => {
  house = await openDeploymentHouse();
  await house.history(60);
  const { sql, reads } = house.deps;
  shared = openRunShared({
    ...house.deps,
    sql: { ...sql, ...measured(sql) },
    reads: { together: (work) => reads.together((lent) => work(measured(lent))) },
  });
});
afterAll(async () => {
  shared.watch.stop();
  await house.close();
});

function measured(sql: SqlPort): SqlPort {
  return {
    ...sql,
    async $queryRaw<T>(query: TemplateStringsArray, ...values: readonly unknown[]) {
      const answer = await sql.$queryRaw<T>(query, ...values);
      if (Array.isArray(answer)) longest = Math.max(longest, answer.length);
      return answer;
    },
  };
}

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe("a deployment with a long history", () => {
  it("reads what is over once, whole, and never again at a bar", async () => {
    const { flows, alice, deps } = house;
    const { deploymentId } = must(await flows.createDeployment(alice, someDeployment()));
    must(await flows.startDeployment(alice, deploymentId));
    const put = await deps.sql.$executeRaw`
      INSERT INTO deployment_order (deployment_id, epoch, symbol, number, moment, request, state, order_id)
      SELECT ${deploymentId}, 0, 'ACME', n, now() - make_interval(secs => n), '{"type": "market", "quantity": 1}', 'sent', 'old-' || n
      FROM generate_series(1, ${ORDERS}::integer) AS n`;
    expect(put).toBe(ORDERS);
    const under = { transactions: deps.transactions, signal: new AbortController().signal };
    const desk = openDeploymentDesk(shared, under, deploymentId);
    const untilCalm = async () => {
      for (let rounds = 0; rounds < 12; rounds += 1) if (!(await desk.round())) return;
    };
    await untilCalm();
    const read: number[] = [];
    for (let minute = 0; minute < 3; minute += 1) {
      longest = 0;
      desk.rouse();
      await house.minute();
      await untilCalm();
      const { state, decisions } = must(await flows.readDeployment(alice, deploymentId));
      expect({ state, decisions }).toEqual({ state: "running", decisions: minute + 1 });
      read.push(longest);
    }
    expect(read.filter((rows) => rows > ROWS_MAX)).toEqual([]);
  });

  it("is read to its end, oldest first", async () => {
    const store = makeDeploymentStore();
    const { sql } = house.deps;
    const [deployment] = await store.list(sql, { accountIds: null, over: true });
    const deploymentId = deployment?.deploymentId ?? "";
    const orders = await store.ordersOf(sql, deploymentId, null);
    const old = orders.filter(({ epoch }) => epoch === 0);
    expect(old.map(({ orderId }) => orderId)).toEqual(Array.from({ length: ORDERS }, (_, n) => `old-${ORDERS - n}`));
    const ids = (await store.orderIdsOf(sql, [deploymentId])).get(deploymentId) ?? [];
    expect(new Set(ids)).toEqual(new Set(orders.flatMap(({ orderId }) => orderId ?? [])));
  });
});

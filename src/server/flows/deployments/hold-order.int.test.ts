import { afterAll, beforeAll, expect, it } from "vitest";
import { AccountId, type Result } from "@/modules/_kernel";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { AppError } from "../errors";
import { someRequest } from "../trading/testing/trading-house";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

let house: DeploymentHouse;
beforeAll(async () => {
  house = await openDeploymentHouse(["ACME"]);
  await house.history(60);
});
afterAll(() => house.close());

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** What the account holds, whoever bought it. */
async function held(): Promise<string> {
  const { positions } = await makeLedgerStore().readState(house.deps.sql, AccountId.of("alice-1"));
  return positions.find(({ symbol }) => symbol === "ACME")?.qty.toString() ?? "0";
}

it("plans an order with the account as it is, not as it was likely to be when it was held for it", async () => {
  const { flows, alice, trade } = house;
  const { deploymentId } = must(await flows.createDeployment(alice, someDeployment()));
  must(await flows.startDeployment(alice, deploymentId));
  await house.decide(deploymentId);
  const minute = async () => {
    await house.minute();
    await house.decide(deploymentId);
  };
  /** Minutes until the account holds this much; what was sent last on the way there. */
  const until = async (wanted: string) => {
    for (let at = 0; at < 60 && (await held()) !== wanted; at += 1) await minute();
    expect(await held()).toBe(wanted);
    const [row] = await house.deps.sql.$queryRaw<readonly { intent: unknown }[]>`
      SELECT intent FROM order_intent ORDER BY created_at DESC, order_id DESC LIMIT 1`;
    return row?.intent;
  };
  expect(await until("10")).toMatchObject({ side: "buy", reduceOnly: false });
  expect(await until("0")).toMatchObject({ side: "sell", qty: "10", reduceOnly: true });
  expect(await until("10")).toMatchObject({ side: "buy" });
  // By hand all of it is sold: what the strategy sells now closes nothing that the account has.
  const request = someRequest({ symbol: "ACME", side: "sell", qty: "10", timeInForce: "gtc" });
  must(await trade.submitOrder(alice, { idempotencyKey: "by-hand", request }));
  await house.work();
  expect(await until("0")).toMatchObject({ side: "sell" });
  expect(await until("-10")).toMatchObject({ side: "sell", qty: "10", reduceOnly: false });
});

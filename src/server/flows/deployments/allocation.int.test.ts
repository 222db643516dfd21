import { afterAll, beforeAll, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { AppError } from "../errors";
import { someRequest } from "../trading/testing/trading-house";
import { makeAllocateDue } from "./allocate-due";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

let house: DeploymentHouse;
let ids: readonly string[] = [];
beforeAll(async () => {
  house = await openDeploymentHouse(["ACME", "BETA"]);
  await house.history(40);
  const { flows, alice } = house;
  const made = [
    await flows.createDeployment(alice, someDeployment({ capital: "10000" })),
    await flows.createDeployment(alice, someDeployment({ name: "Other", instruments: ["BETA"], capital: "10000" })),
  ];
  ids = made.map((each) => must(each).deploymentId);
  for (const id of ids) must(await flows.startDeployment(alice, id));
  await decide();
  for (let at = 0; at < 12; at += 1) await minute();
});
afterAll(() => house.close());

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
async function decide() {
  for (const id of ids) await house.decide(id);
}
async function minute() {
  await house.minute();
  await decide();
}
const TERMS = { method: "fixed", share: 1, band: 0.1, volatility: 0.2, weights: {} } as const;
const set = (terms: Parameters<typeof house.flows.setAllocation>[1]["terms"], actor = house.alice) =>
  house.flows.setAllocation(actor, { accountId: "alice-1", terms });

it("hands an account out by fixed weights, tells the strategies, and changes nothing within the band", async () => {
  const { flows, alice, deps } = house;
  const [first = "", second = ""] = ids;
  expect(await set({ ...TERMS, weights: { [first]: 0.7, [second]: 0.4 } })).toMatchObject({
    error: { kind: "deployment.allocation", path: "terms.weights" },
  });
  expect(await set({ ...TERMS, band: 2 })).toMatchObject({ error: { path: "terms.band" } });
  const hidden = await flows.readAllocation(house.bob, "alice-1");
  expect(hidden).toMatchObject({ error: { kind: "trading.account_unknown" } });
  must(await set({ ...TERMS, share: 0.5, weights: { [first]: 0.5, [second]: 0.25 } }));
  const due = makeAllocateDue(deps);
  await due();
  const view = must(await flows.readAllocation(alice, "alice-1"));
  const equity = Number(view.equity);
  const capitalOf = (id: string) => Number(view.parts.find(({ deploymentId }) => deploymentId === id)?.capital);
  expect(Math.abs(capitalOf(first) - equity / 4)).toBeLessThan(0.02);
  expect(Math.abs(capitalOf(second) - equity / 8)).toBeLessThan(0.02);
  const store = makeDeploymentStore();
  const changes = async () => (await store.capitalChanges(deps.sql, first, 1)).length;
  expect(await changes()).toBe(1);
  // The same session again, and a change within the band.
  await due();
  must(await set({ ...TERMS, share: 0.49, weights: { [first]: 0.5, [second]: 0.25 } }));
  await due();
  expect(await changes()).toBe(1);
  must(await flows.allocateNow(alice, "alice-1"));
  expect(await changes()).toBe(2);
});

it("goes on deciding as the engine does, with the cash that came", async () => {
  for (let at = 0; at < 4; at += 1) await minute();
  for (const id of ids) {
    const after = must(await house.flows.readDeployment(house.alice, id));
    expect(after).toMatchObject({ state: "running" });
    const parity = must(await house.flows.compareParity(house.alice, { deploymentId: id, session: null }));
    expect(parity).toMatchObject({ score: 1, first: null });
  }
});

it("shows what strategies hold together, against the account, with the rest that is nobody's", async () => {
  const { flows, alice, trade } = house;
  const request = someRequest({ symbol: "ACME", qty: "7", timeInForce: "gtc" });
  must(await trade.submitOrder(alice, { idempotencyKey: "by-hand", request }));
  await house.work();
  await minute();
  const { netting } = must(await flows.readAllocation(alice, "alice-1"));
  expect(netting.find(({ symbol }) => symbol === "ACME")).toMatchObject({ rest: "7" });
  for (const { long, short, account, rest } of netting)
    expect(Number(long) + Number(short) + Number(rest)).toBeCloseTo(Number(account));
});

import { afterAll, beforeAll, expect, it } from "vitest";
import { AccountId, type Result } from "@/modules/_kernel";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { AppError } from "../errors";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

let house: DeploymentHouse;
let live = "";
let same = "";
let other = "";
beforeAll(async () => {
  house = await openDeploymentHouse(["ACME"]);
  await house.history(40);
  const { flows, alice } = house;
  live = must(await flows.createDeployment(alice, someDeployment())).deploymentId;
  const beside = { deploymentId: live, strategy: null };
  same = must(await flows.shadowDeployment(alice, { ...beside, name: "Same", params: {} })).deploymentId;
  other = must(await flows.shadowDeployment(alice, { ...beside, name: "Slow", params: { slow: 12 } })).deploymentId;
  for (const id of [live, same, other]) must(await flows.startDeployment(alice, id));
  for (const id of [live, same, other]) await house.decide(id);
  for (let at = 0; at < 22; at += 1) await minute();
});
afterAll(() => house.close());

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
async function minute() {
  await house.minute();
  for (const id of [live, same, other]) await house.decide(id);
}
const read = async (deploymentId: string) => must(await house.flows.readDeployment(house.alice, deploymentId));
const fillsOf = async (deploymentId: string) =>
  must(await house.flows.listDeploymentFills(house.alice, { deploymentId, cursor: null, limit: 500 })).rows;

it("a shadow of the same decides and fills as the one that trades, and no order of it is anywhere", async () => {
  const { flows, alice } = house;
  const [traded, virtual] = [await fillsOf(live), await fillsOf(same)];
  const money = ({ side, qty, price, fees }: (typeof traded)[number]) => ({ side, qty, price, fees });
  expect(virtual.length).toBeGreaterThan(1);
  expect(virtual.map(money)).toEqual(traded.map(money));
  expect(must(await flows.listDeploymentOrders(alice, { deploymentId: same, cursor: null, limit: 50 })).rows).toEqual(
    [],
  );
  const [ours, theirs] = [await read(live), await read(same)];
  expect(theirs).toMatchObject({ mode: "shadow", shadowOf: live, pnl: ours.pnl, positions: ours.positions });
  expect(theirs.may).not.toContain("flatten");
  const account = await makeLedgerStore().readState(house.deps.sql, AccountId.of("alice-1"));
  const held = account.positions.map(({ symbol, qty }) => ({ symbol, qty: String(qty.toNumber()) }));
  expect(held).toEqual(ours.positions.filter(({ qty }) => qty !== "0").map(({ symbol, qty }) => ({ symbol, qty })));
});

it("what a shadow filled is what the engine fills again", async () => {
  const parity = must(await house.flows.compareParity(house.alice, { deploymentId: other, session: null }));
  expect(parity).toMatchObject({ score: 1, first: null, fillsAlike: parity.fills });
  expect(parity.fills).toBeGreaterThan(0);
});

it("is compared with the one that trades, bar by bar, to the first difference", async () => {
  const pairs = must(await house.flows.compareShadows(house.alice, live));
  const [slow, twin] = ["Slow", "Same"].map((name) => pairs.find(({ shadow }) => shadow.name === name));
  expect(twin).toMatchObject({ decisions: 22, alike: 22, first: null });
  expect(twin?.shadow.pnl).toBe(twin?.live.pnl);
  expect(twin?.fillsAlike).toBe(twin?.shadow.fills);
  expect(slow?.alike).toBeLessThan(22);
  expect(slow?.first).toMatchObject({ symbol: "ACME", what: expect.stringMatching(/signal|fill/) });
  expect(must(await house.flows.compareShadows(house.alice, other))).toEqual([slow]);
});

it("begins flat when it is begun anew: what it held is closed at the last close, and the sum stays", async () => {
  const { flows, alice } = house;
  for (let at = 0; at < 12 && (await read(same)).positions.every(({ qty }) => qty === "0"); at += 1) await minute();
  const before = await read(same);
  expect(before.positions[0]?.qty).not.toBe("0");
  must(await flows.pauseDeployment(alice, same));
  await house.decide(same);
  must(await flows.startDeployment(alice, same));
  await minute();
  const after = await read(same);
  expect(after).toMatchObject({ state: "running", positions: [{ qty: "0" }] });
  expect((await fillsOf(same))[0]).toMatchObject({ qty: before.positions[0]?.qty.replace("-", "") });
  expect(await flows.flattenDeployment(alice, { deploymentId: same, idempotencyKey: "x" })).toMatchObject({
    error: { kind: "deployment.shadow_flat" },
  });
  expect(
    await flows.shadowDeployment(alice, { deploymentId: same, name: "b", strategy: null, params: {} }),
  ).toMatchObject({ error: { kind: "deployment.shadow_of_shadow" } });
});

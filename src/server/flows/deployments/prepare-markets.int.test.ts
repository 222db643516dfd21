import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { actorOf, type LookedUp, prepareDecided } from "./prepare-markets";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

let house: DeploymentHouse;
beforeAll(async () => {
  house = await openDeploymentHouse(["ACME", "BOLT"]);
  await house.history(5);
});
afterAll(() => house.close());

async function oneDeployment() {
  const created = await house.flows.createDeployment(house.alice, someDeployment());
  if (!created.ok) throw new Error(created.error.kind);
  const deployment = await makeDeploymentStore().find(house.deps.sql, created.value.deploymentId);
  if (deployment === null) throw new Error("it was created");
  return deployment;
}

it("takes what was looked up ahead only while it is young, and of whatever was looked up", async () => {
  const deployment = await oneDeployment();
  expect(actorOf(deployment)).toMatchObject({ kind: "system", userId: "alice" });
  const nowMs = performance.now();
  const clock = vi.spyOn(performance, "now").mockReturnValue(nowMs);
  const markets: LookedUp["markets"] = new Map([["ACME", { refusal: { kind: "trading.halted" } }]]);
  const ahead = Promise.resolve<LookedUp>({ owner: { userId: null, role: "admin" }, markets, atMs: nowMs });
  const wants = (symbol: string) =>
    prepareDecided(house.deps, { deployment, ahead }, { wishes: [{ action: "cancel", symbol, number: 1 }] });
  try {
    clock.mockReturnValue(nowMs + 250);
    expect((await wants("ACME")).get("ACME")).toHaveProperty("refusal");
    expect((await wants("BOLT")).get("BOLT")).toHaveProperty("ready");
    clock.mockReturnValue(nowMs + 251);
    expect((await wants("ACME")).get("ACME")).toHaveProperty("ready");
  } finally {
    clock.mockRestore();
  }
});

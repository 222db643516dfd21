import { afterAll, beforeAll, expect, it } from "vitest";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { listNotifications } from "../../platform/notify";
import type { AlertInput } from "../contract/alerts";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "../deployments/testing/deployment-house";
import { makeAlertFlows } from "./manage-alerts";
import type { AlertTerms } from "./terms";
import { type AlertWatch, makeAlertWatch } from "./watch-alerts";

let house: DeploymentHouse;
let flows: ReturnType<typeof makeAlertFlows>;
let watch: AlertWatch;
let deploymentId = "";
type Watch = Extract<AlertTerms, { readonly kind: "deployment" }>["watch"];

beforeAll(async () => {
  house = await openDeploymentHouse(["ACME"]);
  await house.history(60);
  flows = makeAlertFlows(house.deps);
  const made = await house.flows.createDeployment(house.alice, someDeployment());
  if (!made.ok) throw new Error(made.error.kind);
  ({ deploymentId } = made.value);
  await house.flows.startDeployment(house.alice, deploymentId);
  await house.decide(deploymentId);
  const signal = new AbortController().signal;
  const lease = {
    name: "alerts",
    token: 1n,
    signal,
    fenced: house.deps.transactions.run.bind(house.deps.transactions),
  };
  watch = makeAlertWatch(house.deps, lease);
});
afterAll(() => house.close());

const create = async (name: string, terms: Watch, who: "alice" | "bob" = "alice") => {
  const input: AlertInput = {
    name,
    terms: { kind: "deployment", deploymentId, watch: terms },
    severity: "warning",
    repeats: false,
    coolDownS: 0,
    expiresAt: null,
  };
  return flows.createAlert(house.actor(who), input);
};
const fired = async (name: string) => {
  const firings = await flows.listFirings(house.alice, { alertId: null, cursor: null, limit: 50 });
  return firings.ok ? firings.value.rows.filter((row) => row.name === name) : [];
};
const minute = async () => {
  await house.minute();
  await house.decide(deploymentId);
  await watch.round();
};

it("tells when a deployed strategy is silent while its market trades, not between two bars", async () => {
  expect(await create("Silent", { what: "silence", seconds: 90 })).toMatchObject({ ok: true });
  for (let bar = 0; bar < 3; bar += 1) await minute();
  // Between a bar's close and what becomes of the next one it is as old as a bar and a moment.
  house.clock.pass(80_000);
  await watch.round();
  expect(await fired("Silent")).toEqual([]);
  house.clock.pass(15_000);
  await watch.round();
  expect(await fired("Silent")).toMatchObject([
    { messageKey: "alert.deployment", facts: { what: "silence", level: "90", value: "95 s" } },
  ]);
});

it("tells of its result, of its parity and of its state, each once it is so", async () => {
  expect(await create("Rich", { what: "pnl", of: "start", is: "above", level: "1000000" })).toMatchObject({ ok: true });
  expect(await create("Poor", { what: "pnl", of: "today", is: "below", level: "1000000" })).toMatchObject({ ok: true });
  expect(await create("Unlike", { what: "parity", belowPercent: 95 })).toMatchObject({ ok: true });
  expect(await create("Over", { what: "state", states: ["failed", "paused", "stopped"] })).toMatchObject({ ok: true });
  house.clock.pass(3_000);
  await watch.round();
  expect(await Promise.all(["Rich", "Poor", "Unlike", "Over"].map(async (name) => (await fired(name)).length))).toEqual(
    [0, 1, 0, 0],
  );
  await house.database.db.transactions.run((tx) =>
    makeDeploymentStore().writeParity(tx, deploymentId, {
      session: "2026-03-04",
      comparedAtMs: house.clock.nowMs(),
      decisions: 10,
      alike: 9,
      fills: 0,
      fillsAlike: 0,
      first: null,
    }),
  );
  await house.flows.pauseDeployment(house.alice, deploymentId);
  await house.decide(deploymentId);
  house.clock.pass(3_000);
  await watch.round();
  expect(await fired("Unlike")).toMatchObject([{ facts: { what: "parity", value: "90 %", level: "95" } }]);
  expect(await fired("Over")).toMatchObject([{ facts: { what: "state", value: "paused" } }]);
  const told = await listNotifications(house.deps.prisma, house.alice.userId ?? never(), 50);
  expect(told.find(({ facts }) => facts["name"] === "Over")).toMatchObject({
    href: `/strategies/deployments/${deploymentId}`,
  });
});

it("is refused on what one may not see, and for a silence that every bar has", async () => {
  const bobs = await create("Not mine", { what: "silence", seconds: 90 }, "bob");
  expect(bobs).toMatchObject({ error: { kind: "deployment.not_found", path: "terms.deploymentId" } });
  expect(await create("Too short", { what: "silence", seconds: 89 })).toMatchObject({
    error: { kind: "alert.silence_too_short", path: "terms.watch.seconds", facts: { least: 90, resolution: "1m" } },
  });
});

function never(): never {
  throw new Error("alice is a person");
}

import { afterAll, beforeAll, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import type { AppError } from "../errors";
import { STRATEGY_KINDS } from "../strategies/kinds";
import { makeStrategiesFlows } from "../strategies/strategies-flows";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

let house: DeploymentHouse;
/** One whose every entry is more than its capital, one that is invested and goes on asking, one that asks for less than a lot. */
const ids = { poor: "", full: "", dust: "" };

beforeAll(async () => {
  house = await openDeploymentHouse(["ACME"]);
  await house.history(60);
  const bodies = {
    poor: ["desk.buy(5);", "100"],
    full: ["desk.buy(1);", "260"],
    dust: ["desk.buy(0.3);", "10000"],
  } as const;
  const strategies = makeStrategiesFlows(house.deps, STRATEGY_KINDS);
  const { blank } = strategies.strategySdk();
  for (const slug of ["poor", "full", "dust"] as const) {
    const [body, capital] = bodies[slug];
    const source = blank.replace(
      "onBar({ bar, desk, indicators }) {",
      `onBar({ bar, desk }) {\n    if (bar.index >= 60) ${body}`,
    );
    must(await strategies.saveStrategy(house.alice, { slug, kind: "code", source, note: "", from: null }));
    const input = someDeployment({ name: slug, strategy: slug, params: {}, capital });
    ids[slug] = must(await house.flows.createDeployment(house.alice, input)).deploymentId;
    must(await house.flows.startDeployment(house.alice, ids[slug]));
    await house.decide(ids[slug]);
  }
  for (let bar = 0; bar < 30; bar += 1) {
    await house.minute();
    for (const id of Object.values(ids)) await house.decide(id);
  }
});
afterAll(() => house.close());

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const read = async (id: string) => must(await house.flows.readDeployment(house.alice, id));

it("what its capital never pays for stops being asked for, and its page says what it takes", async () => {
  const { state, reason, positions } = await read(ids.poor);
  expect([state, reason?.kind, positions]).toEqual(["reduce_only", "capital_short", []]);
  expect(reason?.facts).toMatchObject({ decisions: 20, free: "100" });
  expect(Number(reason?.facts["takes"])).toBeGreaterThan(200);
});

it("what is invested and asks for more in vain goes on, as does what asks for less than a lot", async () => {
  const full = await read(ids.full);
  expect([full.state, full.lastDecision?.outcome]).toEqual(["running", "blocked"]);
  expect(Number(full.positions[0]?.qty)).toBeGreaterThan(3);
  expect(await read(ids.dust)).toMatchObject({ state: "running", lastDecision: { outcome: "blocked" } });
});

it("waits for a person, who starts it: then it is counted anew", async () => {
  await house.minute();
  await house.decide(ids.poor);
  expect((await read(ids.poor)).state).toBe("reduce_only");
  must(await house.flows.startDeployment(house.alice, ids.poor));
  for (let bar = 0; bar < 6; bar += 1) {
    await house.decide(ids.poor);
    await house.minute();
  }
  await house.decide(ids.poor);
  expect(await read(ids.poor)).toMatchObject({ state: "running", lastDecision: { outcome: "blocked" } });
});

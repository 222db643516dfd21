import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import { SHORT_LIVED } from "../../infra/testing/bundle-process";
import type { AppError } from "../errors";
import { bundleScript } from "../testing/bundle-script";
import { startDeployments } from "./run-deployments";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";
import { dyingAt, Killed } from "./testing/dying";

/** Kills of the runner: three here, and as many as asked for in a drill. */
const KILLS = Number(process.env["DRILL_KILLS"] ?? 3);
const SEED = Number(process.env["DRILL_SEED"] ?? 20_261_126);
/** Kills of a process by the system: each takes seconds to begin. */
const PROCESS_KILLS = Number(process.env["DRILL_PROCESS_KILLS"] ?? 2);
/** A warm process has done a bar within this, nearly always: kills fall into its work, and a few after it. */
const WORK_MS = 120;
/** Of the session that is played. */
const MINUTES = Math.max(16, KILLS);
/** Of a decision that orders: more statements than it has. */
const STATEMENTS_MAX = 45;

let house: DeploymentHouse;
beforeAll(async () => {
  house = await openDeploymentHouse();
  await house.history(40);
});
afterAll(() => house.close());

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
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
  "a runner that dies anywhere, and two at once, enter what an undisturbed one does, and nothing twice",
  async () => {
    const { flows, alice, bob, deps } = house;
    const calm = must(await flows.createDeployment(alice, someDeployment())).deploymentId;
    const rough = must(await flows.createDeployment(bob, someDeployment({ accountId: "bob-1" }))).deploymentId;
    must(await flows.startDeployment(alice, calm));
    must(await flows.startDeployment(bob, rough));
    const draw = makeDraw(SEED);
    const tally = { killed: 0 };
    await house.decide(calm);
    await house.decide(rough);
    for (let at = 0; at < MINUTES || tally.killed < KILLS; at += 1) {
      await house.minute();
      await house.decide(calm);
      const desk = house.freshDesk(rough, dyingAt(deps, 1 + draw(STATEMENTS_MAX)));
      await desk.round().catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
        tally.killed += 1;
      });
      // Two that were begun at once: both do whatever is left to do.
      await Promise.all([house.freshDesk(rough).round(), house.freshDesk(rough).round()]);
      await house.work();
    }
    const undisturbed = await seen(flows, alice, calm);
    expect(tally.killed).toBeGreaterThanOrEqual(KILLS);
    expect(undisturbed.fills.length).toBeGreaterThan(0);
    expect(await seen(flows, bob, rough)).toEqual(undisturbed);
    const parity = must(await flows.compareParity(bob, { deploymentId: rough, session: null }));
    expect(parity).toMatchObject({ score: 1, fillsAlike: parity.fills, first: null });
  },
  90_000 + 3_000 * KILLS,
);

it(
  "a process that is killed at any moment leaves what another goes on from, and nothing is entered twice",
  async () => {
    const { flows, alice, bob, clock } = house;
    const [[calm], [rough]] = [await own(alice), await own(bob)];
    const draw = makeDraw(SEED);
    const script = await bundleScript("run-until-killed");
    // As many kills as are asked for, three here; they fall anywhere into the work of a bar.
    for (let kill = 0; kill < PROCESS_KILLS; kill += 1) {
      const child = spawn(process.execPath, [...SHORT_LIVED, script, house.database.url, rough ?? ""], {
        stdio: ["pipe", "pipe", "inherit"],
      });
      const said = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      expect((await said.next()).value).toBe("ready");
      // It works one bar undisturbed, so that the next meets it warm.
      await bar(calm ?? "");
      child.stdin.write(`${clock.nowMs()}\n`);
      expect((await said.next()).value).toBe("done");
      await house.work();
      await bar(calm ?? "");
      const ended = new Promise((resolve) => child.once("exit", (_, signal) => resolve(signal)));
      child.stdin.write(`${clock.nowMs()}\n`);
      await sleep(draw(WORK_MS));
      child.kill("SIGKILL");
      expect(await ended).toBe("SIGKILL");
      await house.freshDesk(rough ?? "").round();
      await house.work();
    }
    const undisturbed = await seen(flows, alice, calm ?? "");
    expect(undisturbed.fills.length).toBeGreaterThan(0);
    expect(await seen(flows, bob, rough ?? "")).toEqual(undisturbed);
  },
  60_000 + 10_000 * PROCESS_KILLS,
);

/** The next bar closes, and the undisturbed one decides on it. */
async function bar(deploymentId: string): Promise<void> {
  await house.minute();
  await house.decide(deploymentId);
}

const own = async (actor: DeploymentHouse["alice"]): Promise<readonly string[]> =>
  (await house.flows.listDeployments(actor, { accountId: null, over: false })).map(({ deploymentId }) => deploymentId);

/** What a deployment did, as far as another of the same must have done the same. */
async function seen(flows: DeploymentHouse["flows"], actor: DeploymentHouse["alice"], deploymentId: string) {
  const query = { deploymentId, cursor: null, limit: 500 };
  const orders = must(await flows.listDeploymentOrders(actor, query)).rows;
  const fills = must(await flows.listDeploymentFills(actor, query)).rows;
  const all = { symbol: null, from: null, to: null, outcome: null, cursor: null };
  const decisions = must(await flows.listDecisions(actor, { ...all, deploymentId, limit: 200 })).rows;
  return {
    orders: orders.map(({ side, qty, ordType, createdAt, status }) => [side, qty, ordType, createdAt, status]),
    fills: fills.map(({ side, qty, price, at }) => [side, qty, price, at]),
    decisions: decisions.map(({ barAt, sentence }) => [barAt, sentence]),
  };
}

it("of two processes that run deployments one has the lease, and the other goes on when it stops", async () => {
  const { flows, alice, deps } = house;
  const [line] = await flows.listDeployments(alice, { accountId: null, over: false });
  const deploymentId = line?.deploymentId ?? "";
  const decisions = async () => must(await flows.readDeployment(alice, deploymentId)).decisions;
  const before = await decisions();
  const first = startDeployments(deps, "first");
  const second = startDeployments(deps, "second");
  try {
    await house.minute();
    await expect.poll(decisions, { timeout: 15_000, interval: 50 }).toBe(before + 1);
    await first.stop();
    await house.minute();
    await expect.poll(decisions, { timeout: 15_000, interval: 50 }).toBe(before + 2);
  } finally {
    await first.stop();
    await second.stop();
  }
});

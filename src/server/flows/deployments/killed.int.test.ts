import { afterAll, beforeAll, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { startDeployments } from "./run-deployments";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

/** Kills of the runner: three here, and as many as asked for in a drill. */
const KILLS = Number(process.env["DRILL_KILLS"] ?? 3);
const SEED = Number(process.env["DRILL_SEED"] ?? 20_261_126);
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
    const seen = async (actor: typeof alice, deploymentId: string) => {
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
    };
    const undisturbed = await seen(alice, calm);
    expect(tally.killed).toBeGreaterThanOrEqual(KILLS);
    expect(undisturbed.fills.length).toBeGreaterThan(0);
    expect(await seen(bob, rough)).toEqual(undisturbed);
    const parity = must(await flows.compareParity(bob, { deploymentId: rough, session: null }));
    expect(parity).toMatchObject({ score: 1, fillsAlike: parity.fills, first: null });
  },
  90_000 + 3_000 * KILLS,
);

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

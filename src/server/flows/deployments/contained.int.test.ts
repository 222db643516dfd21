import { afterAll, beforeAll, expect, it } from "vitest";
import { type Result, UserId } from "@/modules/_kernel";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { setScope } from "../../platform/identity";
import type { AppError } from "../errors";
import { STRATEGY_KINDS } from "../strategies/kinds";
import { makeStrategiesFlows } from "../strategies/strategies-flows";
import { someRequest } from "../trading/testing/trading-house";
import { makeCompareDue } from "./compare-due";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

let house: DeploymentHouse;
/** A cross of averages, one that holds an exit back until its entry is filled, and one that wants what it cannot pay. */
const ids = { cross: "", holds: "", greedy: "" };
const store = makeDeploymentStore();

/** At the first bar that it decides on: an entry, and a trailing exit that no venue keeps with it. */
const HOLDS = `if (bar.index === 60) {
      const entry = desk.submit({ type: "market", quantity: 5 });
      desk.submit({ type: "trailing_stop", quantity: -5, trailAmount: 30, parent: entry });
    }`;
const GREEDY = "if (bar.index >= 60) desk.buy(1_000_000);";

beforeAll(async () => {
  house = await openDeploymentHouse(["ACME"]);
  await house.history(60);
  const { flows, alice, bob } = house;
  ids.cross = must(await flows.createDeployment(alice, someDeployment())).deploymentId;
  ids.holds = await deployCode("holds", HOLDS, alice, someDeployment({ name: "Holds", params: {} }));
  const dear = { name: "Greedy", params: {}, capital: "1000000000", accountId: "bob-1" } as const;
  ids.greedy = await deployCode("greedy", GREEDY, bob, someDeployment(dear));
  must(await flows.startDeployment(alice, ids.cross));
  must(await flows.startDeployment(alice, ids.holds));
  must(await flows.startDeployment(bob, ids.greedy));
  await decide();
});
afterAll(() => house.close());

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
async function deployCode(
  slug: string,
  body: string,
  actor: DeploymentHouse["alice"],
  input: ReturnType<typeof someDeployment>,
): Promise<string> {
  const strategies = makeStrategiesFlows(house.deps, STRATEGY_KINDS);
  const { blank } = strategies.strategySdk();
  const head = "onBar({ bar, desk, indicators }) {";
  const source = blank.replace(head, `onBar({ bar, desk }) {\n    ${body}`);
  must(await strategies.saveStrategy(actor, { slug, kind: "code", source, note: "", from: null }));
  return must(await house.flows.createDeployment(actor, { ...input, strategy: slug })).deploymentId;
}
async function decide() {
  for (const id of Object.values(ids)) await house.decide(id);
}
/** A look of a runner that was just started: one that has looked within a second looks again only at news. */
async function look() {
  for (const id of Object.values(ids)) await house.freshDesk(id).round();
}
async function minute() {
  await house.minute();
  await decide();
}
const read = async (id: string) => must(await house.flows.readDeployment(house.actor("rita"), id));

it("an exit waits until what it exits is filled, and is sent then, once", async () => {
  const exit = async () =>
    (await store.ordersOf(house.deps.sql, ids.holds, null)).find(({ request }) => request.type === "trailing_stop");
  await minute();
  expect(await exit()).toMatchObject({ state: "held", orderId: null });
  await minute();
  await house.decide(ids.holds);
  const sent = await exit();
  expect(sent).toMatchObject({ state: "sent" });
  await minute();
  expect((await exit())?.orderId).toBe(sent?.orderId);
  const query = { deploymentId: ids.holds, cursor: null, limit: 10 };
  const orders = must(await house.flows.listDeploymentOrders(house.alice, query)).rows;
  expect(orders.map(({ ordType, side }) => [ordType, side])).toEqual([
    ["trailing_stop", "sell"],
    ["market", "buy"],
  ]);
});

it("a feed that falls silent lets nothing be opened until it is back", async () => {
  await house.silence(5);
  await look();
  expect(await read(ids.cross)).toMatchObject({
    state: "reduce_only",
    reason: { kind: "feed_lost", facts: { symbol: "ACME" } },
  });
  await house.catchUp(5);
  await look();
  await minute();
  expect(await read(ids.cross)).toMatchObject({ state: "running", reason: null });
});

it("a holding that the account has not any more is said, and goes by itself once it is back", async () => {
  const { alice, trade } = house;
  const bring = async (side: "buy" | "sell", key: string) => {
    const request = someRequest({ symbol: "ACME", qty: "100", side, timeInForce: "gtc" });
    must(await trade.submitOrder(alice, { idempotencyKey: key, request }));
    await house.work();
    await minute();
    await minute();
  };
  expect((await read(ids.holds)).positions[0]?.qty).toBe("5");
  await bring("sell", "away");
  expect(await read(ids.holds)).toMatchObject({
    state: "reduce_only",
    reason: { kind: "position_unknown", facts: { symbol: "ACME", own: "5" } },
  });
  await bring("buy", "back");
  expect(await read(ids.holds)).toMatchObject({ state: "running" });
});

it("goes on as what it was deployed as where its strategy is archived", async () => {
  const strategies = makeStrategiesFlows(house.deps, STRATEGY_KINDS);
  must(await strategies.archiveStrategy(house.alice, "holds", true));
  const before = (await read(ids.holds)).decisions;
  await minute();
  expect(await read(ids.holds)).toMatchObject({ state: "running", strategy: "holds@1", decisions: before + 1 });
});

it("what is refused again and again stops being asked for, until a person starts it", async () => {
  const alone = async () => {
    await house.minute();
    await house.decide(ids.greedy);
  };
  for (let at = 0; at < 20 && (await read(ids.greedy)).state === "running"; at += 1) await alone();
  const stuck = await read(ids.greedy);
  expect(stuck).toMatchObject({
    state: "reduce_only",
    reason: { kind: "refused_repeatedly", facts: { decisions: 20 } },
    openOrders: 0,
  });
  await alone();
  expect((await read(ids.greedy)).state).toBe("reduce_only");
  must(await house.flows.startDeployment(house.bob, ids.greedy));
  expect((await read(ids.greedy)).state).toBe("starting");
});

it("a strategy that is not its owner's any more opens nothing, and is neither started nor deployed again", async () => {
  const { deps, flows, bob } = house;
  const scope = (strategies: readonly string[] | null) =>
    deps.records.run((tx) => setScope(tx, UserId.of("bob"), { accountIds: null, strategies }));
  const notYours = { error: { kind: "deployment.strategy_not_yours", path: "strategy" } };
  // It was just started: it warms up first.
  for (let at = 0; at < 5 && (await read(ids.greedy)).state !== "running"; at += 1) {
    await house.decide(ids.greedy);
    await house.minute();
  }
  await scope(["cross"]);
  await house.minute();
  await house.decide(ids.greedy);
  const trace = must(
    await flows.listDecisions(bob, {
      deploymentId: ids.greedy,
      symbol: null,
      from: null,
      to: null,
      outcome: null,
      cursor: null,
      limit: 1,
    }),
  );
  expect(JSON.stringify(trace)).toContain("deployment.strategy_not_yours");
  must(await flows.pauseDeployment(bob, ids.greedy));
  expect(await flows.startDeployment(bob, ids.greedy)).toMatchObject(notYours);
  const again = someDeployment({ name: "Again", strategy: "greedy", params: {}, accountId: "bob-1" });
  expect(await flows.createDeployment(bob, again)).toMatchObject(notYours);
  await scope(null);
});

it("yesterday is compared with the engine once, the night after, and an exit that waited is no difference", async () => {
  const { deps, flows, alice } = house;
  const due = makeCompareDue(deps);
  await due();
  expect(must(await flows.listParity(alice, ids.cross))).toEqual([]);
  await house.silence(24 * 60);
  await due();
  const [first, ...more] = must(await flows.listParity(alice, ids.cross));
  expect(more).toEqual([]);
  expect(first).toMatchObject({ score: 1, first: null });
  expect(must(await flows.listParity(alice, ids.holds))[0]).toMatchObject({ score: 1 });
  await house.silence(20);
  await due();
  expect(must(await flows.listParity(alice, ids.cross))).toEqual([first]);
});

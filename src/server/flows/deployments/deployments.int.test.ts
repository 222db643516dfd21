import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AccountId, EpochMs, type Result } from "@/modules/_kernel";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { AppError } from "../errors";
import { STRATEGY_KINDS } from "../strategies/kinds";
import { makeStrategiesFlows } from "../strategies/strategies-flows";
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

describe("a deployment", () => {
  it("warms up, decides at each closed bar, trades, and agrees with the engine fill by fill", async () => {
    const { flows, alice } = house;
    const created = must(await flows.createDeployment(alice, someDeployment()));
    expect(created).toMatchObject({
      state: "paused",
      stage: "draft",
      mine: true,
      may: ["start", "stop", "flatten", "change"],
    });
    const { deploymentId } = created;
    must(await flows.startDeployment(alice, deploymentId));
    await house.decide(deploymentId);
    expect(must(await flows.readDeployment(alice, deploymentId))).toMatchObject({ state: "running", decisions: 0 });
    for (let at = 0; at < 22; at += 1) {
      await house.minute();
      await house.decide(deploymentId);
    }
    const after = must(await flows.readDeployment(alice, deploymentId));
    expect(after.decisions).toBe(22);
    const fills = must(await flows.listDeploymentFills(alice, { deploymentId, cursor: null, limit: 500 })).rows;
    expect(fills.length).toBeGreaterThan(1);
    const parity = must(await flows.compareParity(alice, { deploymentId, session: null }));
    expect(parity).toMatchObject({
      decisions: 22,
      alike: 22,
      score: 1,
      fills: fills.length,
      fillsAlike: fills.length,
      first: null,
    });
  });

  it("says of any bar why it did or did not trade, in one sentence", async () => {
    const { flows, alice } = house;
    const [line] = await flows.listDeployments(alice, { accountId: null, over: false });
    const deploymentId = line?.deploymentId ?? "";
    const trace = (outcome: "ordered" | "none") => ({
      deploymentId,
      symbol: null,
      from: null,
      to: null,
      cursor: null,
      limit: 1,
      outcome,
    });
    const [ordered] = must(await flows.listDecisions(alice, trace("ordered"))).rows;
    const [quiet] = must(await flows.listDecisions(alice, trace("none"))).rows;
    const why = async (at: typeof ordered, symbol = "ACME") =>
      must(await flows.explainDecision(alice, { deploymentId, symbol, at: at?.barAt ?? EpochMs.of(0) }));
    expect((await why(ordered)).sentence).toMatch(/^(Bought|Sold) 10 ACME by a market order\.$/);
    expect(await why(quiet)).toMatchObject({ sentence: "No signal: the strategy wanted nothing in ACME.", gate: null });
    expect((await why(quiet, "NOPE")).sentence).toContain("does not trade NOPE");
    expect((await why(undefined)).sentence).toBe("It was not started yet at that moment.");
  });

  it("is there only for who may see its account, and obeys only its owner", async () => {
    const { flows, alice, bob, actor } = house;
    const [line] = await flows.listDeployments(alice, { accountId: null, over: false });
    const deploymentId = line?.deploymentId ?? "";
    expect(await flows.listDeployments(bob, { accountId: null, over: false })).toEqual([]);
    expect(await flows.readDeployment(bob, deploymentId)).toMatchObject({ error: { kind: "deployment.not_found" } });
    expect(must(await flows.readDeployment(actor("rita"), deploymentId)).may).not.toContain("change");
    const start = await flows.startDeployment(actor("rita"), deploymentId);
    expect(start).toMatchObject({ error: { kind: "deployment.not_yours" } });
  });

  it("is refused twice, and with the field at fault", async () => {
    const { flows, alice } = house;
    const create = (change: Parameters<typeof someDeployment>[0]) =>
      flows.createDeployment(alice, someDeployment(change));
    expect(await create({ capital: "-1", name: "a" })).toMatchObject({ error: { path: "capital" } });
    expect(await create({ name: " " })).toMatchObject({ error: { kind: "deployment.name_malformed", path: "name" } });
    expect(await create({ name: "b", instruments: ["ACME", "acme"] })).toMatchObject({
      error: { path: "instruments" },
    });
    expect(await create({ name: "c", params: { fast: 9, slow: 3 } })).toMatchObject({ error: { path: "params.fast" } });
    expect(await create({ name: "d", accountId: "bob-1" })).toMatchObject({
      error: { kind: "trading.account_unknown" },
    });
    expect(await create({})).toMatchObject({ error: { kind: "deployment.name_taken" } });
    const second = must(await create({ name: "Second" }));
    expect(await flows.startDeployment(alice, second.deploymentId)).toMatchObject({
      error: { kind: "deployment.twice", facts: { symbol: "ACME", other: "Cross" } },
    });
  });

  it("takes other parameters from the next bar on, with its difference shown before", async () => {
    const { flows, alice } = house;
    const [line] = await flows.listDeployments(alice, { accountId: null, over: false });
    const deploymentId =
      (await flows.listDeployments(alice, { accountId: null, over: false })).find(({ name }) => name === "Cross")
        ?.deploymentId ??
      line?.deploymentId ??
      "";
    const same = { strategy: null, capital: null, instruments: null, windDown: false, from: null };
    const change = { deploymentId, params: { quantity: 1 }, ...same, commit: false };
    const shown = must(await flows.changeDeployment(alice, change));
    expect(shown.differences).toEqual([{ name: "quantity", before: "10", after: "1" }]);
    expect(must(await flows.readDeployment(alice, deploymentId)).pendingChange).toBeNull();
    must(await flows.changeDeployment(alice, { ...change, commit: true }));
    await house.minute();
    await house.decide(deploymentId);
    expect(must(await flows.readDeployment(alice, deploymentId))).toMatchObject({
      params: { quantity: 1 },
      pendingChange: null,
      state: "running",
    });
  });

  it("stays contained when its account is halted, and closes only what is its own when flattened", async () => {
    const { flows, alice, trade } = house;
    const deploymentId =
      (await flows.listDeployments(alice, { accountId: null, over: false })).find(({ name }) => name === "Cross")
        ?.deploymentId ?? "";
    const halt = (state: "halted" | "active") =>
      trade.setTradingState(alice, { accountId: "alice-1", state, reason: "drill" });
    must(await halt("halted"));
    await house.minute();
    await house.decide(deploymentId);
    expect(must(await flows.readDeployment(alice, deploymentId))).toMatchObject({
      state: "reduce_only",
      reason: { kind: "account_halted" },
    });
    must(await halt("active"));
    const request = someRequest({ symbol: "ACME", qty: "7", timeInForce: "gtc" });
    must(await trade.submitOrder(alice, { idempotencyKey: "by-hand", request }));
    for (let at = 0; at < 14; at += 1) {
      await house.minute();
      await house.decide(deploymentId);
      const { positions } = must(await flows.readDeployment(alice, deploymentId));
      if (positions.some(({ qty }) => qty !== "0")) break;
    }
    expect(must(await flows.readDeployment(alice, deploymentId)).positions[0]?.qty).not.toBe("0");
    const flat = must(await flows.flattenDeployment(alice, { deploymentId, idempotencyKey: "flat" }));
    expect(flat.orders).toHaveLength(1);
    await house.work();
    await house.minute();
    await house.decide(deploymentId);
    const after = must(await flows.readDeployment(alice, deploymentId));
    expect(after).toMatchObject({ state: "paused" });
    expect(after.positions[0]?.qty).toBe("0");
    const { accountId } = after;
    const held = (await makeLedgerStore().readState(house.deps.sql, AccountId.of(accountId))).positions;
    // What was bought by hand is nobody's but the account's.
    expect(held.map(({ symbol, qty }) => [symbol, qty.toNumber()])).toEqual([["ACME", 7]]);
  });

  it("ends by itself with the reason when its strategy throws, and no other with it", async () => {
    const { flows, alice, deps } = house;
    const strategies = makeStrategiesFlows(deps, STRATEGY_KINDS);
    const source = strategies
      .strategySdk()
      .blank.replace(
        "onBar({ bar, desk, indicators }) {",
        "onBar({ bar }) {\n    if (bar.index === 51) throw new Error('enough');",
      );
    must(await strategies.saveStrategy(alice, { slug: "boom", kind: "code", source, note: "", from: null }));
    const made = must(
      await flows.createDeployment(alice, someDeployment({ name: "Boom", strategy: "boom", params: {} })),
    );
    expect(made.strategy).toBe("boom@1");
    const calm = (await flows.listDeployments(alice, { accountId: null, over: false })).find(
      ({ name }) => name === "Cross",
    );
    must(await flows.startDeployment(alice, calm?.deploymentId ?? ""));
    must(await flows.startDeployment(alice, made.deploymentId));
    for (let at = 0; at < 3; at += 1) {
      for (const id of [calm?.deploymentId ?? "", made.deploymentId]) await house.decide(id);
      await house.minute();
    }
    for (const id of [calm?.deploymentId ?? "", made.deploymentId]) await house.decide(id);
    const failed = must(await flows.readDeployment(alice, made.deploymentId));
    expect(failed).toMatchObject({
      state: "failed",
      reason: { kind: "strategy_broke" },
      may: ["start", "stop", "flatten", "change"],
    });
    expect(failed.lastDecision?.sentence).toContain("enough");
    expect(must(await flows.readDeployment(alice, calm?.deploymentId ?? ""))).toMatchObject({ state: "running" });
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import { makeDeploymentStore } from "@/modules/strategy/server";
import type { Actor } from "../contract";
import { type DeploymentHouse, openDeploymentHouse, someDeployment } from "./testing/deployment-house";
import { dyingAt, Killed } from "./testing/dying";

/** Statements of a bar at which a change is taken up, at most. */
const STATEMENTS_MAX = 120;
/** Bars within which what swings leads from any instrument to another. */
const SWING = 40;

let house: DeploymentHouse;
let id = "";
beforeAll(async () => {
  house = await openDeploymentHouse(["ACME", "BETA", "GAMMA", "DELTA"]);
  await house.history(60);
  await house.addInstrument("INDEX", "index");
  const { flows, alice } = house;
  id = must(await flows.createDeployment(alice, rotation({}))).deploymentId;
  must(await flows.startDeployment(alice, id));
  await house.decide(id);
  for (let at = 0; at < 6; at += 1) await minute();
});
afterAll(() => house.close());

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
async function minute() {
  await house.minute();
  await house.decide(id);
}
/** Always the one that rose most of what it trades. */
const rotation = (change: Parameters<typeof someDeployment>[0]) =>
  someDeployment({
    name: "Rotation",
    strategy: "dual-momentum",
    params: { lookback: 3, rebalance: 1, hold: 1, reserve: 2 },
    instruments: ["ACME", "BETA"],
    ...change,
  });
type Change = Parameters<DeploymentHouse["flows"]["changeDeployment"]>[1];
const change = (instruments: readonly string[], of: Partial<Change> = {}, actor: Actor = house.alice) =>
  house.flows.changeDeployment(actor, {
    deploymentId: id,
    params: {},
    strategy: null,
    capital: null,
    instruments,
    windDown: false,
    from: null,
    commit: true,
    ...of,
  });
const read = async () => must(await house.flows.readDeployment(house.alice, id));
const letIn = async () => {
  const changeId = (await read()).waitingChange?.waits?.changeId ?? "";
  return house.flows.decideDeploymentChange(house.actor("rita"), { changeId, decision: "approve" });
};
const heldNow = async () => (await read()).positions.find(({ qty }) => Number(qty) !== 0)?.symbol ?? null;
const epochs = async () => (await makeDeploymentStore().listEpochs(house.deps.sql, id, 50)).length;
const claims = () => house.deps.sql.$queryRaw`
  SELECT symbol FROM deployment_claim WHERE deployment_id = ${id} ORDER BY symbol`;
/** Goes on until it holds something. */
async function untilHeld(): Promise<string> {
  for (let at = 0; at < SWING; at += 1) {
    const symbol = await heldNow();
    if (symbol !== null) return symbol;
    await minute();
  }
  throw new Error("it never held anything");
}
/** As the engine says it of the day: every decision, and fills where it began flat. */
async function expectParity() {
  const parity = must(await house.flows.compareParity(house.alice, { deploymentId: id, session: null }));
  expect(parity).toMatchObject({ score: 1, first: null, fillsAlike: parity.fills });
}

describe("instruments of a deployment that runs", () => {
  it("are refused with the field at fault", async () => {
    const { flows, alice } = house;
    const refusals: readonly (readonly [readonly string[], string])[] = [
      [["ACME", "NOTHING"], "instrument.not_found"],
      [["ACME", "INDEX"], "order.not_tradable"],
      [["ACME", "ACME"], "deployment.instruments"],
      [[], "deployment.instruments"],
      [["ACME"], "backtest.spec_invalid"],
    ];
    for (const [instruments, kind] of refusals)
      expect(await change(instruments, { commit: false })).toMatchObject({ error: { kind, path: "instruments" } });
    expect(must(await change(["ACME", "BETA"], { commit: false })).differences).toEqual([]);
    const other = must(
      await flows.createDeployment(alice, rotation({ name: "Other", instruments: ["GAMMA", "BETA"] })),
    );
    expect(await flows.startDeployment(alice, other.deploymentId)).toMatchObject({
      error: { kind: "deployment.twice", facts: { symbol: "BETA", other: "Rotation" } },
    });
  });

  it("are not what another deployment of its strategy has on the account, and nothing is claimed of the try", async () => {
    const { flows, alice } = house;
    const other = must(
      await flows.createDeployment(alice, rotation({ name: "Elsewhere", instruments: ["GAMMA", "DELTA"] })),
    );
    must(await flows.startDeployment(alice, other.deploymentId));
    must(await change(["ACME", "BETA", "GAMMA"]));
    expect(await letIn()).toMatchObject({
      error: { kind: "deployment.twice", path: "instruments", facts: { symbol: "GAMMA", other: "Elsewhere" } },
    });
    expect(await claims()).toEqual([{ symbol: "ACME" }, { symbol: "BETA" }]);
    expect(await read()).toMatchObject({ instruments: ["ACME", "BETA"], pendingChange: null });
    const changeId = (await read()).waitingChange?.waits?.changeId ?? "";
    must(await flows.decideDeploymentChange(alice, { changeId, decision: "withdraw" }));
    must(await flows.stopDeployment(alice, other.deploymentId));
  });

  it("are more with a second person, warmed up from history, and decided on as the engine does", async () => {
    const shown = must(await change(["ACME", "BETA", "GAMMA"], { commit: false }));
    expect(shown).toMatchObject({
      differences: [{ name: "instruments", before: "ACME, BETA", after: "ACME, BETA, GAMMA" }],
      approval: { need: "second", because: ["more_instruments"] },
      instruments: ["ACME", "BETA", "GAMMA"],
      leaving: [],
    });
    must(await change(["ACME", "BETA", "GAMMA"]));
    await minute();
    expect(await read()).toMatchObject({ instruments: ["ACME", "BETA"], pendingChange: null });
    must(await letIn());
    expect(await claims()).toEqual([{ symbol: "ACME" }, { symbol: "BETA" }, { symbol: "GAMMA" }]);
    for (let at = 0; at < 12; at += 1) await minute();
    expect(await read()).toMatchObject({
      instruments: ["ACME", "BETA", "GAMMA"],
      pendingChange: null,
      state: "running",
    });
    const newest = must(
      await house.flows.listDecisions(house.alice, {
        symbol: null,
        from: null,
        to: null,
        outcome: null,
        cursor: null,
        deploymentId: id,
        limit: 1,
      }),
    ).rows[0];
    expect(newest?.seen.map(({ symbol }) => symbol)).toEqual(["ACME", "BETA", "GAMMA"]);
    await expectParity();
    const [version] = must(await house.flows.listDeploymentVersions(house.alice, id));
    expect(version).toMatchObject({
      instruments: ["ACME", "BETA", "GAMMA"],
      differences: [{ name: "instruments", before: "ACME, BETA", after: "ACME, BETA, GAMMA" }],
    });
    const audit = await house.deps.sql.$queryRaw`
      SELECT action FROM audit_log WHERE subject_id = ${id} AND action LIKE 'deployment.%change%' ORDER BY audit_log.id DESC LIMIT 2`;
    expect(audit).toEqual([{ action: "deployment.change_approved" }, { action: "deployment.ask_change" }]);
  });

  it("are fewer once nothing is held of what leaves, and nothing opens there meanwhile", async () => {
    const { flows, alice } = house;
    const symbol = await untilHeld();
    const rest = ["ACME", "BETA", "GAMMA"].filter((each) => each !== symbol);
    expect(must(await change(rest, { commit: false }))).toMatchObject({
      approval: { need: "none" },
      leaving: [{ symbol }],
    });
    expect(await change(rest)).toMatchObject({ error: { kind: "deployment.instrument_held", path: "instruments" } });
    expect((await read()).pendingChange).toBeNull();
    const askedAtMs = house.clock.nowMs();
    must(await change(rest, { windDown: true }));
    expect((await read()).pendingChange).toMatchObject({ instruments: rest, leaving: [{ symbol }] });
    for (let at = 0; at < SWING && (await read()).pendingChange !== null; at += 1) await minute();
    expect(await read()).toMatchObject({ instruments: rest, pendingChange: null });
    await minute();
    const fills = must(await flows.listDeploymentFills(alice, { deploymentId: id, cursor: null, limit: 500 })).rows;
    const after = fills.filter((fill) => fill.symbol === symbol && fill.at > askedAtMs);
    expect(new Set(after.map(({ side }) => side))).toEqual(new Set(["sell"]));
    expect((await read()).positions.find((each) => each.symbol === symbol)?.qty ?? "0").toBe("0");
    expect(await claims()).toEqual(rest.map((each) => ({ symbol: each })));
    await expectParity();
  });

  it("are what they were before in one step", async () => {
    const before = must(await house.flows.rollbackDeployment(house.alice, { deploymentId: id, commit: false }));
    expect(before.instruments).toEqual(["ACME", "BETA", "GAMMA"]);
  });

  it("are taken up once, wherever the runner dies", async () => {
    const traded = (await read()).instruments;
    const added = ["ACME", "BETA", "GAMMA"].filter((symbol) => !traded.includes(symbol));
    must(await change([...traded, ...added]));
    must(await letIn());
    const before = await epochs();
    await house.minute();
    let killed = 0;
    for (let at = 1; at < STATEMENTS_MAX; at += 1) {
      const done = await house
        .freshDesk(id, dyingAt(house.deps, at))
        .round()
        .then(() => true)
        .catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
          killed += 1;
          return false;
        });
      if (done && (await read()).pendingChange === null) break;
    }
    await house.decide(id);
    expect(killed).toBeGreaterThan(10);
    expect(await read()).toMatchObject({ instruments: [...traded, ...added], pendingChange: null, state: "running" });
    expect(await epochs()).toBe(before + 1);
    for (let at = 0; at < 4; at += 1) await minute();
    await expectParity();
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EpochMs, type Result, UserId } from "@/modules/_kernel";
import { insertUser } from "../../platform/identity";
import { listNotifications } from "../../platform/notify";
import type { Actor } from "../contract";
import { makeApprovalFlows } from "../risk/approvals/approval-flows";
import { makeWaitingFlows } from "../risk/approvals/count-waiting";
import { makeRiskFlows } from "../risk/limit-flows";
import { STRATEGY_KINDS } from "../strategies/kinds";
import { makeStrategiesFlows } from "../strategies/strategies-flows";
import { makeChangeDeployment } from "./change-deployment";
import { type DeploymentHouse, MINUTE, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

const ROOT: Actor = { kind: "user", userId: UserId.of("root"), requestId: "test" };

let house: DeploymentHouse;
let id = "";
beforeAll(async () => {
  house = await openDeploymentHouse(["ACME"]);
  await house.history(40);
  const { flows, alice } = house;
  id = must(await flows.createDeployment(alice, someDeployment())).deploymentId;
  must(await flows.startDeployment(alice, id));
  await house.decide(id);
  await minute();
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
type Change = Parameters<DeploymentHouse["flows"]["changeDeployment"]>[1];
const NOTHING: Change = {
  deploymentId: "",
  params: {},
  strategy: null,
  capital: null,
  instruments: null,
  windDown: false,
  from: null,
  commit: true,
};
const change = (actor: Actor, of: Partial<Change>) =>
  house.flows.changeDeployment(actor, { ...NOTHING, deploymentId: id, ...of });
const read = async (actor = house.alice) => must(await house.flows.readDeployment(actor, id));
const decide = (actor: Actor, changeId: string, decision: "approve" | "reject" | "withdraw") =>
  house.flows.decideDeploymentChange(actor, { changeId, decision });
const listed = async (actor = house.actor("rita")) => house.flows.listAskedChanges(actor);
const countFor = async (actor: Actor) =>
  (
    await makeWaitingFlows({
      ...makeApprovalFlows(house.deps),
      ...makeRiskFlows(house.deps),
      ...house.flows,
    }).countWaiting(actor)
  ).deployments;
const waitingId = async () => (await read()).waitingChange?.waits?.changeId ?? "";

describe("a change that makes a deployment larger", () => {
  it("says what it needs before it is asked for, and waits for another person than its asker", async () => {
    const { alice, bob, actor, deps } = house;
    const shown = must(await change(alice, { capital: "20000.00", commit: false }));
    expect(shown).toMatchObject({
      differences: [{ name: "capital", before: "10000", after: "20000" }],
      approval: { need: "second", because: ["more_capital"] },
      waits: null,
    });
    expect((await read()).waitingChange).toBeNull();
    must(await change(alice, { capital: "20000", params: { quantity: 12 } }));
    await minute();
    expect(await read()).toMatchObject({ capital: "10000", params: { quantity: 10 }, pendingChange: null });
    expect((await read()).waitingChange?.waits).toMatchObject({
      askedBy: "alice",
      mayDecide: false,
      mayWithdraw: true,
    });
    expect((await read(actor("rita"))).waitingChange?.waits).toMatchObject({ mayDecide: true, mayWithdraw: false });
    expect(await change(alice, { params: { quantity: 1 } })).toMatchObject({
      error: { kind: "deployment.change_waits" },
    });
    const changeId = await waitingId();
    expect(await decide(alice, changeId, "approve")).toMatchObject({ error: { kind: "deployment.change_own" } });
    expect(await decide(bob, changeId, "approve")).toMatchObject({ error: { kind: "deployment.change_not_found" } });
    expect(await decide(actor("rita"), "nothing", "approve")).toMatchObject({
      error: { kind: "deployment.change_not_found" },
    });
    const told = await listNotifications(deps.prisma, UserId.of("rita"), 5);
    expect(told[0]).toMatchObject({ messageKey: "deployment.change", facts: { changes: "capital, quantity" } });
  });

  it("is listed for whoever may see the deployment, and counted for whoever may let it in", async () => {
    const { alice, bob, actor, clock } = house;
    const [own] = await listed(alice);
    expect(own).toMatchObject({
      deploymentId: id,
      deployment: "Cross",
      account: "alice-1",
      differences: [
        { name: "capital", before: "10000", after: "20000" },
        { name: "quantity", before: "10", after: "12" },
      ],
      because: ["more_capital"],
      from: null,
      askedBy: "alice",
      state: "waiting",
      decidedBy: null,
      mayDecide: false,
      mayWithdraw: true,
    });
    expect((own?.expiresAt ?? 0) - (own?.askedAt ?? 0)).toBe(7 * 24 * 60 * MINUTE);
    expect(own?.askedAt).toBeLessThanOrEqual(clock.nowMs());
    expect(await listed()).toMatchObject([{ changeId: own?.changeId, mayDecide: true, mayWithdraw: false }]);
    expect(await listed(bob)).toEqual([]);
    expect([await countFor(actor("rita")), await countFor(alice), await countFor(bob)]).toEqual([1, 0, 0]);
  });

  it("takes effect with the next bar once it is let in, whole, and agrees with the engine after it", async () => {
    const { alice, actor, flows, deps } = house;
    must(await decide(actor("rita"), await waitingId(), "approve"));
    expect(await listed()).toMatchObject([{ state: "approved", decidedBy: "rita", mayDecide: false }]);
    expect(await countFor(actor("rita"))).toBe(0);
    expect(await read()).toMatchObject({ capital: "10000", waitingChange: null, pendingChange: { capital: "20000" } });
    for (let at = 0; at < 12; at += 1) await minute();
    expect(await read()).toMatchObject({ capital: "20000", params: { quantity: 12 }, pendingChange: null });
    const parity = must(await flows.compareParity(alice, { deploymentId: id, session: null }));
    expect(parity.alike).toBe(parity.decisions);
    expect(parity.fills).toBeGreaterThan(0);
    expect(parity.fillsAlike).toBe(parity.fills);
    const told = await listNotifications(deps.prisma, UserId.of("alice"), 5);
    expect(told[0]).toMatchObject({ messageKey: "deployment.change_decided", facts: { outcome: "approved" } });
    const audit = await deps.sql.$queryRaw`
      SELECT action FROM audit_log WHERE subject_id = ${id} AND action LIKE 'deployment.%change%' ORDER BY audit_log.id`;
    expect(audit).toEqual([{ action: "deployment.ask_change" }, { action: "deployment.change_approved" }]);
  });

  it("is not measured against what it ran as before somebody else changed it", async () => {
    const { alice, deps } = house;
    const { transactions, sql } = deps;
    const setCapital = (to: number) =>
      sql.$executeRaw`UPDATE deployment SET capital = ${to} WHERE deployment_id = ${id}`;
    const late: typeof transactions = {
      ...transactions,
      run: async (work) => {
        await setCapital(5_000);
        return transactions.run(work);
      },
    };
    // Less than the 20 000 that were read, and more than the 5 000 that there are.
    const asked = makeChangeDeployment({ ...deps, transactions: late })(alice, {
      ...NOTHING,
      deploymentId: id,
      capital: "15000",
    });
    expect(await asked).toMatchObject({ error: { kind: "deployment.change_stale" } });
    await setCapital(20_000);
    expect(await read()).toMatchObject({ capital: "20000", pendingChange: null });
  });

  it("is refused, taken back, runs out, and is of no use once something else runs", async () => {
    const { alice, actor, clock, flows } = house;
    const rita = actor("rita");
    must(await change(alice, { capital: "30000" }));
    must(await decide(rita, await waitingId(), "reject"));
    must(await change(alice, { capital: "30000" }));
    const taken = await waitingId();
    must(await decide(alice, taken, "withdraw"));
    expect(await decide(rita, taken, "approve")).toMatchObject({ error: { kind: "deployment.change_over" } });
    // What asked for less needs nobody, and waits for no one.
    must(await change(alice, { capital: "15000" }));
    const stale = must(await change(alice, { capital: "16000" }));
    expect(stale.waits).toBeNull();
    must(await change(alice, { capital: "30000" }));
    await minute();
    await minute();
    // It runs as something else by now: nobody is asked any more, and whoever comes late is told.
    expect(await read()).toMatchObject({ capital: "16000", waitingChange: null });
    const overtaken = (await listed()).find(({ state }) => state === "overtaken");
    expect(overtaken).toMatchObject({ mayDecide: false, mayWithdraw: false });
    expect(await countFor(rita)).toBe(0);
    expect(await decide(rita, overtaken?.changeId ?? "", "approve")).toMatchObject({
      error: { kind: "deployment.change_stale" },
    });
    must(await change(alice, { capital: "30000" }));
    const late = await waitingId();
    must(await flows.pauseDeployment(alice, id));
    clock.pass(7 * 24 * 60 * MINUTE);
    expect((await read()).waitingChange).toBeNull();
    expect(await decide(rita, late, "approve")).toMatchObject({ error: { kind: "deployment.change_over" } });
    const states = (await listed()).map(({ state }) => state).toSorted();
    expect(states).toEqual(["approved", "expired", "expired", "rejected", "withdrawn"]);
    must(await change(alice, { capital: "30000" }));
    must(await decide(alice, await waitingId(), "withdraw"));
  });

  it("names capital that is none", async () => {
    for (const capital of ["0", "-5", "much"])
      expect(await change(house.alice, { capital })).toMatchObject({
        error: { kind: "deployment.capital", path: "capital" },
      });
  });

  it("takes effect at once where nobody else could let it in, and says so", async () => {
    const { alice, deps } = house;
    await deps.sql.$executeRaw`UPDATE user_account SET disabled_at = now() WHERE id = 'rita'`;
    const done = must(await change(alice, { capital: "40000" }));
    expect(done).toMatchObject({ approval: { need: "off", because: ["more_capital"] }, waits: null });
    expect(await read()).toMatchObject({ pendingChange: { capital: "40000" }, waitingChange: null });
    await deps.sql.$executeRaw`UPDATE user_account SET disabled_at = NULL WHERE id = 'rita'`;
  });
});

describe("a change of what was published", () => {
  it("needs nobody within the published values, a second person beyond them and once it is withdrawn", async () => {
    const { bob, deps, flows, actor } = house;
    const strategies = makeStrategiesFlows(deps, STRATEGY_KINDS);
    await deps.records.run((tx) =>
      insertUser(tx, {
        userId: UserId.of("root"),
        email: "root@example.com",
        name: "Root",
        role: "admin",
        passwordHash: "",
        timeZone: "UTC",
      }),
    );
    must(await strategies.createStrategyFromExample(ROOT, { slug: "roots-cross", example: "sma-cross" }));
    const params = { fast: 2, slow: 5, quantity: 10 };
    const { publicationId } = must(
      await strategies.publishStrategy(ROOT, {
        strategy: "roots-cross",
        presets: [{ name: "Calm", params }],
        bounds: { quantity: { least: 1, most: 10 } },
        isFree: false,
        people: ["bob"],
        note: "",
      }),
    );
    const input = someDeployment({ name: "B", strategy: "roots-cross", accountId: "bob-1", params });
    const { deploymentId } = must(await flows.createDeployment(bob, input));
    const of = (changed: Partial<Change>) => flows.changeDeployment(bob, { ...NOTHING, deploymentId, ...changed });
    expect(must(await of({ params: { quantity: 4 }, commit: false })).approval.need).toBe("none");
    const beyond = { need: "second", because: ["outside_published"] };
    expect(must(await of({ params: { quantity: 11 }, commit: false })).approval).toEqual(beyond);
    expect(await of({ strategy: "roots-cross@2", commit: false })).toMatchObject({ ok: false });
    must(await strategies.withdrawPublication(ROOT, publicationId));
    expect(must(await of({ params: { quantity: 4 }, commit: false })).approval).toEqual({
      need: "second",
      because: ["withdrawn"],
    });
    expect(must(await of({ capital: "9000", commit: false })).approval.need).toBe("none");
    must(await of({ params: { quantity: 4 } }));
    const waits = must(await flows.readDeployment(actor("rita"), deploymentId)).waitingChange?.waits;
    must(await decide(actor("rita"), waits?.changeId ?? "", "approve"));
    expect(must(await flows.readDeployment(bob, deploymentId)).pendingChange).toMatchObject({
      params: { quantity: 4 },
    });
  });

  it("is over with its deployment, and listed so", async () => {
    const { alice, actor, flows } = house;
    const made = must(await flows.createDeployment(alice, someDeployment({ name: "Brief" })));
    const { deploymentId } = made;
    must(await change(alice, { deploymentId, capital: "60000" }));
    const of = async () => (await listed()).find((each) => each.deploymentId === deploymentId);
    const changeId = (await of())?.changeId ?? "";
    expect(await of()).toMatchObject({ state: "waiting", mayDecide: true });
    must(await flows.stopDeployment(alice, deploymentId));
    expect(await of()).toMatchObject({ state: "stopped", mayDecide: false });
    expect(await decide(actor("rita"), changeId, "approve")).toMatchObject({ error: { kind: "deployment.not_now" } });
  });

  it("is stated from a moment that may pass while it waits", async () => {
    const { alice, actor, clock } = house;
    const from = EpochMs.of(clock.nowMs() + 2 * MINUTE);
    must(await change(alice, { capital: "50000", from }));
    clock.pass(10 * MINUTE);
    must(await decide(actor("rita"), await waitingId(), "approve"));
    expect((await read()).pendingChange).toMatchObject({ capital: "50000", takesEffectAt: null });
  });
});

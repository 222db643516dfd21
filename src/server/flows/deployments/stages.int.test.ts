import { afterAll, beforeAll, expect, it } from "vitest";
import { EpochMs, type Result, UserId } from "@/modules/_kernel";
import { DEFAULT_TERMS } from "@/modules/strategy";
import { makeDeploymentStore } from "@/modules/strategy/server";
import { listNotifications } from "../../platform/notify";
import type { AppError } from "../errors";
import { makeLetDecisionsGo } from "./decision-retention";
import { demoteIfBroken } from "./demote-due";
import { type DeploymentHouse, MINUTE, openDeploymentHouse, someDeployment } from "./testing/deployment-house";

let house: DeploymentHouse;
let id = "";
beforeAll(async () => {
  house = await openDeploymentHouse(["ACME"]);
  await house.history(40);
  const { flows, alice } = house;
  id = must(await flows.createDeployment(alice, someDeployment())).deploymentId;
  must(await flows.startDeployment(alice, id));
  await house.decide(id);
  for (let at = 0; at < 8; at += 1) await minute();
});
afterAll(() => house.close());

function must<T>(result: Result<T, AppError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
async function minute() {
  await house.minute();
  await house.decide(id);
}
const read = async () => must(await house.flows.readDeployment(house.alice, id));
const store = makeDeploymentStore();
const find = async () => {
  const found = await store.find(house.deps.sql, id);
  if (found === null) throw new Error("it is there");
  return found;
};
/** Nothing is asked but what a test asks for. */
const EASY = {
  ...DEFAULT_TERMS,
  runs: 0,
  verdict: 0,
  runTrades: 0,
  searchReturn: -1,
  searchTrades: 0,
  days: 1,
  trades: 0,
  parity: 0,
  fall: 1,
  approvals: 0,
};
/** Whoever runs commands on this machine. */
const MACHINE = { kind: "cli", userId: null, requestId: "test" } as const;
const setTerms = (terms: typeof EASY, demotion: "none" | "reduce_only" | "pause" = "reduce_only") =>
  house.flows.setPromotionTerms(MACHINE, { terms, demotion });

it("changes at a stated time, keeps what it ran as, and goes back in one step", async () => {
  const { flows, alice, clock } = house;
  const same = { strategy: null, capital: null, instruments: null, windDown: false };
  const change = { deploymentId: id, params: { quantity: 3 }, ...same, commit: true };
  const past = await flows.changeDeployment(alice, { ...change, from: EpochMs.of(clock.nowMs() - 1) });
  expect(past).toMatchObject({ error: { kind: "deployment.from", path: "from" } });
  expect(await flows.changeDeployment(alice, { ...change, from: null, strategy: "turtle" })).toMatchObject({
    error: { kind: "deployment.other_strategy", path: "strategy" },
  });
  expect(await flows.rollbackDeployment(alice, { deploymentId: id, commit: false })).toMatchObject({
    error: { kind: "deployment.no_version" },
  });
  const from = EpochMs.of(clock.nowMs() + 2 * MINUTE);
  expect(must(await flows.changeDeployment(alice, { ...change, from })).takesEffectAt).toBe(from);
  await minute();
  expect(await read()).toMatchObject({ params: { quantity: 10 }, pendingChange: { takesEffectAt: from } });
  await minute();
  await minute();
  expect(await read()).toMatchObject({ params: { quantity: 3 }, pendingChange: null, state: "running" });
  const versions = must(await flows.listDeploymentVersions(alice, id));
  expect(versions.map(({ params, current }) => [params["quantity"], current])).toEqual([
    [3, true],
    [10, false],
  ]);
  expect(versions[0]?.differences).toEqual([{ name: "quantity", before: "10", after: "3" }]);
  const back = must(await flows.rollbackDeployment(alice, { deploymentId: id, commit: true }));
  expect(back.differences).toEqual([{ name: "quantity", before: "3", after: "10" }]);
  await minute();
  expect(await read()).toMatchObject({ params: { quantity: 10 } });
});

it("shows each gate with its value and threshold, and goes on stage by stage until a broker is missing", async () => {
  const { flows, alice } = house;
  const refused = await flows.promoteDeployment(alice, id);
  expect(refused).toMatchObject({
    error: { kind: "deployment.gates_open", facts: { gate: "runs", actual: "0", required: "1" } },
  });
  expect(await flows.setPromotionTerms(alice, { terms: EASY, demotion: "none" })).toMatchObject({
    error: { kind: "deployment.terms_not_yours" },
  });
  expect(await setTerms({ ...EASY, days: 1.5 })).toMatchObject({ error: { path: "terms.days" } });
  must(await setTerms({ ...EASY, runTrades: -0 }));
  const open = must(await flows.readPromotion(alice, id)).stages.find(({ stage }) => stage === "backtest")?.gates;
  // Without a run nothing is known of its trades, and what is not known passes no gate.
  expect(open).toEqual([
    { gate: "runs", passed: true, actual: "0", required: "0" },
    { gate: "runTrades", passed: false, actual: null, required: "0" },
  ]);
  await store.setStage(house.deps.sql, id, "paper");
  must(await setTerms({ ...EASY, approvals: 1 }));
  must(await flows.compareParity(alice, { deploymentId: id, session: null }));
  expect(await flows.promoteDeployment(alice, id)).toMatchObject({ error: { facts: { gate: "approvals" } } });
  expect(await flows.approvePromotion(alice, id)).toMatchObject({ error: { kind: "deployment.not_approver" } });
  const rita = house.actor("rita");
  for (let twice = 0; twice < 2; twice += 1)
    expect(must(await flows.approvePromotion(rita, id))).toMatchObject({ mayApprove: false, approvals: [{}] });
  expect(must(await flows.promoteDeployment(alice, id))).toMatchObject({ stage: "shadow", approvals: [] });
  expect(await flows.promoteDeployment(alice, id)).toMatchObject({ error: { kind: "deployment.no_live_venue" } });
});

it("is taken back when it breaks what is held against it: once, audited, and its owner is told", async () => {
  const { flows, alice, deps } = house;
  must(await setTerms({ ...EASY, holdParity: 0.9, holdFall: 1 }, "none"));
  const session = new Date(deps.clock.nowMs() + 86_400_000).toISOString().slice(0, 10);
  const worse = { session, comparedAtMs: deps.clock.nowMs(), decisions: 10, alike: 8, fills: 0, fillsAlike: 0 };
  await deps.transactions.run((tx) => store.writeParity(tx, id, { ...worse, first: null }));
  expect(await demoteIfBroken(deps, await find())).toBeNull();
  must(await setTerms({ ...EASY, holdParity: 0.9, holdFall: 1 }, "pause"));
  expect(await demoteIfBroken(deps, await find())).toEqual({ gate: "parity", value: 0.8, threshold: 0.9 });
  expect(await demoteIfBroken(deps, await find())).toBeNull();
  expect(await read()).toMatchObject({ state: "pausing", stage: "paper" });
  const told = await listNotifications(deps.prisma, UserId.of("alice"), 5);
  expect(told.filter(({ messageKey }) => messageKey === "deployment.demoted")).toHaveLength(1);
  expect(must(await flows.readDeployment(alice, id)).history[1]).toMatchObject({
    to: "reduce_only",
    reason: { kind: "demoted_parity", facts: { value: 0.8, threshold: 0.9 } },
  });
});

it("shows what it came to at each close, and the lines that its strategy wrote a page at a time", async () => {
  const { flows, alice } = house;
  const { points, band } = must(await flows.readDeploymentCurve(alice, id));
  expect(points.length).toBeGreaterThan(8);
  expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).toSorted((a, b) => a - b));
  const { pnl } = await read();
  const quoted = points.at(-1)?.profit ?? Number.NaN;
  // A mark is the middle of a quote a cent wide around the close.
  expect(quoted).toBeCloseTo(Number(pnl), 0);
  expect(band).toBeNull();
  await writeNotes(["one", "two", "three"]);
  const log = (cursor: string | null) => flows.listDeploymentLog(alice, { deploymentId: id, cursor, limit: 2 });
  const newest = must(await log(null));
  expect(newest.rows.map(({ lines }) => lines)).toEqual([["three"], ["two"]]);
  expect(must(await log(newest.cursor))).toMatchObject({ rows: [{ lines: ["one"] }], cursor: null });
});

/** Decisions as a strategy that notes something leaves them, after those there are. */
async function writeNotes(lines: readonly string[]): Promise<void> {
  const { deps } = house;
  const last = (await store.lastDecisions(deps.sql, [id])).get(id);
  if (last === undefined) throw new Error("it has decided");
  for (const [at, line] of lines.entries()) {
    const momentMs = EpochMs.of(last.momentMs + (at + 1) * MINUTE);
    const decision = { ...last, momentMs, barMs: EpochMs.of(momentMs - MINUTE), notes: [line] };
    await deps.transactions.run((tx) => store.decide(tx, decision, 0));
  }
}

it("lets decisions go that are older than an administrator says, never the newest, and nobody deletes any other", async () => {
  const { flows, alice, clock, deps } = house;
  const { sql } = deps;
  const old = (outcome: "none" | "ordered", days: number) => sql.$executeRaw`
    INSERT INTO deployment_decision (deployment_id, moment, epoch, bar_at, decided_at, outcome, inputs_hash, symbols, body)
    SELECT ${id}, at, 1, at - interval '1 minute', at, ${outcome}, 'old', '{}',
      '{"seen": [], "wishes": [], "intents": [], "gates": [], "notes": []}'::jsonb
    FROM (SELECT now() - make_interval(days => ${days}::integer) AS at) moments`;
  const kept = async () => (await read()).decisions;
  const letGo = makeLetDecisionsGo(deps);
  const before = await kept();
  for (const days of [3000, 1500])
    for (const outcome of ["none", "ordered"] as const) await old(outcome, days + outcome.length);
  await letGo();
  expect(await kept()).toBe(before + 4);
  expect(await flows.setDecisionRetention(alice, { days: 2000, quietDays: 1000 })).toMatchObject({
    error: { kind: "deployment.retention_not_yours" },
  });
  expect(await flows.setDecisionRetention(MACHINE, { days: 29, quietDays: null })).toMatchObject({
    error: { kind: "deployment.retention_days", path: "days" },
  });
  must(await flows.setDecisionRetention(MACHINE, { days: 2000, quietDays: 1000 }));
  expect(await letGo()).toBe(false);
  // The one that ordered 1500 days ago stays.
  expect(await kept()).toBe(before + 1);
  await expect(sql.$executeRaw`DELETE FROM deployment_decision WHERE deployment_id = ${id}`).rejects.toMatchObject({
    code: "42501",
  });
  const at = EpochMs.of(clock.nowMs() - 2500 * 86_400_000);
  expect(must(await flows.explainDecision(alice, { deploymentId: id, symbol: "ACME", at })).sentence).toMatch(
    /not started/,
  );
});

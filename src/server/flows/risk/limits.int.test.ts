import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AccountId, EpochMs, type Result, UserId } from "@/modules/_kernel";
import { makeAccountStore } from "@/modules/portfolio/server";
import { someAccount } from "@/modules/portfolio/testing";
import { makeLimitStore } from "@/modules/risk/server";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import type { Actor, Role } from "../contract";
import type { LimitRequest, RiskFlows } from "../contract/risk";
import { makeTestDeps } from "../testing/test-house";
import { makeRiskFlows } from "./limit-flows";

let database: TestDatabase;
let owner: pg.Client;
let deps: ReturnType<typeof makeTestDeps>;
let flows: RiskFlows;

const actorOf = (id: string): Actor => ({ kind: "user", userId: UserId.of(id), requestId: "request-1" });
const [ANN, BEN, VIC, ADA, ROY] = ["ann", "ben", "vic", "ada", "roy"].map(actorOf) as [
  Actor,
  Actor,
  Actor,
  Actor,
  Actor,
];

beforeAll(async () => {
  database = await withTestDatabase();
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  deps = makeTestDeps(database);
  flows = makeRiskFlows(deps);
  const people: readonly (readonly [string, Role])[] = [
    ["ann", "trader"],
    ["ben", "trader"],
    ["vic", "viewer"],
    ["ada", "admin"],
    ["roy", "risk"],
  ];
  for (const [id, role] of people)
    await owner.query(
      "INSERT INTO user_account (id, email, name, role, password_hash, time_zone) VALUES ($1, $2, $1, $3, 'x', 'UTC')",
      [id, `${id}@example.com`, role],
    );
  await deps.transactions.run((tx) =>
    makeAccountStore().insert(tx, someAccount({ accountId: AccountId.of("main"), ownerId: UserId.of("ann") })),
  );
});
afterAll(async () => {
  await owner.end();
  await database.close();
});
beforeEach(async () => {
  await owner.query(
    "ALTER TABLE risk_limit_change DISABLE TRIGGER USER; ALTER TABLE risk_limit_decision DISABLE TRIGGER USER",
  );
  await owner.query("TRUNCATE risk_limit, risk_limit_change, risk_limit_decision");
  await owner.query(
    "ALTER TABLE risk_limit_change ENABLE TRIGGER USER; ALTER TABLE risk_limit_decision ENABLE TRIGGER USER",
  );
  await owner.query("UPDATE user_account SET disabled_at = NULL");
});

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const request = (change: Partial<LimitRequest> = {}): LimitRequest => ({
  limitId: null,
  scope: { of: "all" },
  name: null,
  terms: { kind: "order_qty", value: "100" },
  reason: "because",
  ...change,
});
const ask = async (actor: Actor, change: Partial<LimitRequest> = {}) =>
  must(await flows.askLimit(actor, request(change)));
const refusal = async (asked: Promise<Result<unknown, { readonly kind: string; readonly path?: string }>>) => {
  const answer = await asked;
  return answer.ok ? "passed" : [answer.error.kind, answer.error.path ?? null];
};
const decide = (actor: Actor, changeId: string, decision: "approve" | "reject" | "withdraw" = "approve") =>
  flows.decideLimit(actor, { changeId, decision, note: null });
const values = async () =>
  (await flows.listLimits(ADA)).limits.map(({ terms }) => ("value" in terms ? terms.value : terms.kind));

describe("a limit", () => {
  it("is in force at once when it tightens, and waits for a second person when it loosens", async () => {
    const made = await ask(ROY);
    expect(made).toMatchObject({ state: "in_force", isLooser: false, version: 1, askedBy: "roy", decidedBy: "roy" });
    const { limitId } = made;
    expect(await ask(ROY, { limitId, terms: { kind: "order_qty", value: "50" } })).toMatchObject({ state: "in_force" });
    const waits = await ask(ROY, { limitId, terms: { kind: "order_qty", value: "80" } });
    expect(waits).toMatchObject({ state: "waiting", isLooser: true, version: 3, mayDecide: false, mayWithdraw: true });
    expect(await values()).toEqual(["50"]);
    expect(await refusal(decide(ROY, waits.changeId))).toEqual(["limit.second_person", null]);
    expect(await refusal(decide(ANN, waits.changeId))).toEqual(["limit.not_yours", null]);
    expect(must(await decide(ADA, waits.changeId))).toMatchObject({ state: "in_force", decidedBy: "ada" });
    expect(await values()).toEqual(["80"]);
    expect(await refusal(decide(ADA, waits.changeId))).toEqual(["limit.decided_already", null]);
  });

  it("needs no second person where there is none", async () => {
    await owner.query("UPDATE user_account SET disabled_at = now() WHERE id = 'roy'");
    const { limitId } = await ask(ADA);
    expect(await ask(ADA, { limitId, terms: null })).toMatchObject({ state: "in_force", isLooser: true, terms: null });
    expect(await flows.listLimits(ADA)).toEqual({ limits: [], fourEyes: false });
  });

  it("is not let in by a change that was asked for before another came in force", async () => {
    const { limitId } = await ask(ADA);
    const first = await ask(ADA, { limitId, terms: { kind: "order_qty", value: "200" } });
    await ask(ADA, { limitId, terms: { kind: "order_qty", value: "10" } });
    expect(await refusal(decide(ROY, first.changeId))).toEqual(["limit.changed_since", null]);
    expect(must(await decide(ADA, first.changeId, "withdraw"))).toMatchObject({ state: "withdrawn" });
    expect(await values()).toEqual(["10"]);
  });

  it("expires as a change that nobody lets in for a week", async () => {
    const { limitId } = await ask(ADA);
    const late = makeRiskFlows({ ...deps, clock: { nowMs: () => EpochMs.of(Date.now() + 8 * 86_400_000) } });
    const { changeId } = await ask(ADA, { limitId, terms: null });
    expect(await refusal(late.decideLimit(ROY, { changeId, decision: "approve", note: null }))).toEqual([
      "limit.change_expired",
      null,
    ]);
    expect((await late.listLimitChanges(ROY, limitId))[0]).toMatchObject({ state: "expired", mayDecide: false });
  });

  it("is set by a trader on themselves alone, and loosened by others", async () => {
    expect(await refusal(flows.askLimit(ANN, request()))).toEqual(["limit.not_yours", "scope"]);
    expect(await refusal(flows.askLimit(BEN, request({ scope: { of: "account", subject: "main" } })))).toEqual([
      "limit.not_yours",
      "scope",
    ]);
    expect(await refusal(flows.askLimit(VIC, request({ scope: { of: "user", subject: "vic" } })))).toEqual([
      "limit.not_yours",
      "scope",
    ]);
    const own = await ask(ANN, { scope: { of: "account", subject: "main" } });
    expect(own).toMatchObject({ state: "in_force", scope: { of: "account", subject: "main" } });
    const waits = await ask(ANN, { limitId: own.limitId, terms: null });
    expect(waits.state).toBe("waiting");
    expect((await flows.listLimits(BEN)).limits).toEqual([]);
    expect((await flows.listLimits(ANN)).limits).toMatchObject([{ waiting: waits.changeId }]);
    expect(await refusal(decide(BEN, waits.changeId))).toEqual(["limit.change_not_found", null]);
    expect(must(await decide(ROY, waits.changeId))).toMatchObject({ state: "in_force" });
    expect((await flows.listLimits(ANN)).limits).toEqual([]);
  });

  it.each([
    [{ reason: " " }, "limit.reason_missing", "reason"],
    [{ name: "x".repeat(81) }, "limit.name_too_long", "name"],
    [{ terms: null }, "limit.nothing_asked", "terms"],
    [{ terms: { kind: "order_qty", value: "-1" } }, "limit.terms_malformed", "terms.value"],
    [{ terms: "nonsense" }, "limit.terms_malformed", "terms"],
    [{ limitId: "gone" }, "limit.not_found", "limitId"],
    [{ scope: { of: "account" as const, subject: "nowhere" } }, "limit.subject_unknown", "scope.subject"],
  ])("names what is wrong with %j", async (change, kind, path) => {
    expect(await refusal(flows.askLimit(ADA, request(change)))).toEqual([kind, path]);
    expect(await values()).toEqual([]);
  });

  it("keeps its kind and its scope, and what became of every change", async () => {
    const { limitId } = await ask(ADA, { scope: { of: "account", subject: "main" } });
    expect(await refusal(flows.askLimit(ADA, request({ limitId, terms: { kind: "leverage", value: "1" } })))).toEqual([
      "limit.kind_fixed",
      "terms.kind",
    ]);
    const second = await ask(ADA, { limitId, terms: { kind: "order_qty", value: "9" } });
    expect(second.scope).toMatchObject({ of: "account", subject: "main" });
    expect((await flows.listLimitChanges(ADA, limitId)).map(({ version, state }) => [version, state])).toEqual([
      [2, "in_force"],
      [1, "in_force"],
    ]);
    await expect(
      deps.sql.$executeRaw`UPDATE risk_limit_change SET reason = 'another' WHERE limit_id = ${limitId}`,
    ).rejects.toThrow(/append-only|permission denied|refuse/i);
    const { rows } = await owner.query("SELECT action, details FROM audit_log WHERE subject_id = $1 ORDER BY id", [
      limitId,
    ]);
    expect(rows.map(({ action, details }) => [action, details.before?.value ?? null, details.after.value])).toEqual([
      ["limit.ask", null, "100"],
      ["limit.ask", "100", "9"],
    ]);
  });

  it("binds the orders of whom it names", async () => {
    await ask(ADA, { name: "house" });
    await ask(ADA, { name: "ann", scope: { of: "user", subject: "ann" } });
    await ask(ADA, { name: "main", scope: { of: "account", subject: "main" } });
    const names = async (accountId: string, userId: string | null) =>
      (await makeLimitStore().binding(deps.sql, { accountId: AccountId.of(accountId), userId })).map(
        ({ name }) => name,
      );
    expect(new Set(await names("main", "ann"))).toEqual(new Set(["ann", "house", "main"]));
    expect(await names("other", "ben")).toEqual(["house"]);
    expect(new Set(await names("main", null))).toEqual(new Set(["house", "main"]));
  });
});

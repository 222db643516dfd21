import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { JobId, ok } from "@/modules/_kernel";
import { type TestDatabase, withTestDatabase } from "../infra/testing/database";
import { makeSetUpToken } from "../platform/identity";
import { readSetting } from "../platform/settings";
import { makeAccountFlows } from "./accounts/account-flows";
import type { Actor, SetUpInput } from "./contract";
import { makeCheckSetUpToken, makeSetUp, makeSetUpState } from "./set-up";
import { makeTestDeps } from "./testing/test-house";

const TOKEN = "token-for-this-test";
const actor: Actor = { kind: "setup", userId: null, requestId: "request-1" };
const input: SetUpInput = {
  token: TOKEN,
  email: "admin@example.com",
  name: "Ada",
  password: "correct horse battery",
  baseCurrency: "EUR",
  timeZone: "Europe/Berlin",
  sampleData: true,
};

let database: TestDatabase;
let folder: string;
let sampleLoads: Actor[];
let demos: Actor[];
beforeEach(async () => {
  database = await withTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "bifrost-setup-"));
  writeFileSync(join(folder, "setup-token"), `${TOKEN}\n`);
  sampleLoads = [];
  demos = [];
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await database.close();
});

function makeAll() {
  const deps = makeTestDeps(database);
  const token = makeSetUpToken(join(folder, "setup-token"));
  return {
    sql: deps.sql,
    prisma: deps.prisma,
    state: makeSetUpState(deps),
    check: makeCheckSetUpToken({ ...deps, token }),
    setUp: makeSetUp({
      ...deps,
      token,
      loadSampleData: async (asking) => {
        sampleLoads.push(asking);
        return ok({ jobId: JobId.of(randomUUID()) });
      },
      createAccount: (who, asked) => makeAccountFlows(deps).createAccount(who, asked),
      startDemo: async (who) => {
        demos.push(who);
        return ok(null);
      },
    }),
  };
}

describe("set-up", () => {
  it.each([true, false])("opens the simulated market with the sample data, and only then: %s", async (sampleData) => {
    const { sql, setUp } = makeAll();
    expect((await setUp({ ...input, sampleData }, actor)).ok).toBe(true);
    expect(await sql.$queryRaw`SELECT id, enabled FROM feed`).toEqual([{ id: "simulated", enabled: sampleData }]);
    expect(demos).toHaveLength(sampleData ? 1 : 0);
  });

  it("makes the admin and the facts of the installation, starts the sample data, and spends the token", async () => {
    const { sql, prisma, state, check, setUp } = makeAll();
    expect(await state()).toEqual({ needed: true });
    expect(await check(TOKEN)).toBe(true);
    const made = await setUp(input, actor);
    if (!made.ok) throw new Error(made.error.kind);
    expect(await sql.$queryRaw`SELECT id, email, role, time_zone FROM user_account`).toEqual([
      { id: made.value.userId, email: "admin@example.com", role: "admin", time_zone: "Europe/Berlin" },
    ]);
    expect(await readSetting(prisma, "base-currency", "USD")).toBe("EUR");
    expect(sampleLoads).toMatchObject([{ userId: made.value.userId }]);
    expect(existsSync(join(folder, "setup-token"))).toBe(false);
    expect(await state()).toEqual({ needed: false });
    expect(await check(TOKEN)).toBe(false);
    expect(await sql.$queryRaw`SELECT actor_kind, action, request_id FROM audit_log`).toEqual([
      { actor_kind: "setup", action: "setup.complete", request_id: "request-1" },
      { actor_kind: "setup", action: "account.create", request_id: "request-1" },
    ]);
    const rows = JSON.stringify(await sql.$queryRaw`SELECT * FROM audit_log`);
    expect(rows).not.toContain(input.password);
    expect(rows).not.toContain(TOKEN);
  });

  it("makes one admin when two people set up at the same moment", async () => {
    const [one, two] = [makeAll(), makeAll()];
    const answers = await Promise.all([
      one.setUp(input, actor),
      two.setUp({ ...input, email: "other@example.com" }, actor),
    ]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({ error: { kind: "setup.completed" } });
    expect(await one.sql.$queryRaw`SELECT count(*)::int AS n FROM user_account`).toEqual([{ n: 1 }]);
  });

  it.each([
    [{ token: "wrong" }, { kind: "setup.token_invalid" }],
    [{ token: "" }, { kind: "setup.token_invalid" }],
    [{ timeZone: "Mars/Base" }, { kind: "time_zone.unknown", path: "timeZone" }],
    [{ password: "short" }, { kind: "user.password_weak", path: "password" }],
  ])("refuses %o and leaves everything as it was", async (change, error) => {
    const { sql, setUp, check } = makeAll();
    expect(await setUp({ ...input, ...change }, actor)).toMatchObject({ ok: false, error });
    expect(await sql.$queryRaw`SELECT id FROM user_account`).toEqual([]);
    expect(await check(TOKEN)).toBe(true);
  });
});

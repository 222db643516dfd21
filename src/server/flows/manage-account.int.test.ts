import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Result } from "@/modules/_kernel";
import { type TestDatabase, withTestDatabase } from "../infra/testing/database";
import { findUser } from "../platform/identity";
import type { Actor, UserView } from "./contract";
import { makeCreateUser } from "./create-user";
import type { FlowDeps } from "./deps";
import { makeUpdatePreferences } from "./manage-account";
import { makeTestDeps } from "./testing/test-house";

const PERSON = { email: "jo@example.com", name: "Jo", role: "trader", password: "correct horse battery" } as const;
const cli: Actor = { kind: "cli", userId: null, requestId: "request-1" };

let database: TestDatabase;
let deps: FlowDeps;
let jo: UserView;
beforeEach(async () => {
  database = await withTestDatabase();
  deps = makeTestDeps(database);
  jo = taken(await makeCreateUser(deps)(PERSON, cli));
});
afterEach(() => database.close());

function taken<T>(answer: Result<T, unknown>): T {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.error)}`);
  return answer.value;
}

describe("a person's account", () => {
  it("keeps preferences and leaves the others as they were, also when two change at once", async () => {
    const update = makeUpdatePreferences(deps);
    const actor: Actor = { kind: "user", userId: jo.userId, requestId: "r" };
    taken(await update(actor, { theme: "light" }));
    taken(await update(actor, { density: "normal", timeZone: "Asia/Tokyo" }));
    expect((await findUser(deps.prisma, jo.userId))?.view).toMatchObject({
      preferences: { theme: "light", pnlColors: "safe", density: "normal", language: "auto", tour: "new" },
      timeZone: "Asia/Tokyo",
    });
    await Promise.all([update(actor, { theme: "dark" }), update(actor, { pnlColors: "redgreen" })]);
    expect((await findUser(deps.prisma, jo.userId))?.view.preferences).toEqual({
      theme: "dark",
      pnlColors: "redgreen",
      density: "normal",
      language: "auto",
      tour: "new",
    });
    expect(await update(actor, { timeZone: "Nowhere" })).toMatchObject({ error: { kind: "time_zone.unknown" } });
  });

  it("has an address that nobody else has, in any case of letters", async () => {
    const create = makeCreateUser(deps);
    expect(await create({ ...PERSON, email: "JO@example.com" }, cli)).toMatchObject({
      error: { kind: "user.email_taken" },
    });
    expect(await create({ ...PERSON, email: "no-address" }, cli)).toMatchObject({
      error: { kind: "user.email_malformed" },
    });
  });

  it("changes together with its audit row or not at all", async () => {
    const failing = {
      ...deps,
      records: {
        run: <T>(work: (tx: never) => Promise<T>) =>
          deps.records.run(async (tx) => {
            await work(tx as never);
            throw new Error("the line broke");
          }),
      },
    };
    const actor: Actor = { kind: "user", userId: jo.userId, requestId: "broken" };
    await expect(makeUpdatePreferences(failing)(actor, { theme: "light" })).rejects.toThrow("the line broke");
    expect((await findUser(deps.prisma, jo.userId))?.view.preferences.theme).toBe("system");
    expect(await deps.sql.$queryRaw`SELECT id FROM audit_log WHERE request_id = 'broken'`).toEqual([]);
  });
});

import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { appendAudit } from "./audit-log";
import { sealOnce, verifyLog } from "./seal-log";

let database: TestDatabase;
beforeAll(async () => {
  database = await withTestDatabase();
});
afterAll(() => database.close());

const seal = () => sealOnce(database.db, { fenced: (work) => database.db.transactions.run(work) });
const verify = (known: string | null = null) => verifyLog(database.db.sql, known);
const write = (count: number) =>
  database.db.transactions.run(async (tx) => {
    for (let at = 0; at < count; at += 1)
      await appendAudit(tx, {
        actor: { kind: "cli", userId: null, requestId: "test" },
        action: "test.write",
        subjectType: "test",
        subjectId: String(at),
        details: { z: at, "ä€": ["\u2028", 0.1, null] },
      });
  });

/** As the owner of the tables, past their triggers: what only whoever owns the database can do. Undone afterwards. */
async function tampered(statement: string, test: () => Promise<void>): Promise<void> {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  try {
    await owner.query("CREATE TABLE kept_log AS TABLE audit_log; CREATE TABLE kept_seal AS TABLE audit_seal");
    await owner.query("SET session_replication_role = replica");
    await owner.query(statement);
    await test();
    await owner.query(`DELETE FROM audit_log; DELETE FROM audit_seal;
      INSERT INTO audit_log OVERRIDING SYSTEM VALUE SELECT * FROM kept_log; INSERT INTO audit_seal SELECT * FROM kept_seal`);
    await owner.query("DROP TABLE kept_log, kept_seal");
  } finally {
    await owner.end();
  }
}

describe("the sealed log", () => {
  it("holds once it is sealed, and names the tail that is not", async () => {
    expect(await verify()).toEqual({ sealed: 0, head: null, fault: null, unsealed: null, knowsHead: null });
    await write(5);
    expect(await verify()).toMatchObject({ sealed: 0, fault: null, unsealed: { rows: 5, firstId: "1" } });
    expect(await seal()).toBe(false);
    const first = await verify();
    expect(first).toMatchObject({ sealed: 5, fault: null, unsealed: null });
    await write(3);
    await seal();
    const second = await verify(first.head);
    expect(second).toMatchObject({ sealed: 8, fault: null, knowsHead: true });
    expect(await verify("f".repeat(64))).toMatchObject({ knowsHead: false });
    expect(await seal()).toBe(false);
  });

  it("seals a row that committed late, behind those with higher ids", async () => {
    let isOver: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      isOver = resolve;
    });
    let hasId: () => void = () => undefined;
    const given = new Promise<void>((resolve) => {
      hasId = resolve;
    });
    const late = database.db.transactions.run(async (tx) => {
      await appendAudit(tx, {
        actor: { kind: "cli", userId: null, requestId: "late" },
        action: "test.late",
        subjectType: "test",
        subjectId: "late",
      });
      hasId();
      await over;
    });
    await given;
    await write(2);
    await seal();
    isOver();
    await late;
    expect(await verify()).toMatchObject({ sealed: 10, unsealed: { rows: 1, firstId: "9" } });
    await seal();
    expect(await verify()).toMatchObject({ sealed: 11, fault: null, unsealed: null });
  });

  it.each([
    [
      "a changed row",
      "UPDATE audit_log SET action = 'test.other' WHERE id = 3",
      { kind: "changed", sealNo: "3", logId: "3" },
    ],
    ["a changed time", "UPDATE audit_log SET at = at + interval '1 ms' WHERE id = 2", { kind: "changed", sealNo: "2" }],
    [
      "changed details",
      `UPDATE audit_log SET details = details || '{"z": 7}' WHERE id = 5`,
      { kind: "changed", sealNo: "5" },
    ],
    ["a deleted row", "DELETE FROM audit_log WHERE id = 4", { kind: "deleted", sealNo: "4", logId: "4" }],
    ["a deleted seal", "DELETE FROM audit_seal WHERE seal_no = 6", { kind: "seal_gone", sealNo: "6", logId: null }],
    [
      "a row and its seal gone",
      "DELETE FROM audit_log WHERE id = 1; DELETE FROM audit_seal WHERE seal_no = 1",
      { sealNo: "1" },
    ],
    [
      "rows that changed places",
      "UPDATE audit_seal SET log_id = CASE log_id WHEN 1 THEN 102 ELSE 101 END WHERE log_id IN (1, 2)",
      { kind: "deleted", sealNo: "1" },
    ],
  ])("finds and locates %s", async (_, statement, fault) => {
    await tampered(statement, async () => expect((await verify()).fault).toMatchObject(fault));
    expect((await verify()).fault).toBeNull();
  });

  it("finds that a chain was cut off at its end by a head that was kept elsewhere", async () => {
    const { head } = await verify();
    const cut = "DELETE FROM audit_log WHERE id > 6; DELETE FROM audit_seal WHERE log_id > 6";
    await tampered(cut, async () => expect(await verify(head)).toMatchObject({ fault: null, knowsHead: false }));
  });

  it("lets neither the app's role nor the owner change a seal", async () => {
    await expect(database.db.sql.$executeRaw`DELETE FROM audit_seal`).rejects.toThrow("audit_seal");
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      await expect(owner.query("UPDATE audit_seal SET hash = hash")).rejects.toThrow("append-only");
    } finally {
      await owner.end();
    }
  });
});

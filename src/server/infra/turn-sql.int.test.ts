import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, withTestDatabase } from "./testing/database";
import { makeTurnSql, type TurnSql } from "./turn-sql";

let database: TestDatabase;
let turn: TurnSql;
beforeAll(async () => {
  database = await withTestDatabase();
  turn = makeTurnSql(database.db);
});
afterAll(() => database.close());

const serverProcess = async () => {
  const rows = await turn.sql.$queryRaw<readonly { readonly pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  return rows[0]?.pid;
};

describe("statements of one turn", () => {
  it("leave on one connection, whoever asks them, and a hundred at most", async () => {
    const later = async () => {
      await Promise.resolve();
      return turn.reads.together(async (sql) => {
        const rows = await sql.$queryRaw<readonly { readonly pid: number }[]>`SELECT pg_backend_pid() AS pid`;
        return rows[0]?.pid;
      });
    };
    expect(new Set(await Promise.all([serverProcess(), later(), serverProcess()])).size).toBe(1);
    const many = await Promise.all(Array.from({ length: 150 }, () => serverProcess()));
    expect(new Set(many).size).toBe(2);
  });

  it("fail each by itself, and each is its own transaction", async () => {
    const key = "turn-sql";
    const [written, failed, read] = await Promise.allSettled([
      turn.sql.$executeRaw`INSERT INTO setting (key, value) VALUES (${key}, '1')`,
      turn.sql.$queryRaw`SELECT 1 / 0`,
      turn.sql.$queryRaw`SELECT count(*)::int AS n FROM setting WHERE key = ${key}`,
    ]);
    expect(written).toEqual({ status: "fulfilled", value: 1 });
    expect(failed).toMatchObject({ status: "rejected", reason: { code: "22012" } });
    expect(read).toEqual({ status: "fulfilled", value: [{ n: 1 }] });
  });

  it("hand nobody the connection on which one failed", async () => {
    const before = await serverProcess();
    await expect(turn.sql.$queryRaw`SELECT 1 / 0`).rejects.toMatchObject({ code: "22012" });
    expect(await serverProcess()).not.toBe(before);
  });

  it("all hear that there is no database", async () => {
    const down = makeTurnSql({
      sql: database.db.sql,
      reads: { together: () => Promise.reject(new Error("no connection")) },
    });
    const heard = await Promise.allSettled([down.sql.$queryRaw`SELECT 1`, down.sql.$executeRaw`SELECT 1`]);
    expect(heard.map((each) => each.status === "rejected" && String(each.reason))).toEqual([
      "Error: no connection",
      "Error: no connection",
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SqlPort } from "@/modules/_kernel";
import { type TestDatabase, withTestDatabase } from "./testing/database";

let database: TestDatabase;
beforeAll(async () => {
  database = await withTestDatabase();
});
afterAll(() => database.close());

describe("statements", () => {
  it("binds every value and leaves numeric and bigint as text", async () => {
    const hostile = "'; DROP TABLE job; --";
    const rows = await database.db.sql.$queryRaw`
      SELECT ${hostile}::text AS hostile, 1.10::numeric AS exact, 9007199254740993::bigint AS big, ${[1, 2]}::int[] AS list`;
    expect(rows).toEqual([{ hostile, exact: "1.10", big: "9007199254740993", list: [1, 2] }]);
  });

  it("refuses a value that is not given", async () => {
    await expect(database.db.sql.$queryRaw`SELECT ${undefined}::text`).rejects.toThrow("SQL parameter $1");
  });

  it("counts the rows that changed", async () => {
    const count = await database.db.sql
      .$executeRaw`INSERT INTO setting (key, value) SELECT 'k' || i, '1' FROM generate_series(1, 3) i`;
    expect(count).toBe(3);
  });

  it("ends a statement that takes too long", async () => {
    await expect(
      database.db.transactions.run(async (tx) => {
        await tx.$executeRaw`SET LOCAL statement_timeout = 20`;
        await tx.$queryRaw`SELECT pg_sleep(5)`;
      }),
    ).rejects.toMatchObject({ code: "57014" });
  });
});

describe("transactions", () => {
  const count = async () => {
    const rows = await database.db.sql.$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM setting WHERE key LIKE 'tx-%'`;
    return rows[0]?.n;
  };

  it("keeps all or nothing", async () => {
    const work = database.db.transactions.run(async (tx) => {
      await tx.$executeRaw`INSERT INTO setting (key, value) VALUES ('tx-a', '1')`;
      throw new Error("stop");
    });
    await expect(work).rejects.toThrow("stop");
    expect(await count()).toBe(0);
  });

  it("does not pass for committed when a failed statement was swallowed", async () => {
    const work = database.db.transactions.run(async (tx) => {
      await tx.$executeRaw`INSERT INTO setting (key, value) VALUES ('tx-b', '1')`;
      await tx.$executeRaw`SELECT 1 / 0`.catch(() => undefined);
    });
    await expect(work).rejects.toThrow("a transaction ends with COMMIT, was ROLLBACK");
    expect(await count()).toBe(0);
  });

  it("keeps nothing where what leaves with the commit fails, and everything where it does not", async () => {
    const write = (tx: SqlPort) => tx.$executeRaw`INSERT INTO setting (key, value) VALUES ('tx-last', '1')`;
    const failing = database.db.guarded.runGuarded(write, (tx) => tx.$queryRaw`SELECT 1 / 0`);
    await expect(failing).rejects.toMatchObject({ code: "22012" });
    expect(await count()).toBe(0);
    expect(await database.db.guarded.runGuarded(write, (tx) => tx.$queryRaw`SELECT 1`)).toBe(1);
    expect(await count()).toBe(1);
    await database.db.sql.$executeRaw`DELETE FROM setting WHERE key = 'tx-last'`;
  });

  it("fails at its next statement when its connection broke between two, and takes nothing along", async () => {
    const broken = database.db.transactions.run(async (tx) => {
      const [row] = await tx.$queryRaw<readonly { pid: number }[]>`SELECT pg_backend_pid() AS pid`;
      await database.db.sql.$queryRaw`SELECT pg_terminate_backend(${row?.pid ?? 0}::integer, 5000)`;
      // What the server said on its way out arrives before the answers of later questions do.
      await database.db.sql.$queryRaw`SELECT 1`;
      await tx.$queryRaw`SELECT 1`;
    });
    await expect(broken).rejects.toThrow(/onnection|not queryable/);
    await expect(database.db.transactions.run((tx) => tx.$queryRaw`SELECT 1 AS one`)).resolves.toEqual([{ one: 1 }]);
  });

  it("runs what is asked together in the order it was asked", async () => {
    const work = async (tx: SqlPort) => {
      await tx.$executeRaw`CREATE TEMPORARY TABLE steps (n int) ON COMMIT DROP`;
      return Promise.all(
        [1, 2, 3, 4].map(async (n) => {
          const [row] = await tx.$queryRaw<readonly { seen: number }[]>`
            WITH added AS (INSERT INTO steps VALUES (${n}) RETURNING n)
            SELECT (SELECT count(*)::int FROM steps) AS seen FROM added`;
          return row?.seen;
        }),
      );
    };
    // Twice: the second time the server knows the statements, and their table is another one.
    for (let time = 0; time < 2; time += 1) {
      expect(await database.db.transactions.run(work)).toEqual([0, 1, 2, 3]);
    }
  });

  it("keeps nothing when one of several under way fails", async () => {
    const work = database.db.transactions.run((tx) =>
      Promise.all([
        tx.$executeRaw`INSERT INTO setting (key, value) VALUES ('tx-c', '1')`,
        tx.$executeRaw`SELECT 1 / 0`,
        tx.$executeRaw`INSERT INTO setting (key, value) VALUES ('tx-d', '1')`,
      ]),
    );
    await expect(work).rejects.toThrow("division by zero");
    expect(await count()).toBe(0);
    await expect(database.db.transactions.run((tx) => tx.$queryRaw`SELECT 1 AS one`)).resolves.toEqual([{ one: 1 }]);
  });

  it("refuses a statement after its end", async () => {
    const escaped = await database.db.transactions.run(async (tx) => tx);
    await expect(escaped.$queryRaw`SELECT 1`).rejects.toThrow("a transaction is used only until it ends");
  });
});

describe("copy", () => {
  /** COPY BINARY of one int4 column: header, rows, trailer. */
  const binary = (values: readonly number[]): Uint8Array => {
    const bytes = Buffer.alloc(19 + values.length * 10 + 2);
    bytes.write("PGCOPY\n\xff\r\n\0", "latin1");
    for (const [index, value] of values.entries()) {
      bytes.writeInt16BE(1, 19 + index * 10);
      bytes.writeInt32BE(4, 21 + index * 10);
      bytes.writeInt32BE(value, 25 + index * 10);
    }
    bytes.writeInt16BE(-1, bytes.length - 2);
    return bytes;
  };
  const TARGET = "COPY copied (n) FROM STDIN (FORMAT binary)";

  it("takes chunks in, hands chunks out, and leaves the connection usable", async () => {
    const sum = await database.db.transactions.run(async (tx) => {
      await tx.$executeRaw`CREATE TEMPORARY TABLE copied (n int CHECK (n < 100)) ON COMMIT DROP`;
      const bytes = binary([1, 2, 3]);
      expect(await tx.copyIn(TARGET, [bytes.subarray(0, 7), bytes.subarray(7, 30), bytes.subarray(30)])).toBe(3);
      const chunks: Uint8Array[] = [];
      await tx.copyOut("COPY (SELECT n FROM copied ORDER BY n) TO STDOUT (FORMAT binary)", (chunk) => {
        chunks.push(Uint8Array.from(chunk));
      });
      expect(Buffer.concat(chunks)).toEqual(Buffer.from(bytes));
      return tx.$queryRaw`SELECT sum(n)::int AS sum FROM copied`;
    });
    expect(sum).toEqual([{ sum: 6 }]);
  });

  it.each([
    ["the server refuses a row", [binary([1, 100])], /copied_n_check/],
    ["the source fails", failing(), /source broke/],
  ])("keeps nothing and rolls back when %s", async (_name, chunks, message) => {
    const work = database.db.transactions.run(async (tx) => {
      await tx.$executeRaw`CREATE TEMPORARY TABLE copied (n int CHECK (n < 100)) ON COMMIT DROP`;
      await tx.copyIn(TARGET, chunks);
    });
    await expect(work).rejects.toThrow(message);
    expect(await database.db.sql.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });

  it("waits for statements that are under way, and those after it wait for it", async () => {
    const seen = await database.db.transactions.run(async (tx) => {
      await tx.$executeRaw`CREATE TEMPORARY TABLE copied (n int) ON COMMIT DROP`;
      const first = tx.$queryRaw`SELECT pg_sleep(0.02)::text, count(*)::int AS n FROM copied`;
      const copied = tx.copyIn(TARGET, [binary([1, 2])]);
      expect(await copied).toBe(2);
      const [before, after, later] = await Promise.all([
        first,
        tx.$queryRaw`SELECT count(*)::int AS n FROM copied`,
        tx.$queryRaw`SELECT sum(n)::int AS n FROM copied`,
      ]);
      return [before, after, later];
    });
    expect(seen).toMatchObject([[{ n: 0 }], [{ n: 2 }], [{ n: 3 }]]);
  });

  it("is waited for by whatever is asked while it runs, and by the next of its kind", async () => {
    const seen = await database.db.transactions.run(async (tx) => {
      await tx.$executeRaw`CREATE TEMPORARY TABLE copied (n int) ON COMMIT DROP`;
      const out = tx.copyOut("COPY (SELECT 1) TO STDOUT (FORMAT binary)", () => undefined);
      const into = tx.copyIn(TARGET, slowly(binary([1, 2])));
      // Asked once the first is over and while the second waits for more.
      const question = out.then(() => tx.$queryRaw`SELECT sum(n)::int AS n FROM copied`);
      return Promise.all([into, question]);
    });
    expect(seen).toEqual([2, [{ n: 3 }]]);
  });

  it("hands a reader's fault on and leaves the transaction usable", async () => {
    const rows = await database.db.transactions.run(async (tx) => {
      const reading = tx.copyOut("COPY (SELECT generate_series(1, 100000)) TO STDOUT (FORMAT binary)", () => {
        throw new Error("reader broke");
      });
      await expect(reading).rejects.toThrow("reader broke");
      return tx.$queryRaw`SELECT 2 AS two`;
    });
    expect(rows).toEqual([{ two: 2 }]);
  });

  async function* slowly(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
    for (const byte of bytes) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      yield Uint8Array.of(byte);
    }
  }

  async function* failing(): AsyncGenerator<Uint8Array> {
    yield binary([1]).subarray(0, 20);
    throw new Error("source broke");
  }
});

describe("short reads on one connection", () => {
  it("run in their order on the same connection, and each by itself", async () => {
    const seen = await database.db.reads.together((lent) =>
      Promise.allSettled([
        lent.$queryRaw`SELECT pg_backend_pid() AS pid`,
        lent.$queryRaw`SELECT 1 / 0`,
        lent.$queryRaw`SELECT pg_backend_pid() AS pid, pg_current_xact_id_if_assigned() IS NULL AS free`,
      ]),
    );
    const [first, fault, second] = seen;
    expect(fault).toMatchObject({ status: "rejected", reason: { code: "22012" } });
    expect(first).toMatchObject({ status: "fulfilled", value: [{ pid: expect.any(Number) }] });
    expect(second).toMatchObject({ status: "fulfilled", value: [{ free: true }] });
    expect(second).toMatchObject(first);
  });

  it("leaves nothing under way when one fails, and cannot be used after its end", async () => {
    const kept: SqlPort[] = [];
    const work = database.db.reads.together(async (lent) => {
      kept.push(lent);
      await Promise.all([lent.$queryRaw`SELECT 1 / 0`, lent.$queryRaw`SELECT pg_sleep(0.05)::text`]);
    });
    await expect(work).rejects.toMatchObject({ code: "22012" });
    await expect(Promise.all(kept.map((lent) => lent.$queryRaw`SELECT 1`))).rejects.toThrow("until it ends");
    expect(await database.db.sql.$queryRaw`SELECT 1 AS one`).toEqual([{ one: 1 }]);
  });
});

describe("rights of the app's role", () => {
  it("cannot change or empty what is append-only, and neither can the owner", async () => {
    const { sql } = database.db;
    await sql.$executeRaw`
      INSERT INTO audit_log (actor_kind, action, subject_type, subject_id) VALUES ('system', 'test.done', 'test', '1')`;
    await expect(sql.$executeRaw`UPDATE audit_log SET action = 'x'`).rejects.toMatchObject({ code: "42501" });
    await expect(sql.$executeRaw`DELETE FROM audit_log`).rejects.toMatchObject({ code: "42501" });
    await expect(sql.$executeRaw`TRUNCATE audit_log`).rejects.toMatchObject({ code: "42501" });
    await expect(sql.$executeRaw`CREATE TABLE mine (n int)`).rejects.toMatchObject({ code: "42501" });

    const { openDatabase } = await import("./db");
    const owner = openDatabase({
      url: database.ownerUrl,
      applicationName: "bifrost-test-owner",
      poolSize: 1,
      statementTimeoutMs: 10_000,
      onIdleError: () => undefined,
    });
    try {
      await expect(owner.sql.$executeRaw`UPDATE audit_log SET action = 'x'`).rejects.toThrow("append-only");
      await expect(owner.sql.$executeRaw`DELETE FROM audit_log`).rejects.toThrow("append-only");
      await expect(owner.sql.$executeRaw`TRUNCATE audit_log`).rejects.toThrow("append-only");
    } finally {
      await owner.close();
    }
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deferred } from "../../infra/deferred";
import { silentLogger } from "../../infra/logger";
import { type TestDatabase, withTestDatabase } from "../../infra/testing/database";
import { fencedTransaction, keepLease, type Lease, LeaseLost } from "./lease";
import { freeLeases, releaseLease, renewLease, renewLeases, takeLease } from "./lease-rows";

let database: TestDatabase;
beforeAll(async () => {
  database = await withTestDatabase();
});
afterAll(() => database.close());

/** As if its time had run out: what a kill leaves behind, without waiting for it. */
const expire = (name: string) =>
  database.db.sql
    .$executeRaw`UPDATE lease SET expires_at = date_trunc('milliseconds', clock_timestamp()) WHERE name = ${name}`;
const mark = (tx: Parameters<Parameters<Lease["fenced"]>[0]>[0], key: string) =>
  tx.$executeRaw`INSERT INTO setting (key, value) VALUES (${key}, '1'::jsonb)`;
const marks = async (key: string) =>
  (await database.db.sql.$queryRaw<unknown[]>`SELECT key FROM setting WHERE key = ${key} LIMIT 2`).length;

async function held(name: string, holder: string): Promise<bigint> {
  const token = await takeLease(database.db.sql, name, holder);
  if (token === null) throw new Error(`${holder} takes ${name}`);
  return token;
}

describe("a lease", () => {
  it("is held by one of two, and goes to the other with a higher token once its time is over", async () => {
    const name = randomUUID();
    const { sql } = database.db;
    const first = await held(name, "one");
    expect(await takeLease(sql, name, "two")).toBeNull();
    expect(await takeLease(sql, name, "one"), "not even to itself").toBeNull();
    expect(await renewLease(sql, name, first)).toBe(true);
    await expire(name);
    const second = await held(name, "two");
    expect(second > first).toBe(true);
    expect(await renewLease(sql, name, first)).toBe(false);
    expect(await renewLease(sql, name, second)).toBe(true);
  });

  it("is taken by exactly one of many who ask at once", async () => {
    const name = randomUUID();
    const tokens = await Promise.all(
      Array.from({ length: 10 }, (_, n) => takeLease(database.db.sql, name, `holder ${n}`)),
    );
    expect(tokens.filter((token) => token !== null)).toHaveLength(1);
  });

  it("is renewed with others by one statement, but not where it went to another or its row is locked", async () => {
    const { sql, transactions } = database.db;
    const names = Array.from({ length: 4 }, () => randomUUID());
    const leases = await Promise.all(names.map(async (name) => ({ name, token: await held(name, "one") })));
    const [kept, gone, locked, free] = names;
    await expire(gone ?? "");
    await held(gone ?? "", "two");
    await expire(free ?? "");
    expect(await freeLeases(sql, [...names, "never taken"])).toEqual(new Set([free, "never taken"]));
    await transactions.run(async (tx) => {
      await tx.$queryRaw`SELECT token FROM lease WHERE name = ${locked} FOR SHARE`;
      expect(await renewLeases(sql, leases), "nobody waits for a locked row").toEqual(new Set([kept, free]));
    });
    expect(await renewLeases(sql, leases)).toEqual(new Set([kept, locked, free]));
    expect(await freeLeases(sql, names)).toEqual(new Set());
  });

  it("is free at once when it is given back, but not by somebody who no longer holds it", async () => {
    const name = randomUUID();
    const { sql } = database.db;
    const first = await held(name, "one");
    await releaseLease(sql, name, first);
    const second = await held(name, "two");
    await releaseLease(sql, name, first);
    expect(await takeLease(sql, name, "three")).toBeNull();
    expect(await renewLease(sql, name, second)).toBe(true);
  });

  it("lets nothing be written by a holder that was paused and has lost it meanwhile", async () => {
    const [name, key] = [randomUUID(), randomUUID()];
    const first = await held(name, "one");
    const late = fencedTransaction(database.db.guarded, { name, token: first }, async (tx) => {
      await mark(tx, key);
      // Inside its transaction the process sleeps, and another takes over.
      await expire(name);
      await held(name, "two");
    });
    await expect(late).rejects.toThrow(LeaseLost);
    expect(await marks(key)).toBe(0);
  });

  it("lets nothing be written under a lease that ran out, even while nobody else has taken it", async () => {
    const [name, key] = [randomUUID(), randomUUID()];
    const token = await held(name, "one");
    await expire(name);
    await expect(fencedTransaction(database.db.guarded, { name, token }, (tx) => mark(tx, key))).rejects.toThrow(
      LeaseLost,
    );
    expect(await marks(key)).toBe(0);
  });

  it("cannot change hands between the look at it and the commit", async () => {
    const [name, key] = [randomUUID(), randomUUID()];
    const { sql, transactions } = database.db;
    const token = await held(name, "one");
    const order: string[] = [];
    let taking: Promise<unknown> = Promise.resolve();
    await transactions.run(async (outer) => {
      // What the fence does last, held open for longer than it ever is.
      await outer.$queryRaw`SELECT token FROM lease WHERE name = ${name} FOR SHARE`;
      taking = expire(name).then(() => order.push("taken"));
      await mark(outer, key);
      await sql.$queryRaw`SELECT pg_sleep(0.1)`;
      order.push("committing");
    });
    await taking;
    expect(order).toEqual(["committing", "taken"]);
    expect(token > 0n).toBe(true);
  });
});

describe("keepers of leases", () => {
  const deps = () => ({ sql: database.db.sql, guarded: database.db.guarded, log: silentLogger });
  const keeper = (name: string, holder: string, heard: (lease: Lease) => void) =>
    keepLease(deps(), { name, holder }, async (lease) => {
      heard(lease);
      await new Promise<void>((resolve) => {
        lease.signal.addEventListener("abort", () => resolve(), { once: true });
      });
    });

  it("do the work of each, though a row of one of them is locked for longer than a lease lasts", async () => {
    const [slow, quick] = [randomUUID(), randomUUID()];
    const [one, two] = [deferred<Lease>(), deferred<Lease>()];
    const keepers = [
      keeper(slow, "one", (lease) => one.resolve(lease)),
      keeper(quick, "one", (lease) => two.resolve(lease)),
    ];
    const [, second] = await Promise.all([one.promise, two.promise]);
    const renewals = async () => {
      const rows = await database.db.sql.$queryRaw<{ readonly at: Date }[]>`
        SELECT renewed_at AS at FROM lease WHERE name = ${quick} LIMIT 1`;
      return rows[0]?.at.getTime() ?? 0;
    };
    const before = await renewals();
    await database.db.transactions.run(async (tx) => {
      await tx.$queryRaw`SELECT token FROM lease WHERE name = ${slow} FOR SHARE`;
      let seen = before;
      for (let count = 0; count < 3; ) {
        await tx.$queryRaw`SELECT pg_sleep(0.05)`;
        const now = await renewals();
        if (now > seen) count += 1;
        seen = now;
      }
    });
    expect(second.signal.aborted).toBe(false);
    await Promise.all(keepers.map((each) => each.stop()));
    expect(await freeLeases(database.db.sql, [slow, quick]), "both are given back").toEqual(new Set([slow, quick]));
  });

  it("do the work one after the other: the second when the first stops", async () => {
    const name = randomUUID();
    const [begun, taken] = [deferred<Lease>(), deferred<Lease>()];
    const one = keeper(name, "one", (lease) => begun.resolve(lease));
    const first = await begun.promise;
    const two = keeper(name, "two", (lease) => taken.resolve(lease));
    await one.stop();
    expect(first.signal.aborted).toBe(true);
    expect((await taken.promise).token > first.token).toBe(true);
    await two.stop();
  });

  it("end the work of the one that lost it", async () => {
    const name = randomUUID();
    const begun = deferred<Lease>();
    const one = keeper(name, "one", (lease) => begun.resolve(lease));
    const { signal } = await begun.promise;
    const lost = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await expire(name);
    await database.db.sql
      .$executeRaw`UPDATE lease SET token = nextval('lease_token'), holder = 'two' WHERE name = ${name}`;
    await lost;
    await one.stop();
    expect(signal.aborted).toBe(true);
  });
});

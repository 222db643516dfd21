import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openHouse } from "./house";
import { type TestDatabase, withTestDatabase } from "./infra/testing/database";
import { fencedTransaction, LeaseLost, releaseLease, takeLease } from "./platform/work/lease";

let database: TestDatabase;
let house: ReturnType<typeof openHouse>;
beforeAll(async () => {
  database = await withTestDatabase();
  house = openHouse({
    process: "workers",
    databaseUrl: database.url,
    redisUrl: null,
    dataDir: tmpdir(),
    logLevel: "silent",
    logPretty: false,
    poolSize: 3,
    statementTimeoutMs: 10_000,
  });
});
afterAll(async () => {
  await house.close();
  await database.close();
});

it("keeps what is written under a lease only while it is held", async () => {
  const { sql, guarded } = house.deps;
  const [name, key] = [randomUUID(), randomUUID()];
  const token = (await takeLease(sql, name, "one")) ?? 0n;
  const write = () =>
    fencedTransaction(
      guarded,
      { name, token },
      (tx) => tx.$executeRaw`INSERT INTO setting (key, value) VALUES (${key}, '1')`,
    );
  const kept = () => sql.$queryRaw<readonly unknown[]>`SELECT FROM setting WHERE key = ${key} LIMIT 1`;
  await releaseLease(sql, name, token);
  await expect(write()).rejects.toThrow(LeaseLost);
  expect(await kept()).toHaveLength(0);
  const again = (await takeLease(sql, name, "one")) ?? 0n;
  await expect(write(), "by a token of before").rejects.toThrow(LeaseLost);
  await fencedTransaction(
    guarded,
    { name, token: again },
    (tx) => tx.$executeRaw`
    INSERT INTO setting (key, value) VALUES (${key}, '1')`,
  );
  expect(await kept()).toHaveLength(1);
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { checkBackup } from "../../scripts/backup.mjs";
import { type EmptyDatabase, makeEmptyDatabase } from "../ops/database";
import { type Checkout, makeCheckout } from "./checkout";
import { type Launched, launch, processesOf } from "./processes";

/** What the launcher does with a database of somebody else's, and with a migration that fails. */
const PORT = 3950;

let checkout: Checkout;
let dataDir: string;
let one: Launched | null = null;

beforeAll(async () => {
  checkout = await makeCheckout();
});
afterAll(() => checkout.remove());
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "bifrost-drill-"));
});
afterEach(async () => {
  await stop();
  const left = processesOf(dataDir);
  for (const { pid } of left) process.kill(pid, "SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`processes left behind: ${JSON.stringify(left)}`);
});

const REDIS_URL = process.env["TEST_REDIS_URL"];

function start(env: Readonly<Record<string, string>> = {}): Launched {
  one = launch({ root: checkout.root, dataDir, port: PORT, env });
  return one;
}

async function stop() {
  one?.child.kill("SIGTERM");
  await one?.ended();
  one = null;
}

async function environmentOf(address: URL): Promise<Record<string, string>> {
  return JSON.parse(await (await fetch(new URL("/environment", address))).text());
}

describe("an external database", () => {
  let database: EmptyDatabase;
  beforeEach(async () => {
    database = await makeEmptyDatabase();
  });
  afterEach(async () => {
    await stop();
    const { pathname } = new URL(database.ownerUrl);
    await database.ask(`DROP OWNED BY "bifrost_app_${pathname.slice(1)}"`).catch(() => []);
    await database.close();
  });

  it("is used instead of the embedded one, through a role that cannot change audit rows", async () => {
    const address = await start({ DATABASE_URL: database.ownerUrl }).ready();
    const environment = await environmentOf(address);
    const given = new URL(environment["DATABASE_URL"] ?? "");
    expect(given.username).toBe(`bifrost_app_${new URL(database.ownerUrl).pathname.slice(1)}`);
    expect(environment).not.toHaveProperty("DATABASE_OWNER_URL");
    // It loaded while the database was being made ready, and was given the address then.
    expect(environment).toHaveProperty("BIFROST_AWAITS_DATABASE", "1");
    expect(processesOf(dataDir).filter(({ command }) => command.includes("bin/postgres"))).toEqual([]);
    const rights = await database.ask(
      "SELECT has_table_privilege($1, 'audit_log', 'INSERT') AS add, has_table_privilege($1, 'audit_log', 'UPDATE') AS change",
      [given.username],
    );
    expect(rights).toEqual([{ add: true, change: false }]);
  });

  it.skipIf(REDIS_URL === undefined)("gives web and workers the Redis that was named", async () => {
    const env = { DATABASE_URL: database.ownerUrl, REDIS_URL: REDIS_URL ?? "" };
    const environment = await environmentOf(await start(env).ready());
    expect(environment["REDIS_URL"]).toBe(REDIS_URL);
  });

  it("starts nothing on a Redis that does not answer, and says what to do", async () => {
    const started = start({ DATABASE_URL: database.ownerUrl, REDIS_URL: "redis://user:hidden@127.0.0.1:6399" });
    await started.ended();
    expect(started.output()).toMatch(
      /Redis at redis:\/\/….* does not answer .*: start it, correct REDIS_URL, or leave/,
    );
    expect(started.output()).not.toContain("hidden");
    one = null;
  });

  it("runs the app as its owner, and says so, where no role can be made", async () => {
    const name = `plain_${new URL(database.ownerUrl).pathname.slice(1)}`;
    await database.ask(`CREATE ROLE ${name} LOGIN PASSWORD 'plain'`);
    await database.ask(`GRANT ALL ON SCHEMA public TO ${name}`);
    await database.ask(`GRANT CREATE ON DATABASE "${new URL(database.ownerUrl).pathname.slice(1)}" TO ${name}`);
    const url = new URL(database.ownerUrl);
    url.username = name;
    url.password = "plain";
    const address = await start({ DATABASE_URL: url.href }).ready();
    const environment = await environmentOf(address);
    expect(new URL(environment["DATABASE_URL"] ?? "").username).toBe(name);
    expect(one?.output()).toContain("may not create roles, so the app runs as the owner");
    await stop();
    await database.ask(`DROP OWNED BY ${name} CASCADE`);
    await database.ask(`DROP ROLE ${name}`);
  });

  it("takes the role that DATABASE_URL names when DATABASE_OWNER_URL says who owns it", async () => {
    const app = new URL(database.ownerUrl);
    app.username = `app_${app.pathname.slice(1)}`;
    app.password = "given";
    const address = await start({ DATABASE_URL: app.href, DATABASE_OWNER_URL: database.ownerUrl }).ready();
    expect((await environmentOf(address))["DATABASE_URL"]).toBe(app.href);
    await stop();
    await database.ask(`DROP OWNED BY "${app.username}"`);
  });
});

describe("an upgrade whose migration fails", () => {
  it("backs up first, changes nothing, names the backup, and goes on once it is mended", async () => {
    const before = await start().ready();
    await stop();
    const bad = join(checkout.root, "prisma", "migrations", "29990101000000_bad");
    mkdirSync(bad);
    writeFileSync(join(bad, "migration.sql"), "DROP TABLE user_session; SELECT 1 / 0;");
    const failing = start();
    expect(await failing.ended()).toBe(1);
    const said = failing.output();
    expect(said).toMatch(/Migration 29990101000000_bad failed \(division by zero\); the data is unchanged/);
    const backup = /"\.\/bifrost restore (\S+) --yes"/.exec(said)?.[1] ?? "";
    expect((await checkBackup(backup)).manifest.tables).toHaveProperty("user_session");
    expect(readFileSync(join(dataDir, "logs", "postgres.log"), "utf8")).toContain("division by zero");

    writeFileSync(join(bad, "migration.sql"), "CREATE TABLE mended (id int);");
    const after = await start().ready();
    expect(after.href).toBe(before.href);
    expect(one?.output()).toContain("applied 1 migration");
  });
});

import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appUrl, migrate, readMigrations } from "../../scripts/migrate.mjs";
import { APP_ROLE, type EmptyDatabase, makeEmptyDatabase, makeMigratedDatabase } from "./database";

let database: EmptyDatabase;
let directory: string;

async function use(made: Promise<EmptyDatabase>) {
  database = await made;
  directory = join(database.folder, "migrations");
  cpSync("prisma/migrations", directory, { recursive: true });
}
afterEach(() => database.close());

function writeMigration(name: string, sql: string) {
  mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, name, "migration.sql"), sql);
}

const ledger = () =>
  database.ask(
    "SELECT migration_name AS name, finished_at IS NOT NULL AS finished, rolled_back_at IS NOT NULL AS undone, logs FROM _prisma_migrations ORDER BY started_at",
  );

describe("migrate: a new database", () => {
  beforeEach(() => use(makeEmptyDatabase()));

  it("applies each migration once, whoever starts at the same moment", async () => {
    const runs = await Promise.all(
      [1, 2, 3].map(() => migrate({ ownerUrl: database.ownerUrl, appRole: APP_ROLE, directory })),
    );
    const applied = runs.flatMap((run) => run.applied);
    expect(applied).toEqual(readMigrations(directory).map(({ name }) => name));
    expect((await ledger()).every(({ finished }) => finished)).toBe(true);
  });

  it("does not ask for a backup of a database that is new", async () => {
    const asked: (readonly string[])[] = [];
    const beforeChange = async (pending: readonly string[]) => void asked.push(pending);
    await migrate({ ownerUrl: database.ownerUrl, directory, beforeChange });
    expect(asked).toEqual([]);
  });

  it("gives the app what it needs, and nothing that changes what is append-only", async () => {
    const { url, separateRole } = await migrate({ ownerUrl: database.ownerUrl, appRole: APP_ROLE, directory });
    expect({ url, separateRole }).toEqual({ url: appUrl(database.ownerUrl, APP_ROLE), separateRole: true });
    const app = new pg.Client({ connectionString: url });
    await app.connect();
    const answer = (sql: string) =>
      app.query(sql).then(
        () => "done",
        (error: { code: string }) => error.code,
      );
    const denied = "42501";
    expect(
      await answer(
        "INSERT INTO audit_log (actor_kind, action, subject_type, subject_id) VALUES ('system', 'a.b', 'c', 'd')",
      ),
    ).toBe("done");
    for (const sql of [
      "UPDATE audit_log SET action = 'x'",
      "DELETE FROM audit_log",
      "TRUNCATE audit_log",
      "ALTER TABLE audit_log DISABLE TRIGGER ALL",
      "DROP TABLE audit_log",
      "UPDATE bar_revision SET open = 1",
      "TRUNCATE job",
      "CREATE TABLE mine (id int)",
      "DELETE FROM _prisma_migrations",
    ]) {
      expect({ sql, answer: await answer(sql) }).toEqual({ sql, answer: denied });
    }
    for (const sql of [
      "DELETE FROM job",
      "SELECT * FROM _prisma_migrations",
      "SELECT * FROM bullmq.migration",
      "SELECT nextval('outbox_seq')",
      "CREATE TEMP TABLE mine (id int)",
    ]) {
      expect({ sql, answer: await answer(sql) }).toEqual({ sql, answer: "done" });
    }
    await app.end();
    await expect(database.ask("DELETE FROM audit_log")).rejects.toThrow(/append-only/);
  });
});

describe("migrate: a database in use", () => {
  beforeEach(() => use(makeMigratedDatabase()));

  it("leaves the data as it was when a migration fails, and goes on once it is mended", async () => {
    await database.ask("INSERT INTO setting (key, value) VALUES ('kept', '1')");
    writeMigration("29990101000000_bad", "DELETE FROM setting; CREATE TABLE half (id int); SELECT 1 / 0;");
    const backedUp: (readonly string[])[] = [];
    const beforeChange = async (pending: readonly string[]) => void backedUp.push(pending);
    const failing = migrate({ ownerUrl: database.ownerUrl, directory, beforeChange });
    await expect(failing).rejects.toThrow(
      /Migration 29990101000000_bad failed \(division by zero\); the data is unchanged/,
    );
    expect(backedUp).toEqual([["29990101000000_bad"]]);
    expect(await database.ask("SELECT count(*)::int AS count, to_regclass('half') AS half FROM setting")).toEqual([
      { count: 1, half: null },
    ]);
    expect((await ledger()).at(-1)).toMatchObject({ finished: false, undone: true, logs: "division by zero" });

    writeMigration("29990101000000_bad", "CREATE TABLE whole (id int);");
    expect((await migrate({ ownerUrl: database.ownerUrl, directory })).applied).toEqual(["29990101000000_bad"]);
    expect((await ledger()).at(-1)).toMatchObject({ finished: true, undone: false });
  });

  it("runs one statement outside a transaction where a migration says so", async () => {
    writeMigration(
      "29990101000000_index",
      "-- no transaction\nCREATE INDEX CONCURRENTLY setting_by_time ON setting (updated_at);",
    );
    await migrate({ ownerUrl: database.ownerUrl, directory });
    expect(await database.ask("SELECT to_regclass('setting_by_time') IS NOT NULL AS made")).toEqual([{ made: true }]);
  });

  it("refuses a history that is not its own", async () => {
    writeMigration("20261122090000_house", "SELECT 1;");
    await expect(migrate({ ownerUrl: database.ownerUrl, directory })).rejects.toThrow(
      /20261122090000_house was edited after it was applied/,
    );
    rmSync(join(directory, "20261122090000_house"), { recursive: true });
    await expect(migrate({ ownerUrl: database.ownerUrl, directory })).rejects.toThrow(
      /does not know: it was used by a newer version/,
    );
  });

  it("takes back a right that somebody gave", async () => {
    await database.ask(`GRANT UPDATE ON audit_log TO ${APP_ROLE.name}`);
    await migrate({ ownerUrl: database.ownerUrl, appRole: APP_ROLE, directory });
    expect(
      await database.ask("SELECT has_table_privilege($1, 'audit_log', 'UPDATE') AS given", [APP_ROLE.name]),
    ).toEqual([{ given: false }]);
  });
});

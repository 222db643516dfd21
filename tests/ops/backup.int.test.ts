import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkBackup, createBackup } from "../../scripts/backup.mjs";
import { migrate, readMigrations } from "../../scripts/migrate.mjs";
import { restoreBackup } from "../../scripts/restore.mjs";
import { APP_ROLE, type EmptyDatabase, makeEmptyDatabase, makeMigratedDatabase } from "./database";

const TIMESCALE = process.env["TIMESCALE_URL"] ?? "";
const SERVERS = [
  { server: "PostgreSQL", serverUrl: null, present: true },
  { server: "TimescaleDB", serverUrl: TIMESCALE, present: TIMESCALE !== "" },
] as const;

/** Something in every kind of table: references, append-only rows, partitions far apart, sequences, binary columns. */
const FILL = `
  INSERT INTO user_account (id, email, role, password_hash, time_zone) SELECT 'u' || g, 'u' || g || '@example.org', 'viewer', 'hash', 'UTC' FROM generate_series(1, 50) g;
  INSERT INTO user_session (id, user_id, last_seen_at, expires_at) SELECT 's' || g, 'u' || g, now(), now() FROM generate_series(1, 50) g;
  INSERT INTO audit_log (actor_kind, action, subject_type, subject_id, details) SELECT 'system', 'a.b', 'c', g::text, '{"quote": "\\"", "text": "Grüße"}' FROM generate_series(1, 2000) g;
  INSERT INTO setting (key, value) VALUES ('empty', 'null'), ('deep', '{"a": [1, 2.50, {"b": null}]}');
  INSERT INTO instrument (symbol, kind, currency, tick, lot, time_zone) VALUES ('SPY', 'etf', 'USD', 0.01, 1, 'America/New_York');
  INSERT INTO bar (instrument_id, resolution, ts, open, high, low, close, volume, available_at, import_no)
    SELECT 1, 1440, timestamptz '1962-01-02 00:00:00+00' + g * interval '5 days', 0.1 + g, 0.3 + g, 0.1 + g, 0.2 + g, g, now(), 1 FROM generate_series(0, 4999) g;
  SELECT nextval('outbox_seq') FROM generate_series(1, 17);`;

let database: EmptyDatabase;
let file: string;

const counts = async () => {
  const [row] = await database.ask(
    "SELECT (SELECT count(*) FROM user_session)::int AS sessions, (SELECT count(*) FROM audit_log)::int AS audit, (SELECT count(*) FROM bar)::int AS bars, (SELECT md5(string_agg(b::text, '' ORDER BY ts)) FROM bar b) AS bits",
  );
  return row;
};
const restore = (from = file) =>
  restoreBackup({
    ownerUrl: database.ownerUrl,
    appRole: APP_ROLE,
    file: from,
    safetyFolder: join(database.folder, "safety"),
  });
const backup = (to = file) => createBackup({ ownerUrl: database.ownerUrl, file: to });

describe.each(SERVERS)("backup and restore on $server", ({ serverUrl, present }) => {
  beforeEach(async ({ skip }) => {
    skip(!present, "TIMESCALE_URL is not set");
    database = await makeMigratedDatabase(serverUrl);
    file = join(database.folder, "backup.tar.gz");
    await database.ask(FILL);
    return () => database.close();
  });

  it("brings everything back, bit for bit, and can be told from what was there before", async () => {
    const before = await counts();
    const made = await backup();
    expect(made.rows).toBe(50 + 50 + 2000 + 2 + 1 + 5000);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await database.ask(
      "DELETE FROM user_account; DELETE FROM bar WHERE ts > '2000-01-01'; UPDATE setting SET value = '7'; CREATE TABLE later (id int)",
    );

    const done = await restore();
    expect(done.rows).toBe(made.rows);
    expect(await counts()).toEqual(before);
    expect(
      await database.ask(
        "SELECT nextval('outbox_seq')::int AS seq, (SELECT value FROM setting WHERE key = 'deep') AS deep, to_regclass('later') AS later",
      ),
    ).toEqual([{ seq: 18, deep: { a: [1, 2.5, { b: null }] }, later: null }]);
    // What is append-only is so again, and identities go on where they were.
    await expect(database.ask("DELETE FROM audit_log")).rejects.toThrow(/append-only/);
    expect(
      await database.ask(
        "INSERT INTO audit_log (actor_kind, action, subject_type, subject_id) VALUES ('system', 'a.b', 'c', 'd') RETURNING id::int",
      ),
    ).toEqual([{ id: 2001 }]);
    // The safety copy holds what the restore replaced.
    expect((await checkBackup(done.safety ?? "")).manifest.tables["user_account"]?.rows).toBe(0);
  });

  it("gives the same sums for the same rows", async () => {
    await backup();
    const again = join(database.folder, "again.tar.gz");
    await backup(again);
    expect((await checkBackup(again)).manifest).toEqual((await checkBackup(file)).manifest);
  });

  it("restores into an empty database", async () => {
    const before = await counts();
    await backup();
    const copy = readFileSync(file);
    await database.close();
    database = await makeEmptyDatabase(serverUrl);
    const there = join(database.folder, "copied.tar.gz");
    writeFileSync(there, copy);
    expect((await restore(there)).safety).toBeNull();
    expect(await counts()).toEqual(before);
  });

  it("migrates an older backup to this version", async () => {
    await database.close();
    database = await makeEmptyDatabase(serverUrl);
    const older = join(database.folder, "older");
    cpSync("prisma/migrations", older, { recursive: true });
    const newest = readMigrations().at(-1)?.name ?? "";
    rmSync(join(older, newest), { recursive: true });
    await migrate({ ownerUrl: database.ownerUrl, appRole: APP_ROLE, directory: older });
    await database.ask("INSERT INTO setting (key, value) VALUES ('old', '1')");
    file = join(database.folder, "older.tar.gz");
    await backup();
    expect((await restore()).applied).toEqual([newest]);
    expect(await database.ask("SELECT key FROM setting")).toEqual([{ key: "old" }]);
  });
});

describe("restore", () => {
  beforeEach(async () => {
    database = await makeMigratedDatabase();
    file = join(database.folder, "backup.tar.gz");
    await database.ask(FILL);
    await backup();
  });
  afterEach(() => database.close());

  it("refuses a damaged, a cut and a foreign file before it touches anything", async () => {
    const before = await counts();
    const whole = readFileSync(file);
    const cases = [
      { bytes: whole.subarray(0, whole.length - 100), says: /not a whole backup/ },
      { bytes: whole.subarray(0, Math.floor(whole.length / 2)), says: /not a whole backup/ },
      { bytes: Buffer.from("Date,Open\n"), says: /not a whole backup/ },
      { bytes: Buffer.alloc(0), says: /not a (whole )?backup/ },
    ];
    for (const { bytes, says } of cases) {
      const bad = join(database.folder, "bad.tar.gz");
      writeFileSync(bad, bytes);
      await expect(restore(bad)).rejects.toThrow(says);
    }
    const flipped = Buffer.from(whole);
    const middle = Math.floor(whole.length / 2);
    flipped.writeUInt8(flipped.readUInt8(middle) ^ 0x10, middle);
    writeFileSync(join(database.folder, "flipped.tar.gz"), flipped);
    await expect(restore(join(database.folder, "flipped.tar.gz"))).rejects.toThrow(/not a whole backup|damaged/);
    await expect(restore(join(database.folder, "none.tar.gz"))).rejects.toThrow(/There is no file/);
    expect(await counts()).toEqual(before);
    expect(existsSync(join(database.folder, "safety"))).toBe(false);
  });

  it("refuses while somebody else uses the database", async () => {
    const other = new pg.Client({ connectionString: database.ownerUrl });
    await other.connect();
    await expect(restore()).rejects.toThrow(/1 other connections? use/);
    await other.end();
  });

  it("changes nothing when it fails on the way", async () => {
    // Rows that the schema refuses: the load fails after everything was dropped, and the transaction takes it all back.
    await database.ask(
      "ALTER TABLE setting DROP CONSTRAINT setting_pkey; INSERT INTO setting (key, value) VALUES ('deep', '1')",
    );
    const bad = join(database.folder, "bad.tar.gz");
    await backup(bad);
    const before = await counts();
    await expect(restore(bad)).rejects.toThrow(/duplicate key/);
    expect(await counts()).toEqual(before);
    expect(await database.ask("SELECT count(*)::int AS count FROM setting")).toEqual([{ count: 3 }]);
  });

  it("leaves no half file when a backup cannot be written", async () => {
    await expect(backup("/proc/none/backup.tar.gz")).rejects.toThrow(/Cannot write \/proc\/none\/backup\.tar\.gz/);
    const taken = join(database.folder, "taken");
    mkdirSync(join(taken, "backup.tar.gz", "inside"), { recursive: true });
    await expect(backup(join(taken, "backup.tar.gz"))).rejects.toThrow(/Cannot write/);
    expect(readdirSync(taken)).toEqual(["backup.tar.gz"]);
  });
});

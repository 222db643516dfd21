// Brings a database up to date: applies prisma/migrations, keeping Prisma's own ledger (so `prisma migrate status` and
// `deploy` agree), makes the queue's schema, and gives the app its role with just the rights it needs.
//
// usage: DATABASE_OWNER_URL=postgresql://... node scripts/migrate.mjs
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import pg from "pg";
import { Refusal } from "./launcher/processes.mjs";

const DIRECTORY = fileURLToPath(new URL("../prisma/migrations", import.meta.url));
/** The key that Prisma's own commands lock, so that we never run beside them. */
export const PRISMA_LOCK = 72_707_369;
/** Another installation that shares the database may be migrating; a big migration takes minutes. */
const LOCK_TIMEOUT_MS = 300_000;
const CONNECT_TIMEOUT_MS = 10_000;
const GRANT_TRIES = 5;
const GRANT_PAUSE_MS = 100;
const QUEUE_SCHEMA = "bullmq";
/** First line of a migration that cannot run in a transaction; it must then be one statement. */
const NO_TRANSACTION = /^-- no transaction\b/;
export const LEDGER = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/**
 * @typedef {{ readonly name: string, readonly sql: string, readonly checksum: string }} Migration
 * @typedef {{ readonly name: string, readonly password: string }} AppRole
 */

/** A migration that did not apply. What it did was rolled back: the data is as it was. */
export class MigrationFailure extends Refusal {
  constructor(migration, cause) {
    super(`Migration ${migration} failed (${cause.message}); the data is unchanged.`);
    this.migration = migration;
    this.cause = cause;
  }
}

/**
 * A quoted identifier.
 *
 * @param {string} name
 */
export const quoteName = (name) => `"${name.replaceAll('"', '""')}"`;
const quoteText = (text) => `'${text.replaceAll("'", "''")}'`;

/** @returns {Migration[]} */
export function readMigrations(directory = DIRECTORY) {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, "migration.sql")))
    .map(({ name }) => {
      const sql = readFileSync(join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** What the ledger holds; empty where there is no ledger yet. */
export async function readLedger(client) {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present");
  if (!rows[0].present) return [];
  const ledger = await client.query(
    'SELECT migration_name AS name, checksum, finished_at AS "finishedAt" FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  return ledger.rows;
}

/**
 * The migrations that are still to be applied. Refuses a history that is not ours to continue.
 *
 * @param {Migration[]} migrations
 * @param {{ name: string, checksum: string, finishedAt: Date | null }[]} ledger
 */
export function pendingOf(migrations, ledger) {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of ledger) {
    const migration = known.get(row.name);
    if (!migration) {
      throw new Refusal(
        `The database has migration ${row.name}, which this version does not know: it was used by a newer version; update Bifrost Trader, or restore a backup made by this version.`,
      );
    }
    if (row.finishedAt === null) {
      throw new Refusal(
        `Migration ${row.name} was begun by another tool and never finished: mend it, then run "npx prisma migrate resolve --rolled-back ${row.name}" and start again.`,
      );
    }
    if (row.checksum !== migration.checksum) {
      throw new Refusal(
        `Migration ${row.name} was edited after it was applied: put its migration.sql back as it was and add a new migration instead.`,
      );
    }
  }
  const have = new Set(ledger.map((row) => row.name));
  return migrations.filter((migration) => !have.has(migration.name));
}

/** Applies one migration and writes its ledger row with it: both or neither. */
async function apply(client, { name, sql, checksum }) {
  const row = [randomUUID(), checksum, name];
  const begunAt = new Date();
  const together = !NO_TRANSACTION.test(sql);
  try {
    if (together) await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ($1, $2, $3, $4, clock_timestamp(), 1)",
      [...row, begunAt],
    );
    if (together) await client.query("COMMIT");
  } catch (cause) {
    if (cause.code === undefined) throw cause; // the connection broke: the server rolls back by itself
    await client.query("ROLLBACK");
    await client.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, rolled_back_at, logs) VALUES ($1, $2, $3, $4, clock_timestamp(), $5)",
      [...row, begunAt, cause.message],
    );
    throw new MigrationFailure(name, cause);
  }
}

/** The schema BullMQ keeps its jobs in. Only loaded where it is needed: the check itself is one query. */
async function migrateQueue(client) {
  const require = createRequire(import.meta.url);
  const { LATEST_SCHEMA_VERSION } = require("bullmq/dist/cjs/postgres/migrations/index.js");
  const present = await client.query("SELECT to_regclass($1) IS NOT NULL AS present", [`${QUEUE_SCHEMA}.migration`]);
  if (present.rows[0].present) {
    const { rows } = await client.query(`SELECT max(version)::int AS version FROM ${QUEUE_SCHEMA}.migration`);
    if (rows[0].version === LATEST_SCHEMA_VERSION) return;
  }
  const { runMigrations } = require("bullmq/dist/cjs/postgres/migrator.js");
  await runMigrations(client, QUEUE_SCHEMA);
}

// ---- the app's role ------------------------------------------------------------------------------------------------

/**
 * Makes the app's role, or gives it the password we know.
 *
 * @returns {Promise<boolean>} false when the owner may not make roles
 */
async function ensureRole(client, ownerUrl, { name, password }) {
  const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [name]);
  if (rowCount !== 0 && (await canSignIn(appUrl(ownerUrl, { name, password })))) return true;
  try {
    const verb = rowCount === 0 ? "CREATE" : "ALTER";
    await client.query(`${verb} ROLE ${quoteName(name)} LOGIN PASSWORD ${quoteText(password)}`);
    return true;
  } catch (error) {
    if (error.code === "42501") return false;
    throw error;
  }
}

async function canSignIn(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Wrong password, no such role, not let in, no right to connect to this database yet.
    if (["28P01", "28000", "42501"].includes(error.code)) return error.code === "42501";
    throw error;
  } finally {
    await client.end();
  }
}

/**
 * Every relation of the schema with what the app may do with it. Append-only tables are those with a trigger that
 * runs `refuse_change`; the ledger is read to report the version.
 */
const WANTED_RIGHTS = `
  SELECT c.oid::regclass::text AS relation, c.relkind = 'S' AS sequence,
    CASE
      WHEN c.relkind = 'S' THEN ARRAY['SELECT', 'USAGE']
      WHEN c.relname = '_prisma_migrations' THEN ARRAY['SELECT']
      WHEN EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = c.oid AND p.proname = 'refuse_change')
        THEN ARRAY['INSERT', 'SELECT']
      ELSE ARRAY['DELETE', 'INSERT', 'SELECT', 'UPDATE']
    END AS wanted,
    (SELECT coalesce(array_agg(a.privilege_type ORDER BY a.privilege_type), '{}') FROM aclexplode(c.relacl) a WHERE a.grantee = $2::regrole) AS given
  FROM pg_class c
  WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')`;

/** Gives exactly the wanted rights; touches nothing that is already right. */
async function grantSchema(client, schema, role, wantedOf) {
  const name = quoteName(role);
  const statements = [];
  const usage = await client.query("SELECT has_schema_privilege($2, $1, 'USAGE') AS given", [schema, role]);
  if (!usage.rows[0].given) statements.push(`GRANT USAGE ON SCHEMA ${quoteName(schema)} TO ${name}`);
  const { rows } = await client.query(WANTED_RIGHTS, [schema, name]);
  for (const row of rows) {
    const wanted = wantedOf(row);
    if (wanted.join() === row.given.join()) continue;
    const kind = row.sequence ? "SEQUENCE" : "TABLE";
    statements.push(`REVOKE ALL ON ${kind} ${row.relation} FROM ${name}`);
    statements.push(`GRANT ${wanted.join(", ")} ON ${kind} ${row.relation} TO ${name}`);
  }
  return statements;
}

/** One transaction: a running app never sees a moment without its rights. */
async function grantOnce(client, role) {
  const { rows } = await client.query("SELECT current_database() AS name");
  const statements = [
    ...(await grantSchema(client, "public", role, (row) => row.wanted)),
    ...(await grantSchema(client, QUEUE_SCHEMA, role, (row) =>
      row.sequence ? ["SELECT", "UPDATE", "USAGE"] : ["DELETE", "INSERT", "SELECT", "UPDATE"],
    )),
  ];
  const rights = await client.query(
    "SELECT has_database_privilege($1, current_database(), 'CONNECT') AND has_database_privilege($1, current_database(), 'TEMPORARY') AS given",
    [role],
  );
  if (!rights.rows[0].given) {
    statements.push(`GRANT CONNECT, TEMPORARY ON DATABASE ${quoteName(rows[0].name)} TO ${quoteName(role)}`);
  }
  if (statements.length > 0) await client.query(`BEGIN; ${statements.join("; ")}; COMMIT`);
}

/**
 * (Re)applies the app's rights. TimescaleDB's background workers may change the same catalog rows at the same moment, and
 * the loser gets an internal error (XX000) that says nothing about what it asked: it asks again.
 */
async function grant(client, role) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await grantOnce(client, role);
    } catch (error) {
      await client.query("ROLLBACK");
      if (error.code !== "XX000" || tries >= GRANT_TRIES) throw error;
      await sleep(GRANT_PAUSE_MS * tries);
    }
  }
}

/**
 * The owner's connection text with the app's role in it.
 *
 * @param {string} ownerUrl
 * @param {AppRole} role
 */
export function appUrl(ownerUrl, { name, password }) {
  const url = new URL(ownerUrl);
  url.username = encodeURIComponent(name);
  url.password = encodeURIComponent(password);
  return url.href;
}

/** Connects as the owner; says in one sentence why it cannot. */
export async function connectOwner(ownerUrl) {
  const client = new pg.Client({
    connectionString: ownerUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: "bifrost owner",
  });
  try {
    await client.connect();
  } catch (error) {
    const { host, port, database, user } = client;
    throw new Refusal(
      `The database "${database}" on ${host}:${port} cannot be used as "${user}" (${error.message || error.code}): check that the server runs and that DATABASE_URL is right.`,
    );
  }
  return client;
}

/**
 * Applies what is pending, makes the queue's schema and the app's rights. Safe to run at any time, also by two at once.
 *
 * A migration that fails is rolled back whole and throws a {@link MigrationFailure}; those before it stay applied.
 *
 * @param {{
 *   ownerUrl: string,
 *   appRole?: AppRole | null,
 *   directory?: string,
 *   beforeChange?: (pending: readonly string[]) => Promise<void>,
 * }} options `beforeChange` runs before the first migration of a database that already has some: the moment to back up
 */
export async function migrate({ ownerUrl, appRole = null, directory = DIRECTORY, beforeChange }) {
  const migrations = readMigrations(directory);
  const client = await connectOwner(ownerUrl);
  try {
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_MS}`);
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]).catch((error) => {
      if (error.code !== "55P03") throw error;
      throw new Refusal(
        "Another process has been migrating this database for five minutes: wait for it or end it, then start again.",
      );
    });
    const ledger = await readLedger(client);
    const pending = pendingOf(migrations, ledger);
    if (pending.length > 0) {
      if (ledger.length > 0) await beforeChange?.(pending.map(({ name }) => name));
      await client.query(LEDGER);
      for (const migration of pending) await apply(client, migration);
    }
    await migrateQueue(client);
    const hasRole = appRole !== null && (await ensureRole(client, ownerUrl, appRole));
    if (hasRole) await grant(client, appRole.name);
    return {
      applied: pending.map(({ name }) => name),
      /** The app's connection text: the owner's own where a role could not be made. */
      url: hasRole ? appUrl(ownerUrl, appRole) : ownerUrl,
      separateRole: hasRole,
    };
  } finally {
    await client.end();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const ownerUrl = process.env.DATABASE_OWNER_URL ?? process.env.DATABASE_URL;
  try {
    if (!ownerUrl) throw new Refusal("Set DATABASE_OWNER_URL to the database to migrate.");
    const { applied } = await migrate({ ownerUrl });
    process.stdout.write(applied.length > 0 ? `Applied ${applied.join(", ")}\n` : "Nothing to apply\n");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  }
}

// Puts a backup into a database, all of it or nothing.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { backupName, checkBackup, copyOutOf, createBackup, entriesOf, readTables } from "./backup.mjs";
import { Refusal } from "./launcher/processes.mjs";
import { connectOwner, LEDGER, migrate, PRISMA_LOCK, quoteName, readMigrations } from "./migrate.mjs";

/** Triggers of the extension itself, which must stay. */
const FOREIGN_TRIGGERS = ["ts_insert_blocker"];

/** Objects of ours in the schema, in the order in which they can be dropped. */
const DROPS = [
  {
    kind: "TABLE",
    sql: "SELECT oid::regclass::text AS name FROM pg_class c WHERE relkind IN ('r', 'p') AND NOT relispartition",
  },
  { kind: "VIEW", sql: "SELECT oid::regclass::text AS name FROM pg_class c WHERE relkind = 'v'" },
  { kind: "MATERIALIZED VIEW", sql: "SELECT oid::regclass::text AS name FROM pg_class c WHERE relkind = 'm'" },
  { kind: "SEQUENCE", sql: "SELECT oid::regclass::text AS name FROM pg_class c WHERE relkind = 'S'" },
];

async function dropEverything(client) {
  const ours =
    "relnamespace = 'public'::regnamespace AND relowner = current_user::regrole AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')";
  for (const { kind, sql } of DROPS) {
    const { rows } = await client.query(`${sql} AND ${ours}`);
    for (const { name } of rows) await client.query(`DROP ${kind} IF EXISTS ${name} CASCADE`);
  }
  const { rows: routines } = await client.query(
    "SELECT oid::regprocedure::text AS name FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND proowner = current_user::regrole AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')",
  );
  for (const { name } of routines) await client.query(`DROP ROUTINE IF EXISTS ${name} CASCADE`);
  const { rows: types } = await client.query(
    "SELECT oid::regtype::text AS name FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typowner = current_user::regrole AND typtype IN ('e', 'd') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')",
  );
  for (const { name } of types) await client.query(`DROP TYPE IF EXISTS ${name} CASCADE`);
  await client.query("DROP SCHEMA IF EXISTS bullmq CASCADE"); // only carries work; the job table is the truth
}

/** The schema as it was when the backup was made. */
async function rebuildSchema(client, header) {
  const known = new Map(readMigrations().map((migration) => [migration.name, migration]));
  await client.query(LEDGER);
  for (const { name, checksum } of header.migrations) {
    await client.query(known.get(name).sql.replaceAll(/\bCONCURRENTLY\b/g, ""));
    await client.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES (gen_random_uuid()::text, $1, $2, clock_timestamp(), 1)",
      [checksum, name],
    );
  }
}

function refuseUnknownSchema(header) {
  const known = new Map(readMigrations().map((migration) => [migration.name, migration.checksum]));
  for (const { name, checksum } of header.migrations) {
    if (known.get(name) === checksum) continue;
    throw new Refusal(
      `The backup was made by version ${header.version}, whose migration ${name} this version does not know: update Bifrost Trader first.`,
    );
  }
}

/** The triggers of our tables. Off during the load: the rows are as they were left, append-only ones too. */
async function readTriggers(client) {
  const { rows } = await client.query(
    `SELECT t.tgrelid::regclass::text AS relation, t.tgname AS name, t.tgenabled AS mode FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgname <> ALL($1)`,
    [FOREIGN_TRIGGERS],
  );
  return rows;
}

async function switchTriggers(client, triggers, on) {
  const words = { O: "ENABLE", A: "ENABLE ALWAYS", R: "ENABLE REPLICA" };
  for (const { relation, name, mode } of triggers) {
    await client.query(`ALTER TABLE ${relation} ${on ? words[mode] : "DISABLE"} TRIGGER ${quoteName(name)}`);
  }
}

/** Partitions that were made while the program ran, and that no migration makes. */
async function makePartitions(client, tables) {
  for (const { name: parent, partitions } of tables) {
    for (const { name, bound } of partitions) {
      const { rows } = await client.query("SELECT to_regclass($1) IS NULL AS missing", [`public.${quoteName(name)}`]);
      const { rows: kind } = await client.query("SELECT relkind FROM pg_class WHERE oid = to_regclass($1)", [
        `public.${quoteName(parent)}`,
      ]);
      // A database with TimescaleDB has chunks where another has partitions.
      if (rows[0].missing && kind[0]?.relkind === "p") {
        await client.query(`CREATE TABLE public.${quoteName(name)} PARTITION OF public.${quoteName(parent)} ${bound}`);
      }
    }
  }
}

/** Copies the rows of all tables in one pass over the file, where they stand in the order of their references. */
async function loadTables(client, file, tables, onTable) {
  const byName = new Map(tables.map((table) => [table.name, table]));
  let current = null;
  const finish = async () => {
    current.target.end();
    await current.done;
    onTable?.(current.name, current.target.rowCount);
    current = null;
  };
  for await (const { name: entry, stream } of entriesOf(file)) {
    const name = entry.split("/")[1] ?? "";
    const table = byName.get(name);
    if (current !== null && current.name !== name) await finish();
    if (!table) {
      stream.resume();
      continue;
    }
    current ??= beginLoad(client, table);
    const { target, done } = current;
    for await (const chunk of stream) {
      if (!target.write(chunk)) await Promise.race([new Promise((resolve) => target.once("drain", resolve)), done]);
    }
  }
  if (current !== null) await finish();
}

function beginLoad(client, { name, columns }) {
  const list = columns.map(quoteName).join(", ");
  const target = client.query(copyFrom(`COPY public.${quoteName(name)} (${list}) FROM STDIN (FORMAT binary)`));
  const done = finished(target);
  done.catch(() => {}); // awaited by whoever writes
  return { name, target, done };
}

/** Reads every table back and compares counts and sums with the backup's. */
async function verify(client, tables, manifest) {
  for (const table of tables) {
    const wanted = manifest.tables[table.name];
    const stream = client.query(copyTo(copyOutOf(table)));
    const hash = createHash("sha256");
    for await (const chunk of stream) hash.update(chunk);
    const same = table.order.length === 0 || hash.digest("hex") === wanted.sha256;
    if (stream.rowCount !== wanted.rows || !same) {
      throw new Error(
        `table ${table.name} has ${stream.rowCount} rows after the load, the backup ${wanted.rows}; nothing was changed`,
      );
    }
  }
}

async function refuseWhileUsed(client) {
  const { rows } = await client.query(
    "SELECT count(*)::int AS others FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
  );
  if (rows[0].others > 0) {
    throw new Refusal(
      `${rows[0].others} other connections use this database: stop Bifrost Trader and every command that uses it, then restore.`,
    );
  }
}

/** The whole restore in one transaction: until it commits, the old data is all there. */
async function replaceContent(client, { file, header, manifest, onTable }) {
  await client.query("BEGIN");
  await dropEverything(client);
  await rebuildSchema(client, header);
  await makePartitions(client, header.tables);
  const present = new Set((await readTables(client)).map(({ name }) => name));
  const missing = header.tables.filter(({ name }) => !present.has(name) && manifest.tables[name].rows > 0);
  if (missing.length > 0) {
    throw new Refusal(
      `The backup has tables that no migration makes (${missing.map(({ name }) => name).join(", ")}): move them out of schema public where it was made, and back up again.`,
    );
  }
  const tables = header.tables.filter(({ name }) => present.has(name));
  const triggers = await readTriggers(client);
  await switchTriggers(client, triggers, false);
  await client.query(`TRUNCATE ${tables.map(({ name }) => `public.${quoteName(name)}`).join(", ")}`);
  await loadTables(client, file, tables, onTable);
  for (const { name, value, called } of manifest.sequences) {
    await client.query("SELECT setval(to_regclass($1), $2::bigint, $3)", [`public.${quoteName(name)}`, value, called]);
  }
  await verify(client, tables, manifest);
  await switchTriggers(client, triggers, true);
  await client.query("COMMIT");
}

/** Continuous aggregates hold copies of their own; they cannot be refreshed inside a transaction. */
async function refreshAggregates(client) {
  const { rows } = await client.query(
    "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'timescaledb') AS present",
  );
  if (!rows[0].present) return;
  const aggregates = await client.query(
    "SELECT format('%I.%I', view_schema, view_name) AS name FROM timescaledb_information.continuous_aggregates",
  );
  for (const { name } of aggregates.rows)
    await client.query("CALL refresh_continuous_aggregate($1::regclass, NULL, NULL)", [name]);
}

/**
 * Replaces what the database holds with a backup, then migrates it to this version. The file is checked first, what is
 * there now is backed up, and a restore that fails changes nothing.
 *
 * @param {{
 *   ownerUrl: string, appRole: import("./migrate.mjs").AppRole | null, file: string, safetyFolder: string,
 *   say?: (text: string) => void,
 * }} order
 */
export async function restoreBackup({ ownerUrl, appRole, file, safetyFolder, say }) {
  const { header, manifest } = await checkBackup(file);
  refuseUnknownSchema(header);
  say?.(`${file}: whole, made ${header.createdAt} by version ${header.version}`);
  const client = await connectOwner(ownerUrl);
  let safety = null;
  try {
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
    await refuseWhileUsed(client);
    if ((await readTables(client)).length > 0) {
      safety = join(safetyFolder, backupName("before-restore"));
      const { rows } = await createBackup({ ownerUrl, file: safety });
      say?.(`backed up the ${rows} rows that are there now to ${safety}`);
    }
    await replaceContent(client, { file, header, manifest, onTable: (name, rows) => say?.(`${name}: ${rows} rows`) });
    await refreshAggregates(client);
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
  const { applied } = await migrate({ ownerUrl, appRole });
  const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
  return {
    rows,
    tables: Object.keys(manifest.tables).length,
    safety,
    applied,
    createdAt: header.createdAt,
    version: header.version,
  };
}

// Logical backup and restore over the database connection alone: the embedded PostgreSQL brings no pg_dump.
//
// A backup is one .tar.gz: header.json (what is in it, which migrations its schema had), the rows of each table as COPY
// BINARY in pieces, and manifest.json last (row counts and sha256). A file without its manifest is not a backup.
// Everything is read in one snapshot, rows in the order of the primary key, so that the same rows give the same bytes.
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { to as copyTo } from "pg-copy-streams";
import tar from "tar-stream";
import { makeFolder, PRIVATE_FILE, PRIVATE_FOLDER, readJson, remove } from "./launcher/files.mjs";
import { Refusal } from "./launcher/processes.mjs";
import { ROOT } from "./launcher/settings.mjs";
import { connectOwner, quoteName } from "./migrate.mjs";

export const FORMAT = 1;
/** Bytes of one piece: what is held in memory at once. */
const PIECE_BYTES = 4 * 1_048_576;
/** Backups made by the program itself, of each kind, that are kept; those a person asked for are never removed. */
const AUTOMATIC_KEPT = 5;
const UNWRITABLE = new Set(["EACCES", "EROFS", "ENOENT", "ENOTDIR", "EISDIR", "ENOTEMPTY", "EPERM"]);
const AUTOMATIC = /^bifrost-(before-migration|before-restore|scheduled)-.*\.tar\.gz$/;

/**
 * @typedef {{ readonly name: string, readonly columns: readonly string[], readonly order: readonly string[], readonly partitions: readonly { readonly name: string, readonly bound: string }[] }} TableShape
 * @typedef {{ readonly format: number, readonly version: string, readonly createdAt: string, readonly server: string, readonly migrations: readonly { readonly name: string, readonly checksum: string }[], readonly tables: readonly TableShape[] }} BackupHeader
 * @typedef {{ readonly tables: Readonly<Record<string, { readonly rows: number, readonly bytes: number, readonly sha256: string }>>, readonly sequences: readonly { readonly name: string, readonly value: string, readonly called: boolean }[] }} BackupManifest
 */

/**
 * The file name of a backup, sortable by time.
 *
 * @param {string} reason
 */
export function backupName(reason) {
  return `bifrost-${reason}-${new Date().toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "")}-${randomBytes(2).toString("hex")}.tar.gz`;
}

// ---- what there is to back up --------------------------------------------------------------------------------------

/** Tables of ours with their columns; a partition or chunk is read through its parent. */
const TABLES = `
  SELECT c.relname AS name,
    (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
    coalesce((SELECT array_agg(quote_ident(a.attname) || CASE WHEN a.attcollation <> 0 THEN ' COLLATE "C"' ELSE '' END ORDER BY k.place)
      FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(number, place)
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number WHERE i.indrelid = c.oid AND i.indisprimary), '{}') AS "order",
    coalesce((SELECT json_agg(json_build_object('name', p.relname, 'bound', pg_get_expr(p.relpartbound, p.oid)) ORDER BY p.relname)
      FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhrelid WHERE h.inhparent = c.oid AND p.relispartition), '[]') AS partitions
  FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '_prisma_migrations'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  ORDER BY c.relname`;

const SEQUENCES = `
  SELECT c.relname AS name FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY c.relname`;

/**
 * The tables, each after those it refers to.
 *
 * @returns {Promise<TableShape[]>}
 */
export async function readTables(client) {
  const { rows } = await client.query(TABLES);
  return orderByReference(client, rows);
}

async function orderByReference(client, tables) {
  const { rows } = await client.query(
    "SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid",
  );
  const ordered = [];
  const waiting = new Map(tables.map((table) => [table.name, table]));
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(
      ({ name }) => !rows.some(({ child, parent }) => child === name && waiting.has(parent)),
    );
    if (free.length === 0) throw new Error(`tables refer to each other in a circle: ${[...waiting.keys()].join(", ")}`);
    for (const table of free) {
      ordered.push(table);
      waiting.delete(table.name);
    }
  }
  return ordered;
}

async function readSequences(client) {
  const { rows } = await client.query(SEQUENCES);
  const sequences = [];
  for (const { name } of rows) {
    const state = await client.query(
      `SELECT last_value::text AS value, is_called AS called FROM public.${quoteName(name)}`,
    );
    sequences.push({ name, ...state.rows[0] });
  }
  return sequences;
}

async function readAppliedMigrations(client) {
  const present = await client.query("SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS present");
  if (!present.rows[0].present) return [];
  const { rows } = await client.query(
    "SELECT migration_name AS name, checksum FROM public._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name",
  );
  return rows;
}

/** The COPY that reads a table: all partitions, in the order of its key. */
export function copyOutOf({ name, columns, order }) {
  const list = columns.map(quoteName).join(", ");
  return `COPY (SELECT ${list} FROM public.${quoteName(name)}${order.length > 0 ? ` ORDER BY ${order.join(", ")}` : ""}) TO STDOUT (FORMAT binary)`;
}

// ---- backup --------------------------------------------------------------------------------------------------------

/** Adds one whole file to the tar, waiting until it is taken. */
function addEntry(pack, name, content) {
  return new Promise((resolve, reject) => {
    pack.entry({ name, mode: PRIVATE_FILE }, content, (error) => (error ? reject(error) : resolve()));
  });
}

/** Cuts a stream into pieces of {@link PIECE_BYTES}, the last one shorter. */
async function* piecesOf(stream) {
  let parts = [];
  let size = 0;
  for await (const chunk of stream) {
    parts.push(chunk);
    size += chunk.length;
    if (size < PIECE_BYTES) continue;
    yield Buffer.concat(parts);
    parts = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(parts);
}

async function addTable(pack, client, table) {
  const stream = client.query(copyTo(copyOutOf(table)));
  const hash = createHash("sha256");
  let bytes = 0;
  let number = 0;
  for await (const piece of piecesOf(stream)) {
    hash.update(piece);
    bytes += piece.length;
    await addEntry(pack, `tables/${table.name}/${String(number).padStart(6, "0")}`, piece);
    number += 1;
  }
  return { rows: stream.rowCount, bytes, sha256: hash.digest("hex") };
}

async function fillPack(pack, client, onTable) {
  const { rows: server } = await client.query("SELECT version() AS version");
  const tables = await readTables(client);
  const header = {
    format: FORMAT,
    version: readJson(join(ROOT, "package.json"))?.version ?? "unknown",
    createdAt: new Date().toISOString(),
    server: server[0].version,
    migrations: await readAppliedMigrations(client),
    tables,
  };
  await addEntry(pack, "header.json", JSON.stringify(header, null, 2));
  const done = {};
  for (const table of tables) {
    done[table.name] = await addTable(pack, client, table);
    onTable?.(table.name, done[table.name].rows);
  }
  const manifest = { tables: done, sequences: await readSequences(client) };
  await addEntry(pack, "manifest.json", JSON.stringify(manifest, null, 2));
  pack.finalize();
  return manifest;
}

/**
 * Writes a backup of one snapshot of the database. The file appears under its name only when it is whole and on disk.
 *
 * @param {{ ownerUrl: string, file: string, onTable?: (name: string, rows: number) => void }} order
 */
export async function createBackup({ ownerUrl, file, onTable }) {
  const part = `${file}.${process.pid}.part`;
  const client = await connectOwner(ownerUrl);
  try {
    makeFolder(dirname(file), PRIVATE_FOLDER);
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const pack = tar.pack();
    const written = pipeline(pack, createGzip({ level: 1 }), createWriteStream(part, { mode: PRIVATE_FILE }));
    const filled = fillPack(pack, client, onTable).catch((error) => {
      pack.destroy(error);
      throw error;
    });
    const [manifest] = await Promise.all([filled, written]);
    await client.query("COMMIT");
    syncFile(part);
    renameSync(part, file);
    pruneAutomatic(dirname(file));
    const rows = Object.values(manifest.tables).reduce((sum, table) => sum + table.rows, 0);
    return { file, rows, tables: Object.keys(manifest.tables).length, bytes: statSync(file).size };
  } catch (error) {
    remove(part);
    if (error.code === "ENOSPC")
      throw new Refusal(
        `The disk of ${dirname(file)} became full during the backup: free some, or give another file name.`,
      );
    if (UNWRITABLE.has(error.code)) {
      throw new Refusal(`Cannot write ${file} (${error.code}): give the name of a file in a folder that is writable.`);
    }
    throw error;
  } finally {
    await client.end();
  }
}

function syncFile(path) {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}

/** Removes the oldest of the backups that the program made by itself. */
function pruneAutomatic(folder) {
  const kinds = new Map();
  for (const { file } of listBackups(folder)) {
    const kind = AUTOMATIC.exec(basename(file))?.[1];
    if (kind) kinds.set(kind, [...(kinds.get(kind) ?? []), file]);
  }
  for (const files of kinds.values()) for (const file of files.slice(AUTOMATIC_KEPT)) remove(file);
}

/**
 * The backups in a folder, newest first.
 *
 * @param {string} folder
 */
export function listBackups(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".tar.gz"))
    .map((name) => {
      const { mtimeMs, size } = statSync(join(folder, name));
      return { file: join(folder, name), modifiedMs: mtimeMs, bytes: size };
    })
    .toSorted((a, b) => b.modifiedMs - a.modifiedMs);
}

// ---- reading a backup ----------------------------------------------------------------------------------------------

/** The entries of a backup, one after the other: each must be read before the next. */
export async function* entriesOf(file) {
  const extract = tar.extract();
  const fed = pipeline(createReadStream(file), createGunzip(), extract);
  fed.catch(() => {}); // the loop below throws it
  for await (const entry of extract) yield { name: entry.header.name, stream: entry };
  await fed;
}

async function textOf(stream) {
  const parts = [];
  for await (const chunk of stream) parts.push(chunk);
  return Buffer.concat(parts).toString("utf8");
}

/** Reads the whole file once: what is in it, and the sums over what is really there. */
async function scan(file) {
  let header = null;
  let manifest = null;
  const sums = new Map();
  for await (const { name, stream } of entriesOf(file)) {
    if (name === "header.json") header = JSON.parse(await textOf(stream));
    else if (name === "manifest.json") manifest = JSON.parse(await textOf(stream));
    else {
      const table = name.split("/")[1] ?? "";
      if (!sums.has(table)) sums.set(table, createHash("sha256"));
      for await (const chunk of stream) sums.get(table).update(chunk);
    }
  }
  return { header, manifest, sums };
}

/**
 * Reads a backup through and checks every sum. Refuses a file that is not whole, before anything else is touched.
 *
 * @param {string} file
 * @returns {Promise<{ header: BackupHeader, manifest: BackupManifest }>}
 */
export async function checkBackup(file) {
  if (!existsSync(file)) throw new Refusal(`There is no file ${file}: name a backup made by "./bifrost backup".`);
  const { header, manifest, sums } = await scan(file).catch((error) => {
    throw new Refusal(`${file} is not a whole backup (${error.message}): use another one.`);
  });
  if (header === null) throw new Refusal(`${file} is not a backup of Bifrost Trader: it has no header.`);
  if (header.format !== FORMAT)
    throw new Refusal(
      `${file} has format ${header.format} and this version reads ${FORMAT}: restore it with version ${header.version} or newer.`,
    );
  if (manifest === null) throw new Refusal(`${file} is not a whole backup: its end is missing; use another one.`);
  for (const [name, { sha256, bytes }] of Object.entries(manifest.tables)) {
    const found = sums.get(name)?.digest("hex") ?? (bytes === 0 ? sha256 : "nothing");
    if (found !== sha256)
      throw new Refusal(`${file} is damaged: table ${name} does not match its sum; use another backup.`);
  }
  return { header, manifest };
}

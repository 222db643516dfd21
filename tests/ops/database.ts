import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { migrate } from "../../scripts/migrate.mjs";
import { startEphemeral } from "../../scripts/pg-embedded.mjs";

export const APP_ROLE = { name: "bifrost_ops_app", password: "test" } as const;

export interface EmptyDatabase {
  readonly ownerUrl: string;
  /** A folder that goes with the database. */
  readonly folder: string;
  /** Runs one statement as the owner, on a connection of its own. */
  ask(sql: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

async function query(url: string, sql: string, values: readonly unknown[] = []) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql, [...values]);
    return rows;
  } finally {
    await client.end();
  }
}

/** A database with nothing in it, and nobody else connected. */
export const makeEmptyDatabase = (serverUrl: string | null = null) => makeDatabase(serverUrl, null);

/** A database with every migration applied, for the role given: a copy of one that is made once a process and server. */
export async function makeMigratedDatabase(serverUrl: string | null = null): Promise<EmptyDatabase> {
  const given = serverUrl ?? process.env["TEST_DATABASE_URL"] ?? "";
  if (given !== "" && serverUrl === null) {
    template ??= makeTemplate(given);
    return makeDatabase(serverUrl, await template);
  }
  // TimescaleDB's workers hold every database of theirs open, and a server of its own has nothing to copy from.
  const database = await makeDatabase(serverUrl, null);
  await migrate({ ownerUrl: database.ownerUrl, appRole: APP_ROLE });
  return database;
}

let template: Promise<string> | null = null;

async function makeTemplate(serverUrl: string): Promise<string> {
  const name = `ops_template_${randomBytes(6).toString("hex")}`;
  await query(serverUrl, `CREATE DATABASE ${name}`);
  await migrate({ ownerUrl: databaseUrl(serverUrl, name), appRole: APP_ROLE });
  return name;
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function makeDatabase(serverUrl: string | null, copyOf: string | null): Promise<EmptyDatabase> {
  const given = serverUrl ?? process.env["TEST_DATABASE_URL"] ?? "";
  const server = given === "" ? await startEphemeral() : { url: given, stop: async () => undefined };
  const name = `ops_${randomBytes(6).toString("hex")}`;
  await query(server.url, `CREATE DATABASE ${name}${copyOf === null ? "" : ` TEMPLATE ${copyOf} STRATEGY FILE_COPY`}`);
  const url = databaseUrl(server.url, name);
  const folder = mkdtempSync(join(tmpdir(), "bifrost-ops-"));
  return {
    ownerUrl: url,
    folder,
    ask: (sql, values) => query(url, sql, values),
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      await query(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
      await server.stop();
    },
  };
}

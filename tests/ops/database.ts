import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
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
export async function makeEmptyDatabase(serverUrl: string | null = null): Promise<EmptyDatabase> {
  const given = serverUrl ?? process.env["TEST_DATABASE_URL"] ?? "";
  const server = given === "" ? await startEphemeral() : { url: given, stop: async () => undefined };
  const name = `ops_${randomBytes(6).toString("hex")}`;
  await query(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  const folder = mkdtempSync(join(tmpdir(), "bifrost-ops-"));
  return {
    ownerUrl: url.href,
    folder,
    ask: (sql, values) => query(url.href, sql, values),
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      await query(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
      await server.stop();
    },
  };
}

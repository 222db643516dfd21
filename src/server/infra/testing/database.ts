import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import type { CopyPort, SqlPort, Transactions } from "@/modules/_kernel";
import { migrate, readMigrations } from "../../../../scripts/migrate.mjs";
import { startEphemeral } from "../../../../scripts/pg-embedded.mjs";
import { type Database, openDatabase } from "../db";

/** The app's role on the throw-away server: tests use it, so a missing grant is a failing test. */
const APP_ROLE = { name: "bifrost_test_app", password: "test" };
const TEMPLATE_LOCK = 72_707_370;
/** As few as what one test asks at once can go on with: each connection costs the server thirty milliseconds of work. */
const POOL_SIZE = 8;
const STATEMENT_TIMEOUT_MS = 60_000;

export interface TestDatabase {
  /** The app role's connection text. */
  readonly url: string;
  readonly ownerUrl: string;
  readonly db: Database & { readonly sql: SqlPort & CopyPort; readonly transactions: Transactions };
  close(): Promise<void>;
}

/** One connection to each server, on which databases are made and dropped; it lives as long as its process. */
const admins = new Map<string, pg.Pool>();
const ADMIN = { max: 1, connectionTimeoutMillis: 10_000, idleTimeoutMillis: 0, allowExitOnIdle: true };
/** By server: its database with every migration applied. */
const templates = new Map<string, Promise<string>>();

/** Servers that a suite about storage runs on: plain PostgreSQL always, TimescaleDB where `TIMESCALE_URL` names one. */
export const TEST_SERVERS = [
  { server: "PostgreSQL", serverUrl: null, present: true },
  {
    server: "TimescaleDB",
    serverUrl: process.env["TIMESCALE_URL"] ?? "",
    present: (process.env["TIMESCALE_URL"] ?? "") !== "",
  },
] as const;

/**
 * A database of its own with every migration applied, used through the app's role. Takes the server given, else the one
 * of `TEST_DATABASE_URL`; without it a throw-away server is started for this process.
 */
export async function withTestDatabase(
  { serverUrl }: { readonly serverUrl: string | null } = { serverUrl: null },
): Promise<TestDatabase> {
  const server = serverUrl === null ? await testServer() : { url: serverUrl, stop: async () => undefined };
  const name = `test_${randomBytes(8).toString("hex")}`;
  const ownerUrl = withDatabase(server.url, name);
  if (serverUrl === null) {
    const template = await templateOf(server.url);
    await asAdmin(server.url, (admin) =>
      admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`),
    );
  } else {
    // TimescaleDB's background workers hold every database of theirs open: it cannot be a template.
    await asAdmin(server.url, (admin) => admin.query(`CREATE DATABASE ${name}`));
    await migrate({ ownerUrl, appRole: APP_ROLE });
  }
  const url = withUser(ownerUrl);
  const db = openDatabase({
    url,
    applicationName: "bifrost-test",
    poolSize: POOL_SIZE,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    // The drop below cuts idle connections; a connection that a test uses reports its own fault.
    onIdleError: () => undefined,
  });
  return {
    url,
    ownerUrl,
    db,
    async close() {
      await db.close();
      await asAdmin(server.url, (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`));
      await server.stop();
    },
  };
}

async function testServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const given = process.env["TEST_DATABASE_URL"];
  if (given !== undefined && given !== "") return { url: given, stop: async () => undefined };
  const server = await startEphemeral();
  return {
    url: server.url,
    stop: async () => {
      await admins.get(server.url)?.end();
      admins.delete(server.url);
      await server.stop();
    },
  };
}

function templateOf(serverUrl: string): Promise<string> {
  const known = templates.get(serverUrl);
  if (known !== undefined) return known;
  const made = ensureTemplate(serverUrl);
  templates.set(serverUrl, made);
  return made;
}

/** One database a server and state of the migrations; every test's own is a copy of its files, made in milliseconds. */
async function ensureTemplate(serverUrl: string): Promise<string> {
  const migrations = readMigrations();
  const hash = createHash("sha256");
  for (const { name, checksum } of migrations) hash.update(`${name} ${checksum}\n`);
  const template = `template_${hash.digest("hex").slice(0, 16)}`;
  await asAdmin(serverUrl, async (admin) => {
    await admin.query("SELECT pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    try {
      const { rowCount } = await admin.query("SELECT FROM pg_database WHERE datname = $1", [template]);
      if (rowCount !== 0) return;
      const part = `${template}_${randomBytes(4).toString("hex")}`;
      await admin.query(`CREATE DATABASE ${part}`);
      const done = await migrate({ ownerUrl: withDatabase(serverUrl, part), appRole: APP_ROLE });
      if (!done.separateRole) throw new Error("TEST_DATABASE_URL: its user must be allowed to create roles");
      await admin.query(`ALTER DATABASE ${part} RENAME TO ${template}`);
    } finally {
      await admin.query("SELECT pg_advisory_unlock($1)", [TEMPLATE_LOCK]);
    }
  });
  return template;
}

async function asAdmin(serverUrl: string, work: (admin: pg.PoolClient) => Promise<unknown>): Promise<void> {
  const known = admins.get(serverUrl);
  const admin = known ?? new pg.Pool({ ...ADMIN, connectionString: serverUrl });
  if (known === undefined) {
    // A server may end before the processes that used it; whoever asks next hears of that.
    admin.on("error", () => undefined);
    admins.set(serverUrl, admin);
  }
  const client = await admin.connect();
  try {
    await work(client);
  } finally {
    client.release();
  }
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function withUser(ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = APP_ROLE.name;
  url.password = APP_ROLE.password;
  return url.href;
}

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import * as copy from "pg-copy-streams";
import { type House, openHouse } from "@/server/house";
import { WORKER_STATEMENT_TIMEOUT_MS } from "@/server/infra/db";
import { migrate } from "../../scripts/migrate.mjs";
import { startEphemeral } from "../../scripts/pg-embedded.mjs";

/** As a worker process has. */
const POOL_SIZE = 12;

/** A database of its own with every migration, and a plain table for peers that know nothing of the app. */
export interface BenchDatabase {
  /** Of the app's role, for processes of their own. */
  readonly url: string;
  readonly house: House;
  readonly peer: Peer;
  /** Runs a statement as the owner of every table. */
  readonly asOwner: (statement: string) => Promise<void>;
  close(): Promise<void>;
}

/** Makes a database on the server of `serverUrl`, or on a throw-away server. It is dropped at the end. */
export async function openBenchDatabase(serverUrl: string | null): Promise<BenchDatabase> {
  const server = serverUrl === null ? await startEphemeral() : { url: serverUrl, stop: async () => undefined };
  const name = `bifrost_bench_${randomBytes(6).toString("hex")}`;
  await asOwner(server.url, (owner) => owner.query(`CREATE DATABASE ${name}`));
  const ownerUrl = new URL(server.url);
  ownerUrl.pathname = `/${name}`;
  const role = { name: `${name}_app`, password: randomBytes(12).toString("hex") };
  const { url, separateRole } = await migrate({ ownerUrl: ownerUrl.href, appRole: role });
  const house = openHouse({
    process: "cli",
    databaseUrl: url,
    redisUrl: null,
    dataDir: tmpdir(),
    logLevel: "error",
    logPretty: false,
    poolSize: POOL_SIZE,
    statementTimeoutMs: WORKER_STATEMENT_TIMEOUT_MS,
  });
  const client = new pg.Client({ connectionString: ownerUrl.href });
  await client.connect();
  return {
    url,
    house,
    peer: makePeer(client),
    asOwner: async (statement) => void (await client.query(statement)),
    async close() {
      await house.close();
      await client.end();
      await asOwner(server.url, async (owner) => {
        await owner.query(`DROP DATABASE ${name} WITH (FORCE)`);
        if (separateRole) await owner.query(`DROP ROLE ${role.name}`);
      });
      await server.stop();
    },
  };
}

async function asOwner(url: string, work: (owner: pg.Client) => Promise<unknown>): Promise<void> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    await work(owner);
  } finally {
    await owner.end();
  }
}

/** A table without keys, partitions or revisions: what the database itself can do, with nothing of ours around it. */
export interface Peer {
  /** Plain COPY of rows in PostgreSQL's binary format into the empty table. */
  load(bytes: Uint8Array): Promise<void>;
  /** Every row as an object, as drivers and ORMs give them. Returns how many. */
  readObjects(): Promise<number>;
  /** Every row in binary, thrown away unread: the least that a reader must wait for. Returns the bytes. */
  readBytes(): Promise<number>;
  /** Tidies every table and tells the planner what is in it: by itself the server does that a minute after a load. */
  settle(): Promise<void>;
}

const COLUMNS = "ts, open, high, low, close, volume";

function makePeer(client: pg.Client): Peer {
  return {
    async load(bytes) {
      await client.query("DROP TABLE IF EXISTS peer_row");
      await client.query(
        "CREATE TABLE peer_row (ts timestamptz, open float8, high float8, low float8, close float8, volume float8)",
      );
      await pipeline(
        Readable.from(inChunks(bytes)),
        client.query(copy.from(`COPY peer_row (${COLUMNS}) FROM STDIN (FORMAT binary)`)),
      );
    },
    async readObjects() {
      const { rows } = await client.query(`SELECT ${COLUMNS} FROM peer_row ORDER BY ts`);
      return rows.length;
    },
    async readBytes() {
      const stream = client.query(
        copy.to(`COPY (SELECT ${COLUMNS} FROM peer_row ORDER BY ts) TO STDOUT (FORMAT binary)`),
      );
      let bytes = 0;
      stream.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      await once(stream, "end");
      return bytes;
    },
    async settle() {
      await client.query("VACUUM (ANALYZE)");
    },
  };
}

const CHUNK_BYTES = 65_536;

function* inChunks(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

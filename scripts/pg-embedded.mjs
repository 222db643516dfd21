// The embedded PostgreSQL: makes a cluster in the data folder, starts it, finds one that is already there, ends it.
//
// The server runs in a process group of its own, so that Ctrl-C in a terminal does not reach it before its clients are
// gone. Everybody who uses it is written down in <data>/pg.users; who leaves last ends it. So a server whose launcher was
// killed is adopted by the next start, and a command that borrowed it never pulls it from under somebody else.
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, statSync } from "node:fs";
import { tmpdir, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freeMegabytes } from "./launcher/checks.mjs";
import { PRIVATE_FILE, privateFolder, remove, secret } from "./launcher/files.mjs";
import { findBinaries } from "./launcher/pg-binaries.mjs";
import {
  checkCluster,
  giveTo,
  makeCluster,
  OWNER_ROLE,
  placeCluster,
  resolveLink,
  runningServer,
  spawnOptions,
  sweepParts,
} from "./launcher/pg-cluster.mjs";
import { forgetUse, noteUse, otherUsers } from "./launcher/pg-users.mjs";
import { freePort, isAlive, Refusal, signal, waitGone } from "./launcher/processes.mjs";

export { OWNER_ROLE, otherUsers, runningServer };
export const DATABASE_NAME = "bifrost";
const HOST = "127.0.0.1";
/** First choice; the next free one is taken when it is not free. */
const PORT_WANTED = 55_432;
/** Crash recovery of a big write-ahead log may take a while; PostgreSQL says "starting" all the time. */
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;
/** A server that does not answer by then is looked at more closely. */
const PATIENCE_MS = 3_000;
const FULL_MB = 2;
const PORT_TRIES = 5;
/** Bytes of a Unix socket's path, on the system that allows the fewest. */
const SOCKET_PATH_MAX = 103;

/** The settings of a server that keeps data, sized to the machine. */
function lastingSettings() {
  const megabytes = Math.floor(totalmem() / 1_048_576);
  const buffers = Math.min(Math.max(Math.floor(megabytes / 8), 64), 512);
  return {
    max_connections: "100",
    shared_buffers: `${buffers}MB`,
    effective_cache_size: `${Math.max(Math.floor(megabytes / 2), 256)}MB`,
    work_mem: "16MB",
    maintenance_work_mem: "128MB",
    // Nothing streams from the embedded server, and with `minimal` a bulk load into a new table skips the log.
    wal_level: "minimal",
    max_wal_senders: "0",
    max_wal_size: "1GB",
    checkpoint_timeout: "15min",
    fsync: "on",
    random_page_cost: "1.1",
    jit: "off",
    log_min_messages: "warning",
  };
}

/** The settings of a server for tests: nothing has to survive. */
function ephemeralSettings() {
  return {
    ...lastingSettings(),
    shared_buffers: "128MB",
    max_connections: "200",
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    io_method: "sync",
  };
}

/**
 * Starts the server and waits until it answers.
 *
 * @param {{ clusterDir: string, port: number, settings: Record<string, string>, binaries: import("./launcher/pg-binaries.mjs").Binaries, logFile: string, leash: boolean }} order
 * @returns {Promise<import("./launcher/pg-cluster.mjs").Running>}
 */
async function launch(order) {
  const { clusterDir, port, settings, binaries, logFile, leash } = order;
  const all = {
    ...settings,
    listen_addresses: HOST,
    port: String(port),
    unix_socket_directories: socketFolder(clusterDir, port),
    timezone: "UTC",
    log_timezone: "UTC",
  };
  const args = ["-D", clusterDir, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const program = join(binaries.bin, "postgres");
  const log = openSync(logFile, "a", PRIVATE_FILE);
  const logFrom = statSync(logFile).size;
  // With a leash a shell holds our end of a pipe: when we are gone, however we went, it ends the server and its folder.
  const child = leash
    ? spawn("/bin/sh", ["-c", LEASH, "sh", dirname(clusterDir), program, ...args], {
        ...spawnOptions(binaries, clusterDir),
        detached: true,
        stdio: ["pipe", "ignore", log],
      })
    : spawn(program, args, { ...spawnOptions(binaries, clusterDir), detached: true, stdio: ["ignore", "ignore", log] });
  closeSync(log);
  let ended = null;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, name) => (ended ??= `exit ${code ?? name}`));
  const begunMs = Date.now();
  for (;;) {
    const server = runningServer(clusterDir);
    if (server?.status === "ready" && server.port === port) {
      child.unref();
      child.stdin?.unref?.();
      return server;
    }
    const waitedMs = Date.now() - begunMs;
    // On a full disk the server may run without being able to write down that it does.
    const full = waitedMs > PATIENCE_MS && freeMegabytes(clusterDir) < FULL_MB;
    if (ended !== null || full || waitedMs > START_TIMEOUT_MS) {
      if (ended === null && child.pid) signal(-child.pid, "SIGKILL");
      const said = readFileSync(logFile, "utf8").slice(logFrom).trim();
      throw new StartFailure(full ? "No space left on device" : said || String(ended));
    }
    await sleep(15);
  }
}

/**
 * Where the server has its Unix socket, which answers in three quarters of the time that a port needs: in its own folder, which is its
 * account's alone. Empty, so that there is only the port, where the system knows no such sockets, the path is too long for one, or reads
 * as several.
 */
function socketFolder(clusterDir, port) {
  const path = join(clusterDir, `.s.PGSQL.${port}`);
  const isPlain = process.platform !== "win32" && !/[",]/.test(path);
  return isPlain && Buffer.byteLength(path) <= SOCKET_PATH_MAX ? clusterDir : "";
}

const LEASH = `folder=$1; shift
exec 3<&0
"$@" 3<&- & server=$!
( read -r _ <&3; kill -INT $server ) &
wait $server; code=$?
kill $! 2>/dev/null
cd / && rm -rf "$folder"
exit $code`;

class StartFailure extends Error {}

/** Starts on `wanted` or, when somebody else takes the port first, on another. */
async function launchOnFreePort(order, wanted) {
  for (let tries = 1; ; tries += 1) {
    const port = await freePort({ host: HOST, wanted: tries === 1 ? wanted : 0 });
    try {
      return await launch({ ...order, port });
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error;
      const taken = /could not bind|Address already in use/i.test(error.message);
      if (taken && tries < PORT_TRIES) continue;
      throw new Refusal(startFailure(error.message, order));
    }
  }
}

function startFailure(text, { clusterDir, logFile }) {
  if (/No space left/i.test(text)) return `The disk of ${clusterDir} is full: free 500 MB, then start again.`;
  const why = /(FATAL|PANIC): +(.*)/.exec(text)?.[2] ?? text.split("\n").at(-1);
  return `The embedded PostgreSQL did not start (${why}): its log is ${logFile}; "./bifrost doctor" knows more.`;
}

/**
 * The connection text of a database on the embedded server: by its socket where it has one, which `host` says as in PostgreSQL's own
 * connection texts.
 *
 * @param {import("./launcher/pg-cluster.mjs").Running} server
 */
function urlOf({ port, socketDir }, password, database) {
  const url = `postgresql://${OWNER_ROLE}:${password}@${HOST}:${port}/${database}`;
  return socketDir === "" ? url : `${url}?host=${encodeURIComponent(socketDir)}`;
}

/** Makes the database at the first start. Throws when the server does not accept our password. */
async function ensureDatabase(server, password) {
  const client = new pg.Client({
    connectionString: urlOf(server, password, "postgres"),
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE_NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
  } catch (error) {
    if (error.code !== "42P04") throw error; // another starter made it in between
  } finally {
    await client.end();
  }
}

/**
 * Ends a server: asks it to disconnect everybody and finish, insists when it does not.
 *
 * @param {number} pid
 */
export async function endServer(pid) {
  for (const [name, timeoutMs] of [
    ["SIGINT", STOP_TIMEOUT_MS],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ]) {
    if (!signal(pid, name) || (await waitGone(pid, timeoutMs))) return;
  }
  throw new Error(`PostgreSQL process ${pid} does not end`);
}

// ---- doors ---------------------------------------------------------------------------------------------------------

/**
 * Starts the embedded server of a data folder, or joins the one that already runs there.
 *
 * May be called by several processes at once. Call `leave` when done: the last one to leave ends the server.
 *
 * @param {{ dataDir: string, port?: number }} options
 */
export async function startEmbedded({ dataDir, port = PORT_WANTED }) {
  const password = secret(dataDir, "pg-owner-password");
  const logFile = join(privateFolder(join(dataDir, "logs")), "postgres.log");
  noteUse(dataDir);
  let adopted = true;
  let server = null;
  const clusterLink = join(dataDir, "pg");
  for (let tries = 1; ; tries += 1) {
    server = existsSync(clusterLink) ? await settled(resolveLink(clusterLink)) : null;
    adopted = server !== null;
    try {
      server ??= await startFresh({ dataDir, password, logFile, port });
      await ensureDatabase(server, password);
      break;
    } catch (error) {
      if (tries >= PORT_TRIES) throw error;
      const beaten = runningServer(resolveLink(clusterLink)) !== null;
      if (server === null && !beaten) throw error;
      // It does not answer, is on its way out, or has another password: end it. The next round starts it anew.
      if (server !== null) await endServer(server.pid);
      if (error.code === "28P01") await resetPassword(resolveLink(clusterLink), password);
    }
  }
  const { pid } = server;
  return {
    adopted,
    pid,
    port: server.port,
    clusterDir: resolveLink(clusterLink),
    url: urlOf(server, password, DATABASE_NAME),
    /** Whether the server process still runs. */
    alive: () => isAlive(pid),
    /** For a process that ends this moment: as `leave`, without waiting for the end. */
    leaveNow: () => {
      forgetUse(dataDir);
      if (otherUsers(dataDir).length === 0) signal(pid, "SIGINT");
    },
    /** Leaves the server; ends it when nobody else uses it. Safe to call twice. */
    leave: async () => {
      forgetUse(dataDir);
      if (otherUsers(dataDir).length > 0) return { ended: false };
      await endServer(pid);
      return { ended: true };
    },
  };
}

/** The running server once it is past starting or stopping; null when there is none. */
async function settled(clusterDir) {
  const end = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const server = runningServer(clusterDir);
    if (server === null || server.status === "ready") return server;
    if (Date.now() > end)
      throw new Refusal(
        `The PostgreSQL server ${server.pid} in ${clusterDir} is neither up nor down for two minutes: end it with "kill -QUIT ${server.pid}", then start again.`,
      );
    await sleep(20);
  }
}

async function startFresh({ dataDir, password, logFile, port }) {
  const binaries = findBinaries();
  const clusterDir = resolveLink(placeCluster(dataDir, binaries));
  sweepParts(dirname(clusterDir), "pg");
  if (!existsSync(join(clusterDir, "PG_VERSION"))) makeCluster({ clusterDir, password, binaries, sync: true });
  checkCluster(clusterDir, binaries);
  if (runningServer(clusterDir) === null) remove(join(clusterDir, "postmaster.pid"));
  return launchOnFreePort({ clusterDir, settings: lastingSettings(), binaries, logFile, leash: false }, port);
}

/** The key file was lost: gives the owner the password of the new one. Only who owns the data folder gets this far. */
async function resetPassword(clusterDir, password) {
  const binaries = findBinaries();
  const done = spawnSync(join(binaries.bin, "postgres"), ["--single", "-D", clusterDir, "postgres"], {
    ...spawnOptions(binaries, clusterDir),
    input: `ALTER ROLE ${OWNER_ROLE} PASSWORD '${password}'\n`,
    encoding: "utf8",
    timeout: START_TIMEOUT_MS,
  });
  if (done.status !== 0) throw new Error(`PostgreSQL in single-user mode: ${done.stderr}`);
}

/**
 * Starts a server for tests in a new temporary folder. It ends, and its folder goes, with `stop` or with this process,
 * however that ends.
 */
export async function startEphemeral() {
  const binaries = findBinaries();
  const parent = mkdtempSync(join(tmpdir(), "bifrost-pg-"));
  giveTo(parent, binaries);
  const clusterDir = join(parent, "pg");
  const password = randomBytes(16).toString("hex");
  makeCluster({ clusterDir, password, binaries, sync: false });
  const logFile = join(parent, "server.log");
  const server = await launchOnFreePort(
    { clusterDir, settings: ephemeralSettings(), binaries, logFile, leash: true },
    0,
  );
  await ensureDatabase(server, password);
  return {
    pid: server.pid,
    port: server.port,
    clusterDir,
    url: urlOf(server, password, DATABASE_NAME),
    stop: async () => {
      await endServer(server.pid);
      remove(parent);
    },
  };
}

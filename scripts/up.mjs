// Database, build, web server, workers: what `npm start` does once the packages are there.
import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildAll, buildState, generateClient, isClientStale } from "./launcher/build.mjs";
import { superviseChild } from "./launcher/children.mjs";
import { migrateDatabase, openDatabase, setupToken } from "./launcher/database.mjs";
import { PRIVATE_FILE, readJson, remove, secret, writeAtomic } from "./launcher/files.mjs";
import { tryLock, waitLock } from "./launcher/lock.mjs";
import { trimForeignLog } from "./launcher/logs.mjs";
import { freePort, identityOf, Refusal, signal, waitGone } from "./launcher/processes.mjs";
import { addressOf, ROOT } from "./launcher/settings.mjs";
import { say, step } from "./launcher/terminal.mjs";

const READY_PAUSE_MS = 25;
const READY_TIMEOUT_MS = 120_000;
const PROBE_TIMEOUT_MS = 2_000;
const WATCH_MS = 1_000;
/** Deaths before the first answer after which starting again is pointless. */
const DEATHS_MAX = 5;

/** Ends web and workers that a killed launcher left; PostgreSQL is adopted instead. */
async function endLeftovers(dataDir) {
  const left = readJson(join(dataDir, "run.json"));
  for (const { name, pid, identity } of left?.children ?? []) {
    if (identityOf(pid) !== identity) continue;
    say(`ending ${name} (process ${pid}), left by a launcher that was killed`);
    signal(pid, "SIGTERM");
    if (!(await waitGone(pid, 5_000))) signal(-pid, "SIGKILL");
    await waitGone(pid, 5_000);
  }
  remove(join(dataDir, "run.json"));
}

/** Database client, pages, bundles: only what is stale, one builder at a time in this checkout. */
async function ensureBuilt() {
  if (!isClientStale(ROOT) && !buildState(ROOT).stale) return;
  const lock = await waitLock(join(ROOT, "dist", "setup.lock"), { what: "build" }, ({ pid }) =>
    say(`waiting for process ${pid}, which installs or builds in this folder`),
  );
  try {
    if (isClientStale(ROOT)) await step("generate the database client", () => generateClient(ROOT));
    if (buildState(ROOT).stale) await step("build", () => buildAll(ROOT));
  } finally {
    lock.release();
  }
}

/** Starts or joins the database and brings it up to date. */
async function ensureDatabase({ settings, stack, state }) {
  const opening = step(settings.databaseUrl || settings.ownerUrl ? "find the database" : "start PostgreSQL", () =>
    openDatabase(settings),
  );
  // Pushed at once: a signal that comes while the server starts must still end it.
  const holder = { database: null };
  stack.push(async () => {
    await opening.catch(() => {});
    await holder.database?.server?.leave();
  });
  holder.database = await opening;
  if (holder.database.server?.adopted)
    say(`found PostgreSQL running (process ${holder.database.server.pid}) and took it over`);
  if (state.stopping) return null;
  const migrated = await step("migrate the database", () => migrateDatabase(holder.database, settings, say));
  if (migrated.applied.length > 0) say(`applied ${migrated.applied.length} migrations`);
  if (!migrated.separateRole) {
    say(
      "warning: this database user may not create roles, so the app runs as the owner; create a role for it and set DATABASE_OWNER_URL too",
    );
  }
  return { holder, url: migrated.url };
}

/** What web and workers see. The owner's address is not for them. */
function childEnvironment(settings, { url, port }) {
  const { DATABASE_OWNER_URL: _owner, ...inherited } = process.env;
  const address = addressOf(settings, port);
  return {
    ...inherited,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: url,
    PORT: String(port),
    HOST: settings.host,
    BIFROST_DATA_DIR: settings.dataDir,
    BIFROST_PUBLIC_URL: address,
    BIFROST_SETUP_TOKEN_FILE: join(settings.dataDir, "setup-token"),
    NEXTAUTH_URL: process.env.NEXTAUTH_URL || address,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || secret(settings.dataDir, "auth-secret"),
  };
}

/** The status of GET /readyz; 0 while nobody answers. */
function probe(settings, port) {
  const host = settings.host === "0.0.0.0" || settings.host === "localhost" ? "127.0.0.1" : settings.host;
  const request = settings.secure ? secureRequest : plainRequest;
  return new Promise((resolve) => {
    const asked = request({
      host,
      port,
      path: "/readyz",
      timeout: PROBE_TIMEOUT_MS,
      rejectUnauthorized: false,
      agent: false,
    });
    asked.on("response", (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(0));
    asked.end();
  });
}

async function waitReady(settings, port, state) {
  const end = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const status = await probe(settings, port);
    if (status === 200 || state.stopping) return;
    if (Date.now() > end) {
      throw new Refusal(
        `The web server does not become ready (/readyz answers ${status || "nothing"}): see ${join(settings.dataDir, "logs", "web.log")} and "./bifrost doctor".`,
      );
    }
    await sleep(READY_PAUSE_MS);
  }
}

/** Starts PostgreSQL again when it died; its clients reconnect by themselves, or get the new address. */
function watchDatabase({ settings, holder, state, onMoved }) {
  let busy = false;
  const look = async () => {
    trimForeignLog(join(settings.dataDir, "logs", "postgres.log"));
    const { server } = holder.database;
    if (server === null || busy || state.stopping || server.alive()) return;
    busy = true;
    say(`PostgreSQL (process ${server.pid}) died; starting it again`);
    try {
      holder.database = await openDatabase(settings, { port: server.port });
      say(`PostgreSQL runs again (process ${holder.database.server.pid})`);
      onMoved(server.port !== holder.database.server.port);
    } catch (error) {
      say(`PostgreSQL did not start again: ${error.message}`);
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void look(), WATCH_MS);
  return () => clearInterval(timer);
}

function superviseServers({ settings, port, stack, state, link }) {
  let deaths = 0;
  const env = () => childEnvironment(settings, { url: link.url, port });
  const common = { dataDir: settings.dataDir, env, say, onHopeless: (why) => state.fail(new Refusal(why)) };
  const note = () => {
    const children = [web, workers]
      .filter((child) => child.pid())
      .map((child) => ({ name: child.name, pid: child.pid(), identity: child.identity() }));
    const { server } = link.holder.database;
    const facts = {
      pid: process.pid,
      url: addressOf(settings, port),
      host: settings.host,
      port,
      startedAt: new Date().toISOString(),
      children,
      postgres: server ? { pid: server.pid, port: server.port } : null,
    };
    writeAtomic(join(settings.dataDir, "run.json"), JSON.stringify(facts, null, 2), PRIVATE_FILE);
  };
  const onWebStart = () => {
    deaths += 1;
    if (!state.running && deaths > DEATHS_MAX)
      state.fail(new Refusal(`The web server dies at every start: see ${join(settings.dataDir, "logs", "web.log")}.`));
    note();
  };
  const web = superviseChild({ ...common, name: "web", script: join(ROOT, "dist", "web.mjs"), onStart: onWebStart });
  const workers = superviseChild({
    ...common,
    name: "workers",
    script: join(ROOT, "dist", "workers.mjs"),
    onStart: note,
  });
  stack.push(async () => {
    await Promise.all([web.stop(), workers.stop()]);
    remove(join(settings.dataDir, "run.json"));
  });
  state.insist = () => {
    void web.stop();
    void workers.stop();
  };
  return { web, workers, note };
}

/**
 * Brings the installation up and returns once it answers.
 *
 * @param {{ settings: import("./launcher/settings.mjs").Settings, lock: any, stack: any, state: any }} context
 */
export async function up(context) {
  const { settings, lock, stack, state } = context;
  await endLeftovers(settings.dataDir);
  const [database] = await Promise.all([ensureDatabase(context), ensureBuilt()]);
  if (database === null || state.stopping) return;
  const usage = tryLock(join(ROOT, "dist", "running", String(process.pid)), { dataDir: settings.dataDir });
  stack.push(() => usage.release());
  const port = await freePort({ host: settings.host, wanted: settings.portWanted });
  if (port !== settings.portWanted) say(`port ${settings.portWanted} is taken: using ${port}`);
  const address = addressOf(settings, port);
  const token = await setupToken(database.holder.database.ownerUrl, settings.dataDir);

  const link = { holder: database.holder, url: database.url };
  const servers = superviseServers({ settings, port, stack, state, link });
  const stopWatching = watchDatabase({
    settings,
    holder: link.holder,
    state,
    onMoved: (moved) => {
      servers.note();
      if (!moved) return;
      const url = new URL(link.url);
      url.port = String(link.holder.database.server.port);
      link.url = url.href;
      servers.web.restart();
      servers.workers.restart();
    },
  });
  stack.push(stopWatching);
  if (state.stopping) return;
  await step("start the web server", async () => {
    servers.web.start();
    await waitReady(settings, port, state);
  });
  if (state.stopping) return;
  servers.workers.start();
  state.running = true;
  lock.update({ what: "npm start", url: address });
  say(
    token === null
      ? `Bifrost Trader runs at ${address}`
      : `Bifrost Trader runs. Set it up here, once: ${address}/setup?token=${token}`,
  );
}

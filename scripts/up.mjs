// Database, build, web server, workers: what `npm start` does once the packages are there.
import { join } from "node:path";
import { buildAll, buildState, generateClient, isClientStale } from "./launcher/build.mjs";
import { migrateDatabase, openDatabase, setupToken } from "./launcher/database.mjs";
import { readJson, remove } from "./launcher/files.mjs";
import { tryLock, waitLock } from "./launcher/lock.mjs";
import { trimForeignLog } from "./launcher/logs.mjs";
import { identityOf, Refusal, signal, waitGone } from "./launcher/processes.mjs";
import { REDIS_ADVICE, redisTrouble } from "./launcher/redis.mjs";
import { superviseServers, waitReady } from "./launcher/servers.mjs";
import { addressOf, ROOT } from "./launcher/settings.mjs";
import { say, step } from "./launcher/terminal.mjs";

const WATCH_MS = 1_000;
const WATCH_MAX_MS = 60_000;
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

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

/** A queue that cannot be reached would leave every job waiting: said before anything serves. */
async function ensureRedis({ redisUrl }) {
  const trouble = redisUrl ? await step("find Redis", () => redisTrouble(redisUrl)) : null;
  if (trouble !== null) throw new Refusal(`Redis at ${trouble}: ${REDIS_ADVICE}.`);
}

/**
 * Starts or joins the database and brings it up to date; gives the app's address of it.
 *
 * @param {{ database: any, reopening?: Promise<void> | null }} holder is filled
 */
async function ensureDatabase({ settings, stack, state }, holder) {
  const opening = step(settings.databaseUrl || settings.ownerUrl ? "find the database" : "start PostgreSQL", () =>
    openDatabase(settings),
  );
  // Pushed at once: a signal that comes while the server starts must still end it.
  stack.push(async () => {
    await opening.catch(() => {});
    await holder.reopening;
    await holder.database?.server?.leave();
  });
  holder.database = await opening;
  if (holder.database.server?.adopted)
    say(`found PostgreSQL running (process ${holder.database.server.pid}) and took it over`);
  if (state.stopping) return null;
  const migrated = await step("migrate the database", () => migrateDatabase(holder.database, settings, say));
  if (migrated.applied.length > 0) say(`applied ${count(migrated.applied.length, "migration")}`);
  if (!migrated.separateRole) {
    say(
      "warning: this database user may not create roles, so the app runs as the owner; create a role for it and set DATABASE_OWNER_URL too",
    );
  }
  return migrated.url;
}

/** Starts the web server ahead of its database: it loads meanwhile, and serves once it is given the address. */
async function loadWeb({ settings, stack, state }, servers) {
  await ensureBuilt();
  if (state.stopping) return;
  const usage = tryLock(join(ROOT, "dist", "running", String(process.pid)), { dataDir: settings.dataDir });
  stack.push(() => usage.release());
  await servers.web.start();
}

/** Starts PostgreSQL again when it died; its clients reconnect by themselves, or get the new address. */
function watchDatabase({ settings, holder, state, onMoved }) {
  let pauseMs = WATCH_MS;
  let timer = null;
  const reopen = async ({ pid, port }) => {
    say(`PostgreSQL (process ${pid}) died; starting it again`);
    try {
      holder.database = await openDatabase(settings, { port });
      say(`PostgreSQL runs again (process ${holder.database.server.pid})`);
      pauseMs = WATCH_MS;
      onMoved(port !== holder.database.server.port);
    } catch (error) {
      pauseMs = Math.min(pauseMs * 2, WATCH_MAX_MS);
      say(`PostgreSQL did not start again, next try in ${pauseMs / 1000} s: ${error.message}`);
    }
  };
  const look = async () => {
    trimForeignLog(join(settings.dataDir, "logs", "postgres.log"));
    const { server } = holder.database;
    if (server !== null && !state.stopping && !server.alive()) {
      holder.reopening = reopen(server);
      await holder.reopening;
    }
    if (!state.stopping) timer = setTimeout(() => void look(), pauseMs);
  };
  timer = setTimeout(() => void look(), WATCH_MS);
  return () => clearTimeout(timer);
}

/**
 * Brings the installation up and returns once it answers.
 *
 * @param {{ settings: import("./launcher/settings.mjs").Settings, lock: any, stack: any, state: any }} context
 */
export async function up(context) {
  const { settings, lock, stack, state } = context;
  await endLeftovers(settings.dataDir);
  const link = { holder: { database: null }, url: "", port: 0 };
  const opened = ensureDatabase(context, link.holder);
  const servers = superviseServers({ settings, link, stack, state });
  // The web server loads while the database starts.
  const [url] = await Promise.all([opened, loadWeb(context, servers), ensureRedis(settings)]);
  if (url === null || state.stopping) return;
  const token = await setupToken(link.holder.database.ownerUrl, settings.dataDir);
  link.url = url;
  servers.web.give({ DATABASE_URL: url });
  const onMoved = (moved) => {
    servers.note();
    if (!moved) return;
    const address = new URL(link.url);
    address.port = String(link.holder.database.server.port);
    link.url = address.href;
    servers.web.restart();
    servers.workers.restart();
    servers.gateway?.restart();
  };
  stack.push(watchDatabase({ settings, holder: link.holder, state, onMoved }));
  if (state.stopping) return;
  servers.note();
  await step("start the web server", () => waitReady({ settings, link, web: servers.web, state }));
  if (state.stopping) return;
  await servers.workers.start();
  state.running = true;
  const shown = addressOf(settings, link.port);
  lock.update({ what: "npm start", url: shown });
  say(
    token === null
      ? `Bifrost Trader runs at ${shown}`
      : `Bifrost Trader runs. Set it up here, once: ${shown}/setup?token=${token}`,
  );
  // Last: nobody waits for it.
  if (servers.gateway === null || state.stopping) return;
  await servers.gateway.start();
  say(`clients of Alpaca reach it at ${addressOf(settings, Number(process.env.GATEWAY_PORT))}`);
}

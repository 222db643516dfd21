// The installation's database for the length of one command: the one that runs, or one that is started for it.
import { join } from "node:path";
import { checkMachine } from "./launcher/checks.mjs";
import { migrateDatabase, openDatabase } from "./launcher/database.mjs";
import { readJson } from "./launcher/files.mjs";
import { holderOf } from "./launcher/lock.mjs";
import { Refusal } from "./launcher/processes.mjs";
import { dataFolder, readSettings } from "./launcher/settings.mjs";
import { connectOwner, pendingOf, readLedger, readMigrations } from "./migrate.mjs";

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * The launcher that runs this installation now; null when none does.
 *
 * @param {string} [dataDir]
 */
export function runningInstallation(dataDir = dataFolder()) {
  const holder = holderOf(join(dataDir, "launcher.lock"));
  if (holder === null) return null;
  const facts = readJson(join(dataDir, "run.json"));
  return { pid: holder.pid, url: typeof holder.url === "string" ? holder.url : null, port: facts?.port ?? null };
}

/** HOST, PORT and TLS are the web server's: a command must not fail on them. */
function settingsForCommand() {
  const { HOST: _host, PORT: _port, BIFROST_TLS_CERT: _cert, BIFROST_TLS_KEY: _key, ...env } = process.env;
  return readSettings(env);
}

/** A command does not change the schema under a running installation. */
async function refuseOutdated(database, running) {
  const client = await connectOwner(database.ownerUrl);
  try {
    const pending = pendingOf(readMigrations(), await readLedger(client));
    if (pending.length === 0) return;
    throw new Refusal(
      `The installation that runs (process ${running.pid}) is older than this code, which has ${pending.length} new migration${pending.length === 1 ? "" : "s"}: stop it and run "npm start".`,
    );
  } finally {
    await client.end();
  }
}

/** Leaves the server when the command ends, however it ends. */
function leaveAtExit(server) {
  const leave = () => server.leaveNow();
  process.once("exit", leave);
  const handlers = Object.entries(SIGNALS).map(([name, code]) => {
    const end = () => process.exit(code);
    // A command that cancels in its own way has its own listener; then the exit is its business.
    if (process.listenerCount(name) === 0) process.once(name, end);
    return [name, end];
  });
  return () => {
    process.removeListener("exit", leave);
    for (const [name, end] of handlers) process.removeListener(name, end);
  };
}

/**
 * Opens the database for a command. The embedded server is started when it does not run, and ended with the command
 * unless somebody else uses it by then. Migrates it, except under a running installation.
 *
 * @param {{ migrate?: boolean }} [options] false leaves the schema alone: for doctor and restore
 */
export async function openDatabaseSession({ migrate = true } = {}) {
  const settings = settingsForCommand();
  checkMachine({ ...settings, mustInstall: false });
  const running = runningInstallation(settings.dataDir);
  const database = await openDatabase(settings);
  const { server } = database;
  const forget = server ? leaveAtExit(server) : () => {};
  const close = async () => {
    forget();
    await server?.leave();
  };
  const common = {
    kind: database.kind,
    ownerUrl: database.ownerUrl,
    appRole: database.appRole,
    dataDir: settings.dataDir,
    running,
    close,
  };
  if (!migrate) return { ...common, url: database.ownerUrl };
  try {
    if (running) await refuseOutdated(database, running);
    const { url } = await migrateDatabase(database, settings, (text) => process.stderr.write(`${text}\n`));
    return { ...common, url };
  } catch (error) {
    await close();
    throw error;
  }
}

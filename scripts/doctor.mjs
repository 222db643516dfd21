// `./bifrost doctor`: says what is wrong with this installation and how to mend it. Needs no build and no configuration,
// and no packages for what can be seen without a database.
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  freeMegabytes,
  INSTALL_MB,
  isNodeNewEnough,
  MEMORY_MB,
  memoryMegabytes,
  RUN_MB,
  whyNotWritable,
} from "./launcher/checks.mjs";
import { readJson, readText } from "./launcher/files.mjs";
import { good, problem, warning } from "./launcher/finding.mjs";
import { installedState, neededInstall } from "./launcher/install.mjs";
import { holderOf } from "./launcher/lock.mjs";
import { foreignPath, nameOfUser, refusedClusterMode } from "./launcher/permissions.mjs";
import { freePort, identityOf, Refusal } from "./launcher/processes.mjs";
import { hidePassword, REDIS_ADVICE, redisTrouble } from "./launcher/redis.mjs";
import { dataFolder, ROOT, readSettings } from "./launcher/settings.mjs";

const DAY_MS = 86_400_000;
/** Older than this, a backup no longer protects much. */
const BACKUP_AGE_MAX_DAYS = 7;

function checkNode() {
  const { node } = process.versions;
  if (isNodeNewEnough(node)) return good("node", `Node ${node}`);
  return problem("node", `Node ${node} is too old`, "install Node 20.19 or newer");
}

function checkSpace(dataDir) {
  const free = freeMegabytes(dataDir);
  const needed = neededInstall(ROOT, "runtime") === null ? RUN_MB : INSTALL_MB;
  const memory = memoryMegabytes();
  return [
    free < needed
      ? problem("disk", `${free} MB free, ${needed} MB needed`, "free some space")
      : good("disk", `${free} MB free`),
    memory < MEMORY_MB
      ? problem("memory", `${memory} MB, ${MEMORY_MB} MB needed`, "give this machine more")
      : good("memory", `${memory} MB`),
  ];
}

function checkConfiguration() {
  try {
    readSettings();
    return good("environment", "the variables make sense");
  } catch (error) {
    return problem("environment", error.message, "correct it and start again");
  }
}

/** The name of an account, or its number where it has none here. */
function ownerName(uid) {
  return nameOfUser(uid) ?? `user ${uid}`;
}

/** Files that only their owner may read. */
function secretsOf(dataDir) {
  const keys = join(dataDir, "keys");
  const inKeys = existsSync(keys) ? readdirSync(keys).map((name) => join(keys, name)) : [];
  return [...inKeys, ...["setup-token", "run.json"].map((name) => join(dataDir, name))].filter((path) =>
    existsSync(path),
  );
}

function checkDataFolder(dataDir) {
  if (!existsSync(dataDir)) return [warning("data folder", `${dataDir} is not made yet`, 'run "npm start"')];
  const why = whyNotWritable(dataDir);
  if (why)
    return [
      problem(
        "data folder",
        `cannot write to ${dataDir}: ${why}`,
        "make it writable for the user who runs Bifrost Trader",
      ),
    ];
  const me = process.getuid?.() ?? 0;
  const foreign = foreignPath([join(dataDir, "keys"), join(dataDir, "setup-token"), join(dataDir, "run.json")], me);
  if (foreign !== null)
    return [
      problem(
        "keys",
        `${foreign.path} belongs to ${ownerName(foreign.uid)}, and you are ${ownerName(me)}: it cannot be read`,
        `start as ${ownerName(foreign.uid)}, or as root: chown -R ${ownerName(me)} ${join(dataDir, "keys")}`,
      ),
    ];
  const findings = [];
  const mode = statSync(dataDir).mode & 0o777;
  if ((mode & 0o066) !== 0)
    findings.push(
      warning("data folder", `others may look into ${dataDir} (mode ${mode.toString(8)})`, `chmod go-rw ${dataDir}`),
    );
  const open = secretsOf(dataDir).filter((path) => (statSync(path).mode & 0o077) !== 0);
  for (const path of open)
    findings.push(
      problem("keys", `others may read ${path}`, `chmod 600 ${path}, and make a new one if somebody may have read it`),
    );
  if (findings.length === 0) findings.push(good("data folder", `${dataDir}, private`));
  return findings;
}

function checkInstall() {
  const state = installedState(ROOT);
  if (state === null)
    return problem("packages", "not installed, or an install was interrupted", 'run "npm start", which installs them');
  if (neededInstall(ROOT, "runtime") !== null)
    return warning(
      "packages",
      "package-lock.json has changed since the install",
      'run "npm start", which installs the change',
    );
  return good("packages", `as package-lock.json says (${state.kind})`);
}

async function checkBuild() {
  const { buildState } = await import("./launcher/build.mjs");
  const { built, stale } = buildState(ROOT);
  if (built === null)
    return warning("build", "not built, or a build was interrupted", 'run "npm start", which builds it');
  if (stale) return warning("build", "older than the sources", 'stop and run "npm start", which builds it again');
  return good("build", `version ${built.version}, commit ${built.commit.slice(0, 12)}, ${built.builtAt}`);
}

async function checkProcesses(dataDir) {
  const holder = holderOf(join(dataDir, "launcher.lock"));
  const facts = readJson(join(dataDir, "run.json"));
  const children = facts?.children ?? [];
  const dead = children.filter(({ pid, identity }) => identityOf(pid) !== identity);
  if (holder === null) {
    const orphans = children.filter((child) => !dead.includes(child));
    if (orphans.length > 0)
      return problem(
        "processes",
        `${orphans.map(({ name, pid }) => `${name} (${pid})`).join(", ")} left by a launcher that was killed`,
        'run "npm start", which ends them',
      );
    if (facts !== null)
      return warning(
        "processes",
        "not running; the last launcher was killed and left run.json",
        'run "npm start", which cleans up',
      );
    return good("processes", "not running");
  }
  if (dead.length > 0)
    return problem(
      "processes",
      `${dead.map(({ name }) => name).join(", ")} died and is being started again`,
      `see ${join(dataDir, "logs")}`,
    );
  const where = typeof holder.url === "string" ? `running at ${holder.url}` : "starting";
  return good("processes", `${where} (process ${holder.pid})`);
}

async function checkPort(dataDir) {
  if (holderOf(join(dataDir, "launcher.lock")) !== null) return [];
  let settings;
  try {
    settings = readSettings();
  } catch {
    return []; // said by the environment check
  }
  const { host, portWanted } = settings;
  const port = await freePort({ host, wanted: portWanted });
  if (port === portWanted) return [good("port", `${portWanted} is free`)];
  return [
    warning("port", `${portWanted} is taken by another program`, `end it or set PORT; otherwise ${port} will be used`),
  ];
}

async function checkRedis() {
  const url = process.env.REDIS_URL;
  if (!url) return good("redis", "not used: queue and events run on PostgreSQL");
  const trouble = await redisTrouble(url);
  if (trouble === null) return good("redis", `${hidePassword(url)} answers`);
  return problem("redis", trouble, REDIS_ADVICE);
}

async function checkBackups(dataDir, hasData) {
  const { listBackups } = await import("./backup.mjs");
  const [newest] = listBackups(join(dataDir, "backups"));
  const advice = 'run "./bifrost backup" and keep the file on another machine';
  if (!newest)
    return hasData
      ? warning("backups", `none in ${join(dataDir, "backups")}`, advice)
      : good("backups", "none, and nothing to lose yet");
  const days = Math.floor((Date.now() - newest.modifiedMs) / DAY_MS);
  if (days > BACKUP_AGE_MAX_DAYS) return warning("backups", `the newest is ${days} days old`, advice);
  return good("backups", `the newest is ${days === 0 ? "of today" : `${days} days old`}`);
}

/** The embedded cluster, looked at from outside. */
async function checkCluster(dataDir) {
  const place = join(dataDir, "pg");
  if (!existsSync(place)) return { usable: false, findings: [warning("database", "not made yet", 'run "npm start"')] };
  const refused = refusedClusterMode(place);
  if (refused !== null)
    return {
      usable: false,
      findings: [
        problem(
          "PostgreSQL",
          `others may look into ${place} (mode ${refused}), and PostgreSQL does not start like that`,
          `chmod 700 ${place}`,
        ),
      ],
    };
  const { runningServer, otherUsers } = await import("./pg-embedded.mjs");
  const server = runningServer(realpathSync(place));
  const stale = server === null && readText(join(place, "postmaster.pid")) !== null;
  const users = otherUsers(dataDir);
  const said = server
    ? `process ${server.pid} on port ${server.port}, used by ${users.length === 0 ? "nobody: left by a killed process" : `process ${users.join(", ")}`}`
    : stale
      ? "stopped hard; it recovers at the next start"
      : "stopped in order";
  return { usable: true, findings: [good("PostgreSQL", said)] };
}

/** @returns {Promise<import("./launcher/finding.mjs").Finding[]>} */
async function checkDatabase(dataDir) {
  const external = Boolean(process.env.DATABASE_URL || process.env.DATABASE_OWNER_URL);
  const cluster = external ? { usable: true, findings: [] } : await checkCluster(dataDir);
  if (!cluster.usable) return cluster.findings;
  const { openDatabaseSession } = await import("./database-session.mjs");
  let session = null;
  try {
    session = await openDatabaseSession({ migrate: false });
    const { examine } = await import("./launcher/examine.mjs");
    const { findings, hasData } = await examine(session);
    return [...cluster.findings, ...findings, await checkBackups(dataDir, hasData)];
  } catch (error) {
    if (!(error instanceof Refusal) && error.code === undefined) throw error;
    return [
      ...cluster.findings,
      problem(
        "database",
        error.message,
        external ? "correct DATABASE_URL or start that server" : `see ${join(dataDir, "logs", "postgres.log")}`,
      ),
    ];
  } finally {
    await session?.close();
  }
}

/**
 * Looks at everything. Changes nothing; starts the embedded server for a moment when it does not run.
 *
 * @returns {Promise<import("./launcher/finding.mjs").Finding[]>}
 */
export async function diagnose() {
  const dataDir = dataFolder();
  const findings = [
    checkNode(),
    ...checkSpace(dataDir),
    checkConfiguration(),
    ...checkDataFolder(dataDir),
    checkInstall(),
  ];
  findings.push(await checkProcesses(dataDir), ...(await checkPort(dataDir)));
  if (installedState(ROOT) === null) return findings;
  findings.push(await checkBuild(), await checkRedis());
  if (existsSync(dataDir)) findings.push(...(await checkDatabase(dataDir)));
  return findings;
}

function print(findings) {
  for (const { check, level, finding, remedy } of findings) {
    process.stdout.write(`${level.padEnd(8)} ${check}: ${finding}${remedy ? `; to mend: ${remedy}` : ""}\n`);
  }
  const problems = findings.filter(({ level }) => level === "problem").length;
  const warnings = findings.filter(({ level }) => level === "warning").length;
  process.stdout.write(
    `${problems} problem${problems === 1 ? "" : "s"}, ${warnings} warning${warnings === 1 ? "" : "s"}\n`,
  );
}

const HELP = `Usage: bifrost doctor [--json]

Says what is wrong with this installation and how to mend it. Ends with 1 when there is a problem.
`;

/**
 * @param {readonly string[]} args
 */
export async function main(args) {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(HELP);
    return;
  }
  const unknown = args.find((arg) => arg !== "--json");
  if (unknown) throw new Refusal(`"${unknown}" is unknown: doctor takes --json and nothing else.`, 2);
  const findings = await diagnose();
  if (args.includes("--json")) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else print(findings);
  if (findings.some(({ level }) => level === "problem")) process.exitCode = 1;
}

// The folder of an embedded PostgreSQL: where it is, how it is made, which server runs on it.
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeFolder, PRIVATE_FILE, PRIVATE_FOLDER, readText, remove, writeAtomic } from "./files.mjs";
import { SHARED_BASE } from "./pg-binaries.mjs";
import { commandOf, folderOf, isAlive, Refusal } from "./processes.mjs";

export const OWNER_ROLE = "bifrost";
const INIT_TIMEOUT_MS = 120_000;

/**
 * @typedef {import("./pg-binaries.mjs").Binaries} Binaries
 * @typedef {{ readonly pid: number, readonly port: number, readonly socketDir: string, readonly status: string }} Running
 *   socketDir: where its Unix socket is; empty: it has none
 */

/**
 * What the cluster's postmaster.pid says, if the process it names is this cluster's server.
 *
 * The file outlives a killed server, and its process id may by then belong to any other program.
 *
 * @param {string} clusterDir
 * @returns {Running | null}
 */
export function runningServer(clusterDir) {
  const lines = readText(join(clusterDir, "postmaster.pid"))?.split("\n") ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  const folder = folderOf(pid);
  const ours =
    folder === null ? commandOf(pid).includes("postgres") : safeRealpath(folder) === safeRealpath(clusterDir);
  if (!ours) return null;
  return { pid, port: Number(lines[3]), socketDir: (lines[4] ?? "").trim(), status: (lines[7] ?? "").trim() };
}

function safeRealpath(path) {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** @param {Binaries} binaries */
export function spawnOptions({ runAs }, cwd) {
  const { PATH, HOME, TMPDIR } = process.env;
  return {
    cwd,
    // Not our environment: PG* variables would change the server, and secrets have no business there.
    env: { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), LC_ALL: "C", LC_MESSAGES: "C", TZ: "UTC" },
    ...(runAs ? { uid: runAs.uid, gid: runAs.gid } : {}),
  };
}

export function giveTo(path, { runAs }) {
  if (runAs) chownSync(path, runAs.uid, runAs.gid);
}

/** Whether the account that runs PostgreSQL can enter `folder`. */
function canEnter(folder, { runAs }) {
  if (!runAs) return true;
  return spawnSync("/bin/sh", ["-c", 'cd "$0"', folder], { uid: runAs.uid, gid: runAs.gid, cwd: "/" }).status === 0;
}

/**
 * Makes a new cluster at `clusterDir`, or leaves nothing: it is made beside and renamed when complete.
 *
 * @param {{ clusterDir: string, password: string, binaries: Binaries, sync: boolean }} order
 */
export function makeCluster({ clusterDir, password, binaries, sync }) {
  const part = `${clusterDir}.part-${randomBytes(4).toString("hex")}`;
  mkdirSync(part, { mode: PRIVATE_FOLDER });
  giveTo(part, binaries);
  const passwordFile = `${part}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: PRIVATE_FILE });
  giveTo(passwordFile, binaries);
  try {
    const made = spawnSync(
      join(binaries.bin, "initdb"),
      [
        `--pgdata=${part}`,
        `--username=${OWNER_ROLE}`,
        "--auth=scram-sha-256",
        `--pwfile=${passwordFile}`,
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
        ...(sync ? [] : ["--no-sync"]),
      ],
      { ...spawnOptions(binaries, part), encoding: "utf8", timeout: INIT_TIMEOUT_MS },
    );
    if (made.status !== 0) throw new Refusal(initFailure(made, clusterDir));
    renameSync(part, clusterDir);
  } finally {
    remove(part);
    remove(passwordFile);
  }
}

function initFailure({ stderr, error, signal: ended }, clusterDir) {
  const text = `${stderr ?? ""}${error?.message ?? ""}`;
  const why = text.split("\n").find((line) => /error|fatal|could not/i.test(line)) ?? ended ?? "no reason given";
  if (/No space left/i.test(text)) return `The disk of ${clusterDir} is full: free 500 MB, then start again.`;
  return `The embedded PostgreSQL could not make its folder ${clusterDir} (${why.trim()}): mend that, then start again.`;
}

/** Leftovers of a cluster that was being made when its maker was killed. */
export function sweepParts(parent, name) {
  if (!existsSync(parent)) return;
  for (const entry of readdirSync(parent)) {
    if (entry.startsWith(`${name}.part-`)) remove(join(parent, entry));
  }
}

/**
 * Where the cluster of a data folder is: `<data>/pg`. As root in a folder that the PostgreSQL account cannot reach it is
 * a link to a folder under {@link SHARED_BASE}.
 */
export function placeCluster(dataDir, binaries) {
  const clusterDir = join(dataDir, "pg");
  if (existsSync(clusterDir)) return clusterDir;
  if (!canEnter(dataDir, binaries) && canEnter(dirname(dataDir), binaries)) {
    chmodSync(dataDir, statSync(dataDir).mode | 0o011); // to pass through; everything inside is private
  }
  if (canEnter(dataDir, binaries)) return clusterDir;
  sweepAbandoned();
  const elsewhere = join(SHARED_BASE, `data-${randomBytes(6).toString("hex")}`);
  makeFolder(elsewhere, 0o711);
  writeAtomic(join(elsewhere, "belongs-to"), dataDir, PRIVATE_FILE);
  const target = join(elsewhere, "pg");
  remove(clusterDir);
  symlinkSync(target, clusterDir);
  return clusterDir;
}

/** Clusters whose data folder was in the folder for temporary files and is gone. Any other is kept: it may be mounted later. */
function sweepAbandoned() {
  if (!existsSync(SHARED_BASE)) return;
  for (const name of readdirSync(SHARED_BASE).filter((entry) => entry.startsWith("data-"))) {
    const dataDir = readText(join(SHARED_BASE, name, "belongs-to"));
    if (dataDir?.startsWith(`${tmpdir()}/`) && !existsSync(dataDir) && !runningServer(join(SHARED_BASE, name, "pg"))) {
      remove(join(SHARED_BASE, name));
    }
  }
}

/** A link may point to a folder that is not made yet. */
export function resolveLink(clusterDir) {
  const answer = spawnSync("readlink", ["-f", clusterDir], { encoding: "utf8" });
  return answer.stdout?.trim() || clusterDir;
}

/** Refuses a cluster that another account or another major version made. */
export function checkCluster(clusterDir, { runAs, bin }) {
  const version = readText(join(clusterDir, "PG_VERSION"))?.trim();
  const ours = /\) (\d+)/.exec(spawnSync(join(bin, "postgres"), ["--version"], { encoding: "utf8" }).stdout)?.[1];
  if (ours && version !== ours) {
    throw new Refusal(
      `The database in ${clusterDir} was made by PostgreSQL ${version ?? "?"} and this is ${ours}: go back to the version of Bifrost Trader that made it, run "./bifrost backup", then restore that file with this version into a new data folder.`,
    );
  }
  const owner = statSync(clusterDir).uid;
  const wanted = runAs?.uid ?? process.getuid?.() ?? owner;
  if (owner !== wanted) {
    throw new Refusal(
      `The database in ${clusterDir} belongs to user ${owner} and would run as user ${wanted}: start as the user who started it before, or change its owner with "chown -R ${wanted} ${clusterDir}".`,
    );
  }
}

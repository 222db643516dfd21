// Programs that the tests use and npm does not bring: found, or installed from Debian's packages where we may.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.mjs";

/** Keeps a package from starting its service while it is installed. */
const POLICY = "/usr/sbin/policy-rc.d";
let updated = false;

/**
 * The path of the first of these programs that is there.
 *
 * @param {readonly string[]} names
 * @returns {string | null}
 */
export function findProgram(names) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/snap/bin"];
  for (const name of names) {
    if (name.startsWith("/") && existsSync(name)) return name;
    const folder = folders.find((place) => place !== "" && existsSync(join(place, name)));
    if (folder) return join(folder, name);
  }
  return null;
}

/** Why packages cannot be installed here; null when they can. */
function whyNot() {
  if (process.getuid?.() !== 0) return "only root may install packages";
  if (!findProgram(["apt-get"])) return "this is not Debian";
  return null;
}

/**
 * Finds a program, installing its package when it is missing and we may.
 *
 * @param {{ names: readonly string[], packageName: string, logFile: string }} wish
 * @returns {Promise<{ path: string, why: null } | { path: null, why: string }>}
 */
export async function ensureProgram({ names, packageName, logFile }) {
  const there = findProgram(names);
  if (there) return { path: there, why: null };
  const why = whyNot();
  if (why) return { path: null, why: `${packageName} is not installed, and ${why}` };
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const hold = !existsSync(POLICY);
  if (hold) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    if (!updated) await run("apt-get", ["update", "-q"], { cwd: "/", env, logFile });
    updated = true;
    await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", packageName], { cwd: "/", env, logFile });
  } finally {
    if (hold) rmSync(POLICY, { force: true });
  }
  const path = findProgram(names);
  return path ? { path, why: null } : { path: null, why: `${packageName} could not be installed (see ${logFile})` };
}

/**
 * The version line of a program, for the record.
 *
 * @param {string} path
 */
export function versionOf(path) {
  return spawnSync(path, ["--version"], { encoding: "utf8", timeout: 20_000 }).stdout?.trim().split("\n")[0] ?? "";
}

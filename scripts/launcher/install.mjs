// Installs packages when the lock file says other than what is there. Needs nothing but Node.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { makeFolder, readJson, readText, remove, writeAtomic } from "./files.mjs";
import { Refusal } from "./processes.mjs";
import { run } from "./run.mjs";

/**
 * @typedef {"runtime" | "full"} InstallKind runtime: without what only tests and development need
 * @typedef {{ readonly lockHash: string, readonly kind: InstallKind }} InstallState
 */

const stampOf = (root) => join(root, "node_modules", ".bifrost-install.json");

/**
 * sha256 of package-lock.json.
 *
 * @param {string} root
 */
export function lockHashOf(root) {
  const text = readText(join(root, "package-lock.json"));
  if (text === null)
    throw new Refusal(
      `${join(root, "package-lock.json")} is missing: clone the project again, or run "git checkout package-lock.json".`,
    );
  return createHash("sha256").update(text).digest("hex");
}

/**
 * What is installed: our stamp or, for an install made by hand, what npm itself noted at its end.
 *
 * @param {string} root
 * @returns {InstallState | null} null where nothing whole is installed
 */
export function installedState(root) {
  const notes = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(notes)) return null; // npm writes it last: an interrupted install has none
  const stamp = readJson(stampOf(root));
  const lockHash = lockHashOf(root);
  if (stamp?.lockHash === lockHash) return stamp;
  const noted = readJson(notes);
  const wanted = Object.entries(readJson(join(root, "package-lock.json"))?.packages ?? {}).filter(
    ([path, entry]) => path !== "" && !entry.optional,
  );
  const lacks = (kind) =>
    wanted.some(
      ([path, entry]) => (kind === "full" || !entry.dev) && noted?.packages?.[path]?.version !== entry.version,
    );
  if (!lacks("full")) return { lockHash, kind: "full" };
  if (!lacks("runtime")) return { lockHash, kind: "runtime" };
  return { lockHash: "another", kind: existsSync(join(root, "node_modules", "vitest")) ? "full" : "runtime" };
}

/**
 * What has to be installed; null when everything is there. Never asks to take a full install down to a runtime one.
 *
 * @param {string} root
 * @param {InstallKind} wanted
 * @returns {InstallKind | null}
 */
export function neededInstall(root, wanted) {
  const state = installedState(root);
  if (state === null) return wanted;
  const kind = state.kind === "full" ? "full" : wanted;
  return state.lockHash === lockHashOf(root) && (state.kind === kind || state.kind === "full") ? null : kind;
}

/** npm itself, as it runs us, else the one in PATH. */
function npmCommand() {
  const path = process.env.npm_execpath;
  return path && /npm-cli\.[cm]?js$/.test(path) && existsSync(path) ? [process.execPath, path] : ["npm"];
}

/**
 * Installs exactly what the lock file says. Interrupted, it is done again at the next start.
 *
 * @param {string} root
 * @param {InstallKind} kind
 */
export async function install(root, kind) {
  const lockHash = lockHashOf(root);
  const logs = join(root, "dist");
  makeFolder(logs);
  const [program = "npm", ...before] = npmCommand();
  const args = [
    ...before,
    "ci",
    ...(kind === "runtime" ? ["--omit=dev"] : []),
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const logFile = join(logs, "install.log");
  // From here on nothing whole is installed, whatever interrupts us.
  remove(stampOf(root));
  remove(join(root, "node_modules", ".package-lock.json"));
  const { NODE_ENV: _left, ...env } = process.env; // NODE_ENV=production would leave development packages out
  const { code, output } = await run(program, args, { cwd: root, env, logFile });
  if (code !== 0) throw new Refusal(installFailure(code, output(), logFile));
  writeAtomic(stampOf(root), JSON.stringify({ lockHash, kind }));
}

function installFailure(code, text, logFile) {
  const first = (pattern) => pattern.exec(text)?.[0];
  const more = `(npm's output is in ${logFile})`;
  if (code === 127) return "npm was not found: install Node with npm, then start again.";
  if (/ENOSPC/.test(text))
    return `The disk became full while packages were installed: free 2 GB, then start again ${more}.`;
  if (/EACCES|EROFS/.test(text))
    return `npm may not write here (${first(/(EACCES|EROFS)[^\n]*/)}): make this folder and npm's cache writable, then start again ${more}.`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network/.test(text))
    return `The npm registry cannot be reached (${first(/E[A-Z_]{4,}/)}): check the network or "npm config get registry", then start again; it continues where it was ${more}.`;
  const reason = first(/npm (?:error|ERR!) [^\n]+/) ?? `exit code ${code}`;
  return `npm could not install the packages (${reason.replace(/^npm (error|ERR!) /, "")}): mend that, then start again ${more}.`;
}

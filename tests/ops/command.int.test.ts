import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processesOf } from "../launcher/processes";

/** The command as a person types it, on an embedded database that nothing else runs. */
const COMMAND = resolve("bifrost");

let dataDir: string;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), "bifrost-command-"));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function bifrost(args: readonly string[], input = "", more: Readonly<Record<string, string>> = {}) {
  const { DATABASE_URL: _database, DATABASE_OWNER_URL: _owner, REDIS_URL: _redis, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: dataDir,
    env: { ...env, BIFROST_DATA_DIR: dataDir, ...more },
    input,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

interface Finding {
  readonly check: string;
  readonly level: string;
  readonly finding: string;
  readonly remedy: string | null;
}
function diagnose(more: Readonly<Record<string, string>> = {}) {
  const { status, stdout } = bifrost(["doctor", "--json"], "", more);
  const findings: readonly Finding[] = JSON.parse(stdout);
  return { status, of: (check: string) => findings.find((finding) => finding.check === check) };
}

/** Each command is a process or several, with a database of its own: seconds, and many of them on a busy machine. */
const COMMANDS_TIMEOUT_MS = 240_000;

describe("bifrost", { timeout: COMMANDS_TIMEOUT_MS }, () => {
  it("starts the embedded database for one command and ends it with it", () => {
    const made = bifrost(
      ["user", "create", "--email", "ada@example.org", "--role", "admin", "--password-stdin"],
      "correct horse battery staple\n",
    );
    expect(made).toMatchObject({ status: 0 });
    expect(processesOf(dataDir)).toEqual([]);
    expect(bifrost(["user", "list"]).stdout).toContain("ada@example.org\tadmin");
  });

  it("says nothing on standard output but the answer", () => {
    const { stdout, status } = bifrost(["backup", "one.tar.gz", "--json"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file: join(dataDir, "one.tar.gz") });
  });

  it("restores only when it is told so", () => {
    expect(
      bifrost(
        ["user", "create", "--email", "bob@example.org", "--role", "viewer", "--password-stdin"],
        "another good long password\n",
      ).status,
    ).toBe(0);
    const asked = bifrost(["restore", "one.tar.gz"]);
    expect(asked.status).toBe(2);
    expect(asked.stderr).toContain("add --yes");
    expect(bifrost(["user", "list"]).stdout).toContain("bob@example.org");

    expect(bifrost(["restore", "one.tar.gz", "--yes"])).toMatchObject({ status: 0 });
    expect(bifrost(["user", "list"]).stdout).not.toContain("bob@example.org");
    const safety = readdirSync(join(dataDir, "backups")).filter((name) => name.startsWith("bifrost-before-restore-"));
    expect(safety).toHaveLength(1);
    const none = bifrost(["restore", "two.tar.gz", "--yes"]);
    expect(none.status).toBe(1);
    expect(none.stderr).toMatch(/^There is no file .*two\.tar\.gz/m);
  });

  it("refuses what it does not know with one sentence and 2", () => {
    expect(bifrost(["doctor", "--fix"])).toMatchObject({ status: 2, stdout: "" });
  });

  it("needs no database for a calculation", () => {
    const fresh = join(dataDir, "untouched");
    expect(
      bifrost(["calc", "--list"], "", { BIFROST_DATA_DIR: fresh, DATABASE_URL: "postgresql://x:y@127.0.0.1:9/none" })
        .status,
    ).toBe(0);
    expect(existsSync(fresh)).toBe(false);
  });
});

describe("bifrost doctor", () => {
  it("finds nothing wrong with a sound installation", () => {
    const { of } = diagnose();
    for (const check of [
      "node",
      "data folder",
      "packages",
      "database",
      "migrations",
      "app role",
      "administrator",
      "backups",
      "redis",
    ]) {
      expect(of(check)).toMatchObject({ check, level: "ok" });
    }
  });

  it("finds a key that others may read", () => {
    const key = join(dataDir, "keys", "pg-app-password");
    chmodSync(key, 0o644);
    const { status, of } = diagnose();
    chmodSync(key, 0o600);
    expect(status).toBe(1);
    expect(of("keys")).toMatchObject({ level: "problem", remedy: expect.stringContaining(`chmod 600 ${key}`) });
  });

  it("finds a database folder that PostgreSQL refuses, and says what it wants", () => {
    const folder = join(dataDir, "pg");
    chmodSync(folder, 0o755);
    const { status, of } = diagnose();
    chmodSync(folder, 0o700);
    expect(status).toBe(1);
    expect(of("PostgreSQL")).toMatchObject({ level: "problem", remedy: `chmod 700 ${folder}` });
    expect(of("database")).toBeUndefined();
  });

  it("finds a database and a Redis that do not answer, and variables that make no sense", () => {
    const { status, of } = diagnose({
      DATABASE_URL: "postgresql://ada:x@127.0.0.1:9/none",
      REDIS_URL: "redis://127.0.0.1:9",
      HOST: "0.0.0.0",
    });
    expect(status).toBe(1);
    expect(of("database")).toMatchObject({ level: "problem", remedy: expect.stringContaining("DATABASE_URL") });
    expect(of("redis")).toMatchObject({ level: "problem", finding: expect.stringContaining("127.0.0.1:9") });
    expect(of("environment")).toMatchObject({ level: "problem", finding: expect.stringContaining("HOST=0.0.0.0") });
  });

  it("never repeats a password", () => {
    const { stdout } = bifrost(["doctor", "--json"], "", {
      DATABASE_URL: "postgresql://ada:hunter2@127.0.0.1:9/none",
      REDIS_URL: "redis://:hunter2@127.0.0.1:9",
    });
    expect(stdout).not.toContain("hunter2");
  });
});

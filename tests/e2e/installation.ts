import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A warm start takes seconds; on a loaded machine that also has to build it may take minutes. */
const START_TIMEOUT_MS = 280_000;
const STOP_TIMEOUT_MS = 30_000;

export interface RunningInstallation {
  readonly url: string;
  /** The one-time set-up address, with its token. */
  readonly setUpUrl: string;
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  output(): string;
  stop(): Promise<void>;
}

/** Starts a whole installation as a person does, with `npm start`'s own script, in a data folder of its own. */
export async function startInstallation(port: number): Promise<RunningInstallation> {
  const dataDir = mkdtempSync(join(tmpdir(), "bifrost-e2e-"));
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...inherited } = process.env;
  const env = { ...inherited, PORT: String(port), BIFROST_DATA_DIR: dataDir, NODE_ENV: "production" as const };
  const child = spawn(process.execPath, ["scripts/start.mjs"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const setUpUrl = await waitFor(
    child,
    () => /https?:\/\/\S+\/setup\?token=[\w-]+/.exec(text)?.[0],
    () => text,
  );
  return {
    url: new URL(setUpUrl).origin,
    setUpUrl,
    dataDir,
    env,
    output: () => text,
    stop: async () => {
      await stopChild(child);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function waitFor(child: ChildProcess, found: () => string | undefined, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail("did not print the set-up address in time"), START_TIMEOUT_MS);
    const look = () => {
      const value = found();
      if (value === undefined) return;
      clearTimeout(timer);
      resolve(value);
    };
    const fail = (why: string) => {
      clearTimeout(timer);
      child.kill("SIGTERM");
      reject(new Error(`npm start ${why}:\n${output()}`));
    };
    child.stdout?.on("data", look);
    child.once("exit", (code) => fail(`ended with code ${code}`));
  });
}

function stopChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill("SIGTERM");
  });
}

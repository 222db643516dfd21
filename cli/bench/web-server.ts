import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { UserId } from "@/modules/_kernel";
import { makeCreateUser } from "@/server/flows/create-user";
import type { BenchDatabase } from "./database";

/** The production web server in a process of its own, on a bench database, with somebody signed in. */
export interface BenchWebServer {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  /** The `Cookie` header of the person who is signed in. */
  readonly cookie: string;
  readonly userId: UserId;
  /** That of another session of theirs. */
  signInAgain(): Promise<string>;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
/** Where the `bifrost` command lies. */
const ROOT = dirname(realpathSync(process.argv[1] ?? "."));
const SERVER_FILE = join("dist", "web.mjs");
/** Pages load in seconds; on a loaded machine it may take longer. */
const READY_TIMEOUT_MS = 90_000;
const LOOK_EVERY_MS = 100;
const STOP_TIMEOUT_MS = 10_000;

/** Why the production server cannot be measured here; null: it can. */
export function whyNoWebServer(): string | null {
  const built = existsSync(join(ROOT, SERVER_FILE)) && existsSync(join(ROOT, ".next", "BUILD_ID"));
  return built ? null : 'the pages are not built here: run "node scripts/build.mjs" first, in the folder of the app';
}

export async function openWebServer({ house, url: databaseUrl }: BenchDatabase): Promise<BenchWebServer> {
  const person = { email: "bench@example.com", password: randomBytes(24).toString("hex") };
  const { prisma, records, newId } = house.deps;
  const made = await makeCreateUser({ prisma, records, newId })(
    { ...person, name: "Bench", role: "admin" },
    { kind: "cli", userId: null, requestId: "bench" },
  );
  if (!made.ok) throw new Error(`nobody can sign in: ${made.error.kind}`);
  const [port, dataDir] = [await freePort(), mkdtempSync(join(tmpdir(), "bifrost-bench-"))];
  const child = spawn(process.execPath, [...cpuProfile(), SERVER_FILE], {
    cwd: ROOT,
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "production",
      DATABASE_URL: databaseUrl,
      BIFROST_DATA_DIR: dataDir,
      NEXTAUTH_SECRET: randomBytes(32).toString("hex"),
      HOST,
      PORT: String(port),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://${HOST}:${port}`;
  const close = async () => {
    await stop(child);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await ready(child, url);
    const signInAgain = () => signIn(url, person);
    return { host: HOST, port, url, userId: made.value.userId, cookie: await signInAgain(), signInAgain, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** BENCH_CPU_PROFILE names a folder: the server writes where its time went there. For whoever tunes it. */
function cpuProfile(): readonly string[] {
  const folder = process.env["BENCH_CPU_PROFILE"];
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") reject(new Error("a port was given"));
        else resolve(address.port);
      });
    });
  });
}

async function ready(child: ChildProcess, url: string): Promise<void> {
  const untilMs = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < untilMs) {
    if (child.exitCode !== null) throw new Error(`the web server ended with code ${child.exitCode}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok === true) return;
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`the web server is not ready after ${READY_TIMEOUT_MS / 1000} s`);
}

/** Signs in as a browser does: the form's token first, then address and password. */
async function signIn(url: string, person: { readonly email: string; readonly password: string }): Promise<string> {
  const first = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await first.json());
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: cookiesOf(first) },
    body: new URLSearchParams({ ...person, csrfToken, json: "true" }),
  });
  const cookies = cookiesOf(answer);
  if (!cookies.includes("session")) throw new Error(`nobody is signed in: ${answer.status}`);
  return cookies;
}

const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0] ?? "")
    .join("; ");

function stop(child: ChildProcess): Promise<void> {
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

import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** Longer than any orderly end; a drill that reaches it has failed. */
const WAIT_MS = 60_000;

export interface ProcessFact {
  readonly pid: number;
  readonly command: string;
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8").replaceAll("\0", " ");
  } catch {
    return ""; // it ended while we looked
  }
}

function folderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}

/**
 * Every process that belongs to an installation: by command line, working folder or environment. Zombies do not count:
 * they have ended, and only wait for whoever adopted them.
 */
export function processesOf(...places: readonly string[]): readonly ProcessFact[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => !/^\d+ \(.*\) Z/s.test(readProc(pid, "stat")))
    .map((pid) => ({ pid, command: readProc(pid, "cmdline"), traces: folderOf(pid) + readProc(pid, "environ") }))
    .filter(({ command, traces }) => places.some((place) => command.includes(place) || traces.includes(place)))
    .map(({ pid, command }) => ({ pid: Number(pid), command }));
}

/** Waits until a condition holds; fails with what was seen instead. */
export async function until<T>(what: string, look: () => T | Promise<T>, seen: () => unknown): Promise<NonNullable<T>> {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > end) throw new Error(`waited for ${what}; saw ${JSON.stringify(seen(), null, 2)}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}

export interface Launched {
  readonly child: ChildProcess;
  readonly pid: number;
  output(): string;
  /** The address it printed at the end; throws when it ended instead. */
  ready(): Promise<URL>;
  ended(): Promise<number | null>;
}

export interface LaunchOrder {
  readonly root: string;
  readonly dataDir: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The account to run as; this one when left out. */
  readonly account?: { readonly uid: number; readonly gid: number };
}

/** Runs `npm start`'s script as a person's terminal would. */
export function launch({ root, dataDir, port, env, account }: LaunchOrder): Launched {
  const { DATABASE_URL: _database, DATABASE_OWNER_URL: _owner, REDIS_URL: _redis, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(root, "scripts", "start.mjs")], {
    cwd: root,
    env: { ...inherited, BIFROST_DATA_DIR: dataDir, PORT: String(port), npm_lifecycle_event: "", HOME: root, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...account,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  const address = () => /(?:runs at|here, once:) (\S+)/.exec(text)?.[1];
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  const output = () => text;
  return {
    child,
    pid: child.pid ?? 0,
    output,
    ready: async () => {
      const found = await until("the address", () => address() ?? (ended() ? "ended" : null), output);
      if (found === "ended") throw new Error(`the launcher ended with ${child.exitCode ?? child.signalCode}:\n${text}`);
      return new URL(found);
    },
    ended: async () => {
      await until("the launcher's end", ended, output);
      return child.exitCode;
    },
  };
}

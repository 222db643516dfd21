import { setImmediate } from "node:timers/promises";
import type { FlowDeps } from "@/server/flows/deps";

/** Opens the installation's database for one piece of work that only reads, and closes it again whatever happens. */
export async function onDatabase<T>(work: (deps: Pick<FlowDeps, "sql" | "clock" | "build">) => Promise<T>): Promise<T> {
  const [{ openDatabaseSession }, { openDatabase, WORKER_STATEMENT_TIMEOUT_MS }, { wallClock }, build] =
    await Promise.all([
      import("@/server/ops/database-session"),
      import("@/server/infra/db"),
      import("@/server/infra/clock"),
      import("@/server/infra/build-info"),
    ]);
  const session = await openDatabaseSession();
  const database = openDatabase({
    url: session.url,
    applicationName: "bifrost-cli",
    poolSize: 2,
    statementTimeoutMs: WORKER_STATEMENT_TIMEOUT_MS,
    onIdleError: (error) => process.stderr.write(`${error.message}\n`),
  });
  try {
    return await work({ sql: database.sql, clock: wallClock, build: build.readBuildInfo() });
  } finally {
    await database.close();
    await session.close();
  }
}

/** The pacing of a command: nobody watches its progress, and Ctrl-C ends the process. */
export const unhurried = () => ({
  signal: new AbortController().signal,
  progress: () => undefined,
  yieldTurn: () => setImmediate(),
});

import type { Actor } from "@/server/flows/contract";
import type { FlowDeps } from "@/server/flows/deps";

const PROGRESS_EVERY_MS = 200;

/** What a command that works on the installation gets. */
export interface CommandHouse {
  readonly deps: FlowDeps;
  readonly actor: Actor;
  /** For what has connections of its own. */
  readonly databaseUrl: string;
}

/**
 * Opens the installation's database for one command, with everything flows are made from, and closes it afterwards.
 *
 * @param needs - `database`: nothing else is reached, so that it works while Redis is down.
 */
export async function withHouse(
  work: (house: CommandHouse) => Promise<void>,
  needs: "database" | "carrier" = "carrier",
): Promise<void> {
  const [{ openDatabaseSession }, { WORKER_STATEMENT_TIMEOUT_MS }, { openHouse }] = await Promise.all([
    import("@/server/ops/database-session"),
    import("@/server/infra/db"),
    import("@/server/house"),
  ]);
  const session = await openDatabaseSession();
  const house = openHouse({
    process: "cli",
    databaseUrl: session.url,
    redisUrl: needs === "database" ? null : (process.env["REDIS_URL"] ?? null),
    dataDir: process.env["BIFROST_DATA_DIR"] ?? "./.data",
    logLevel: "error",
    logPretty: false,
    poolSize: 3,
    statementTimeoutMs: WORKER_STATEMENT_TIMEOUT_MS,
  });
  try {
    await work({
      databaseUrl: session.url,
      deps: house.deps,
      actor: { kind: "cli", userId: null, requestId: crypto.randomUUID() },
    });
  } finally {
    await house.close();
    await session.close();
  }
}

/** The person that a command stands for; the command line itself where nobody is named. Null: nobody has this address. */
export async function actorFor({ deps, actor }: CommandHouse, email: string | undefined): Promise<Actor | null> {
  if (email === undefined) return actor;
  const { findUserByEmail } = await import("@/server/platform/identity");
  const user = await findUserByEmail(deps.prisma, email);
  return user === null ? null : { ...actor, userId: user.view.userId };
}

/** Ctrl-C ends what runs cleanly. Release it when the work is done. */
export function interruptSignal(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return {
    signal: controller.signal,
    release() {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}

/** One line on a terminal, rewritten a few times a second; silence elsewhere. */
export function makeProgress(): (done: number, total: number | null, unit: string) => void {
  let shownAt = 0;
  return (done, total, unit) => {
    if (!process.stderr.isTTY || performance.now() - shownAt < PROGRESS_EVERY_MS) return;
    shownAt = performance.now();
    const part = total === null || total === 0 ? "" : ` ${Math.floor((100 * done) / total)} %`;
    process.stderr.write(`\r\u001b[K${unit === "bytes" ? "reading" : "writing"}${part}`);
  };
}

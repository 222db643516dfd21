import type { CopyPort, GuardedTransactions, SqlPort } from "@/modules/_kernel";
import type { Logger } from "../../infra/logger";
import { type Beating, LeaseBeat } from "./lease-beat";
import { releaseLease } from "./lease-rows";

export { releaseLease, renewLease, takeLease } from "./lease-rows";

/**
 * A transaction under a lease that says nothing for this long is ended by the server: a process that was stopped inside of
 * one holds the lease's row, and its successor waits for that row.
 */
const PAUSED_IN_TRANSACTION_MAX_MS = 3_000;

/** This process no longer holds the lease; its transaction was rolled back. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** A duty that this process alone may do now. */
export interface Lease {
  readonly name: string;
  /** Rises with every holder: what carries an older one is refused. */
  readonly token: bigint;
  /** Aborts when the lease is lost or given back: whatever is done under it ends. */
  readonly signal: AbortSignal;
  /**
   * Runs `work` in one transaction that commits only while this process still holds the lease; throws {@link LeaseLost}
   * otherwise. The lease is looked at last and kept until the commit, so nobody can take it over in between.
   */
  fenced<T>(work: (tx: SqlPort & CopyPort) => Promise<T>): Promise<T>;
}

export interface LeaseDeps {
  readonly sql: SqlPort;
  readonly guarded: GuardedTransactions;
  readonly log: Logger;
}

export interface LeaseKeeper {
  /** Ends the work, gives the lease back so that another takes it at once, and resolves when both are done. */
  stop(): Promise<void>;
}

/** A transaction that commits only while the lease carries this token. */
export function fencedTransaction<T>(
  guarded: GuardedTransactions,
  { name, token }: Pick<Lease, "name" | "token">,
  work: (tx: SqlPort & CopyPort) => Promise<T>,
): Promise<T> {
  const bounded = async (tx: SqlPort & CopyPort) => {
    const bound = tx.$queryRaw`
      SELECT set_config('idle_in_transaction_session_timeout', ${String(PAUSED_IN_TRANSACTION_MAX_MS)}, true)`;
    const [, value] = await Promise.all([bound, work(tx)]);
    return value;
  };
  return guarded.runGuarded(bounded, async (tx) => {
    try {
      await tx.$queryRaw`SELECT require_lease(${name}, ${String(token)}::bigint)::text`;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === NOT_HELD)
        throw new LeaseLost(`lease ${name} ${token} is held by another`);
      throw error;
    }
  });
}

/** As `require_lease` says it. */
const NOT_HELD = "BF001";

/** One beat for all leases that are kept on one database by this process. */
const beats = new WeakMap<SqlPort, LeaseBeat>();
function beatOf({ sql, log }: LeaseDeps): LeaseBeat {
  const beat = beats.get(sql) ?? new LeaseBeat(sql, log);
  beats.set(sql, beat);
  return beat;
}

/**
 * Does `work` whenever this process holds the lease of that name, as long as it holds it. Work that ends or throws is begun
 * again under the same lease after a pause; a lease that is lost ends it.
 */
export function keepLease(
  deps: LeaseDeps,
  { name, holder }: { readonly name: string; readonly holder: string },
  work: (lease: Lease) => Promise<void>,
): LeaseKeeper {
  const { sql, guarded, log } = deps;
  let held: Held | null = null;

  const end = async ({ over, ended }: Held) => {
    held = null;
    over.abort();
    await ended;
  };
  const member: Beating = {
    name,
    holder,
    held: () => held,
    taken(token, askedMs) {
      const over = new AbortController();
      const lease: Lease = {
        name,
        token,
        signal: over.signal,
        fenced: (inside) => fencedTransaction(guarded, { name, token }, inside),
      };
      log.info({ lease: name, token: String(token) }, "Lease taken");
      held = { token, over, renewedMs: askedMs, ended: doWhileHeld(lease, work, log) };
    },
    renewed(token, askedMs) {
      if (held?.token === token) held.renewedMs = askedMs;
    },
    async lost(token) {
      if (held?.token !== token) return;
      log.warn({ lease: name, token: String(token) }, "Lease lost");
      await end(held);
    },
  };
  const beat = beatOf(deps);
  beat.join(member);
  return {
    async stop() {
      await beat.leave(member);
      if (held === null) return;
      const { token } = held;
      await end(held);
      await releaseLease(sql, name, token).catch((error: unknown) =>
        log.warn({ error, lease: name }, "Lease runs out by itself"),
      );
    },
  };
}

interface Held {
  readonly token: bigint;
  readonly over: AbortController;
  readonly ended: Promise<void>;
  renewedMs: number;
}

/** Pause before work that ended under a lease begins again. */
const AGAIN_AFTER_MS = 1_000;

async function doWhileHeld(lease: Lease, work: (lease: Lease) => Promise<void>, log: Logger): Promise<void> {
  while (!lease.signal.aborted) {
    try {
      await work(lease);
    } catch (error) {
      // A lost lease is told by its keeper.
      if (!(error instanceof LeaseLost)) log.error({ error, lease: lease.name }, "Work under a lease failed");
    }
    await pause(AGAIN_AFTER_MS, lease.signal);
  }
}

/** Resolves after a while, or at once when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}

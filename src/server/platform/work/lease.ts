import { z } from "zod";
import type { CopyPort, SqlPort, TransactionOptions, Transactions } from "@/modules/_kernel";
import type { Logger } from "../../infra/logger";
import { startLoop } from "../../infra/loop";

/** A holder that does not renew for this long is gone: short enough to take over within seconds after a kill. */
const LEASE_TTL_MS = 4_000;
const RENEW_EVERY_MS = 1_000;
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
  fenced<T>(work: (tx: SqlPort & CopyPort) => Promise<T>, options?: TransactionOptions): Promise<T>;
}

export interface LeaseDeps {
  readonly sql: SqlPort;
  readonly transactions: Transactions;
  readonly log: Logger;
}

export interface LeaseKeeper {
  /** Ends the work, gives the lease back so that another takes it at once, and resolves when both are done. */
  stop(): Promise<void>;
}

const TokenRows = z.array(z.object({ token: z.string().transform(BigInt) }));

/** Takes the lease if nobody holds it. Null: somebody does. */
export async function takeLease(sql: SqlPort, name: string, holder: string): Promise<bigint | null> {
  const rows = await sql.$queryRaw`
    INSERT INTO lease (name, holder, token, taken_at, renewed_at, expires_at)
    VALUES (${name}, ${holder}, nextval('lease_token'), clock_timestamp(), clock_timestamp(),
      clock_timestamp() + make_interval(secs => ${LEASE_TTL_MS / 1000}))
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = excluded.token, taken_at = excluded.taken_at,
      renewed_at = excluded.renewed_at, expires_at = excluded.expires_at
    WHERE lease.expires_at <= clock_timestamp()
    RETURNING token::text`;
  return TokenRows.parse(rows)[0]?.token ?? null;
}

/** Keeps the lease for another while. False: it went to another holder. */
export async function renewLease(sql: SqlPort, name: string, token: bigint): Promise<boolean> {
  const renewed = await sql.$executeRaw`
    UPDATE lease SET renewed_at = clock_timestamp(),
      expires_at = clock_timestamp() + make_interval(secs => ${LEASE_TTL_MS / 1000})
    WHERE name = ${name} AND token = ${String(token)}::bigint`;
  return renewed === 1;
}

/** Lets another take the lease at once. */
export async function releaseLease(sql: SqlPort, name: string, token: bigint): Promise<void> {
  await sql.$executeRaw`
    UPDATE lease SET expires_at = clock_timestamp() WHERE name = ${name} AND token = ${String(token)}::bigint`;
}

/** A transaction that commits only while the lease carries this token. */
export function fencedTransaction<T>(
  transactions: Transactions,
  { name, token }: Pick<Lease, "name" | "token">,
  work: (tx: SqlPort & CopyPort) => Promise<T>,
  options?: TransactionOptions,
): Promise<T> {
  return transactions.run(async (tx) => {
    const bounded = tx.$queryRaw`
      SELECT set_config('idle_in_transaction_session_timeout', ${String(PAUSED_IN_TRANSACTION_MAX_MS)}, true)`;
    const [, value] = await Promise.all([bounded, work(tx)]);
    const held = await tx.$queryRaw`
      SELECT token::text FROM lease
      WHERE name = ${name} AND token = ${String(token)}::bigint AND expires_at > clock_timestamp() FOR SHARE`;
    if (TokenRows.parse(held).length === 0) throw new LeaseLost(`lease ${name} ${token} is held by another`);
    return value;
  }, options);
}

/**
 * Does `work` whenever this process holds the lease of that name, as long as it holds it. Work that ends or throws is begun
 * again under the same lease after a pause; a lease that is lost ends it.
 */
export function keepLease(
  { sql, transactions, log }: LeaseDeps,
  { name, holder }: { readonly name: string; readonly holder: string },
  work: (lease: Lease) => Promise<void>,
): LeaseKeeper {
  let held: Held | null = null;

  const begin = (token: bigint): Held => {
    const over = new AbortController();
    const lease: Lease = {
      name,
      token,
      signal: over.signal,
      fenced: (inside, how) => fencedTransaction(transactions, { name, token }, inside, how),
    };
    log.info({ lease: name, token: String(token) }, "Lease taken");
    return { token, over, renewedMs: performance.now(), ended: doWhileHeld(lease, work, log) };
  };
  const end = async ({ over, ended }: Held) => {
    held = null;
    over.abort();
    await ended;
  };
  const round = async () => {
    if (held === null) {
      const token = await takeLease(sql, name, holder);
      if (token !== null) held = begin(token);
      return false;
    }
    const current = held;
    const askedMs = performance.now();
    const renewed = await renewLease(sql, name, current.token).catch((error: unknown) => {
      log.warn({ error, lease: name }, "Lease not renewed");
      // Unknown is not lost: until its time is over nobody else can have it.
      return askedMs - current.renewedMs < LEASE_TTL_MS ? null : false;
    });
    if (renewed === true) current.renewedMs = askedMs;
    if (renewed !== false) return false;
    log.warn({ lease: name, token: String(current.token) }, "Lease lost");
    await end(current);
    return false;
  };
  const loop = startLoop({ name: `lease ${name}`, everyMs: RENEW_EVERY_MS, log, round });
  return {
    async stop() {
      await loop.stop();
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

import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";

/** A holder that does not renew for this long is gone: short enough to take over within seconds after a kill. */
export const LEASE_TTL_MS = 4_000;
/** Leases that one process holds or waits for: each of its accounts and deployments, and a few duties. */
const LEASES_MAX = 5_000;

const TokenRows = z.array(z.object({ token: z.string().transform(BigInt) }));
const NameRows = z.array(z.object({ name: z.string() }));

/** A lease as its holder knows it. */
export interface HeldLease {
  readonly name: string;
  readonly token: bigint;
}

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

/**
 * Keeps all of these for another while, in one statement, and names those that it kept. Of one that is not named nothing is known:
 * it went to another, or a transaction under it is just being committed; nobody waits for that here. Ask {@link renewLease}.
 */
export async function renewLeases(sql: SqlPort, held: readonly HeldLease[]): Promise<ReadonlySet<string>> {
  const names = held.map(({ name }) => name);
  const tokens = held.map(({ token }) => String(token));
  const rows = await sql.$queryRaw`
    WITH kept AS (
      SELECT lease.name FROM lease
      JOIN unnest(${names}::text[], ${tokens}::bigint[]) AS held (name, token)
        ON lease.name = held.name AND lease.token = held.token
      LIMIT ${LEASES_MAX} FOR NO KEY UPDATE OF lease SKIP LOCKED
    )
    UPDATE lease SET renewed_at = clock_timestamp(),
      expires_at = clock_timestamp() + make_interval(secs => ${LEASE_TTL_MS / 1000})
    FROM kept WHERE lease.name = kept.name RETURNING lease.name`;
  return new Set(NameRows.parse(rows).map(({ name }) => name));
}

/** Those of the names that nobody holds now. Locks nothing: who wants one takes it by {@link takeLease}. */
export async function freeLeases(sql: SqlPort, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql.$queryRaw`
    SELECT asked.name FROM unnest(${[...names]}::text[]) AS asked (name)
    WHERE NOT EXISTS (SELECT FROM lease WHERE lease.name = asked.name AND expires_at > clock_timestamp())
    LIMIT ${LEASES_MAX}`;
  return new Set(NameRows.parse(rows).map(({ name }) => name));
}

/** Lets another take the lease at once: the column keeps whole milliseconds, and rounds. */
export async function releaseLease(sql: SqlPort, name: string, token: bigint): Promise<void> {
  await sql.$executeRaw`
    UPDATE lease SET expires_at = date_trunc('milliseconds', clock_timestamp()) WHERE name = ${name} AND token = ${String(token)}::bigint`;
}

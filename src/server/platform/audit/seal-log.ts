import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";
import type { AuditCheck, AuditFault } from "../../flows/contract/audit";
import { startLoop } from "../../infra/loop";
import { keepLease, type Lease, type LeaseDeps, type LeaseKeeper } from "../work/lease";
import { FIRST_HASH, type SealedRow, sealOf } from "./seal";

const SEAL_EVERY_MS = 1_000;
/** Rows of one transaction: an installation that has never sealed catches up in steps. */
const ROWS_AT_ONCE = 1_000;
/**
 * How far behind the newest sealed row others may come late: ids are given before their transactions commit. One that comes later
 * still is named by {@link verifyLog} as unsealed.
 */
const LATE_IDS_MAX = 10_000;

const sealedRow = z.object({
  id: z.string(),
  at: z.string(),
  actor: z.string().nullable(),
  actorKind: z.string(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  requestId: z.string(),
  details: z.string(),
});
const lastSeals = z.array(z.object({ sealNo: z.string().transform(BigInt), hash: z.string(), newest: z.string() }));

/**
 * Seals what is not sealed yet, in the order of ids, in one transaction under the lease. True: there may be more.
 * The trigger's owner and the app's role alike may only add seals.
 */
export async function sealOnce({ sql }: { readonly sql: SqlPort }, lease: Pick<Lease, "fenced">): Promise<boolean> {
  if ((await readUnsealed(sql, await newestSealed(sql), 1)).length === 0) return false;
  return lease.fenced(async (tx) => {
    const [last] = await readLast(tx);
    const rows = await readUnsealed(tx, last?.newest ?? null, ROWS_AT_ONCE);
    let [sealNo, hash] = [last?.sealNo ?? 0n, last?.hash ?? FIRST_HASH];
    const seals = rows.map((row) => {
      sealNo += 1n;
      hash = sealOf(hash, row);
      return { sealNo: String(sealNo), logId: row.id, hash };
    });
    await tx.$executeRaw`
      INSERT INTO audit_seal (seal_no, log_id, hash)
      SELECT * FROM unnest(${seals.map((seal) => seal.sealNo)}::bigint[], ${seals.map(({ logId }) => logId)}::bigint[],
        ${seals.map((seal) => seal.hash)}::text[])`;
    return rows.length === ROWS_AT_ONCE;
  });
}

const readLast = async (sql: SqlPort) =>
  lastSeals.parse(
    await sql.$queryRaw`
      SELECT seal_no::text AS "sealNo", hash, (SELECT max(log_id) FROM audit_seal)::text AS newest
      FROM audit_seal ORDER BY seal_no DESC LIMIT 1`,
  );
const newestSealed = async (sql: SqlPort): Promise<string | null> => (await readLast(sql))[0]?.newest ?? null;

async function readUnsealed(sql: SqlPort, newest: string | null, limit: number): Promise<readonly SealedRow[]> {
  const from = newest === null ? "0" : String(BigInt(newest) - BigInt(LATE_IDS_MAX));
  return z.array(sealedRow).parse(
    await sql.$queryRaw`
      SELECT a.id::text, (extract(epoch FROM a.at) * 1000)::bigint::text AS at, a.actor, a.actor_kind AS "actorKind", a.action,
        a.subject_type AS "subjectType", a.subject_id AS "subjectId", a.request_id AS "requestId", a.details::text
      FROM audit_log a
      WHERE a.id > ${from}::bigint AND NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.log_id = a.id)
      ORDER BY a.id LIMIT ${limit}`,
  );
}

/** Seals the log each second, one process at a time. */
export function startSealer(deps: LeaseDeps, holder: string): LeaseKeeper {
  return keepLease(deps, { name: "audit-sealer", holder }, async (lease) => {
    const loop = startLoop({
      name: "audit-sealer",
      everyMs: SEAL_EVERY_MS,
      log: deps.log,
      round: () => sealOnce(deps, lease),
    });
    await new Promise<void>((resolve) => {
      if (lease.signal.aborted) resolve();
      else lease.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await loop.stop();
  });
}

// ---- verification -------------------------------------------------------------------------------------------------

const VERIFY_ROWS = 2_000;
const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const chainRows = z.array(
  z.object({ sealNo: z.string(), logId: z.string(), hash: z.string(), sealedAt: when, row: sealedRow.nullable() }),
);

/**
 * Goes through the whole chain and names the first fault, and what is not sealed. Reads a page at a time; who changes rows
 * meanwhile is found the next time.
 *
 * @param knownHead - A seal that was kept elsewhere, or null.
 */
export async function verifyLog(sql: SqlPort, knownHead: string | null): Promise<AuditCheck> {
  let [sealed, head, knowsHead] = [0, FIRST_HASH, false];
  let fault: AuditFault | null = null;
  while (fault === null) {
    const page = await readChain(sql, sealed);
    for (const link of page) {
      fault = faultOf(link, { head, sealed });
      if (fault !== null) break;
      sealed += 1;
      head = link.hash;
      knowsHead ||= head === knownHead;
    }
    if (page.length < VERIFY_ROWS) break;
  }
  return {
    sealed,
    head: sealed === 0 ? null : head,
    fault,
    unsealed: await readTail(sql),
    knowsHead: knownHead === null ? null : knowsHead,
  };
}

type Link = z.output<typeof chainRows>[number];

function faultOf(
  { sealNo, logId, hash, sealedAt, row }: Link,
  { head, sealed }: { readonly head: string; readonly sealed: number },
): AuditFault | null {
  if (sealNo !== String(sealed + 1))
    return { kind: "seal_gone", sealNo: String(sealed + 1), logId: null, sealedAt: null };
  if (row === null) return { kind: "deleted", sealNo, logId, sealedAt };
  return sealOf(head, row) === hash ? null : { kind: "changed", sealNo, logId, sealedAt };
}

async function readChain(sql: SqlPort, after: number): Promise<readonly Link[]> {
  return chainRows.parse(
    await sql.$queryRaw`
      SELECT s.seal_no::text AS "sealNo", s.log_id::text AS "logId", s.hash, s.sealed_at AS "sealedAt",
        CASE WHEN a.id IS NULL THEN NULL ELSE jsonb_build_object('id', a.id::text,
          'at', (extract(epoch FROM a.at) * 1000)::bigint::text, 'actor', a.actor, 'actorKind', a.actor_kind, 'action', a.action,
          'subjectType', a.subject_type, 'subjectId', a.subject_id, 'requestId', a.request_id, 'details', a.details::text) END AS row
      FROM audit_seal s LEFT JOIN audit_log a ON a.id = s.log_id
      WHERE s.seal_no > ${String(after)}::bigint ORDER BY s.seal_no LIMIT ${VERIFY_ROWS}`,
  );
}

async function readTail(sql: SqlPort): Promise<AuditCheck["unsealed"]> {
  const [tail] = z.array(z.object({ rows: z.string(), firstId: z.string().nullable(), since: when.nullable() })).parse(
    await sql.$queryRaw`
        SELECT count(*)::text AS rows, min(id)::text AS "firstId", min(at) AS since FROM audit_log a
        WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.log_id = a.id) LIMIT 1`,
  );
  if (tail === undefined || tail.firstId === null || tail.since === null) return null;
  return { rows: Number(tail.rows), firstId: tail.firstId, since: tail.since };
}

import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";

/** Which worker processes live: one row each, renewed every few seconds. Health and doctor read their age. */

export const PRESENCE_EVERY_MS = 5_000;
/** Silent for longer: the process is gone. */
export const PRESENCE_STALE_MS = 20_000;
/** Rows of processes that were killed are removed after this. */
const PRESENCE_FORGET_MS = 86_400_000;

export interface WorkerIdentity {
  readonly id: string;
  readonly roles: readonly string[];
  readonly host: string;
  readonly pid: number;
  readonly version: string;
}

/** Says that this process lives and how much it does. */
export async function announce(sql: SqlPort, worker: WorkerIdentity, jobsRunning: number): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO worker_process (id, roles, host, pid, version, jobs_running)
    VALUES (${worker.id}, ${[...worker.roles]}::text[], ${worker.host}, ${worker.pid}, ${worker.version}, ${jobsRunning})
    ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), jobs_running = ${jobsRunning}`;
}

/** Takes the row away: this process ends as it should. */
export async function depart(sql: SqlPort, workerId: string): Promise<void> {
  await sql.$executeRaw`DELETE FROM worker_process WHERE id = ${workerId}`;
}

const presences = z.array(
  z.object({
    roles: z.array(z.string()),
    heartbeatAt: z.date().transform((date) => EpochMs.of(date.getTime())),
    silentMs: z.number(),
  }),
);
export type Presence = z.infer<typeof presences>[number];

/** Newest heartbeat first; the silence is measured by the database's clock. */
export async function listPresence(sql: SqlPort, limit: number): Promise<readonly Presence[]> {
  return presences.parse(
    await sql.$queryRaw`
      SELECT roles, heartbeat_at AS "heartbeatAt",
             (extract(epoch FROM clock_timestamp() - heartbeat_at) * 1000)::float8 AS "silentMs"
      FROM worker_process ORDER BY heartbeat_at DESC LIMIT ${limit}`,
  );
}

export function prunePresence(sql: SqlPort): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM worker_process WHERE heartbeat_at < now() - make_interval(secs => ${PRESENCE_FORGET_MS / 1000})`;
}

import { z } from "zod";
import type { SqlPort } from "@/modules/_kernel";

/** Which keys browsers show: rows that their web processes renew, and that lapse by themselves. */

/** Keys one browser shows at most, over all its tabs: several full screens. */
export const VIEW_KEYS_MAX = 500;
/** Views one session may have at once: one for each browser profile that carries its cookie. */
const VIEWS_PER_SESSION_MAX = 20;
/** A view that nobody renewed for this long is gone: longer than a reconnect takes. */
const VIEW_KEPT_MS = 30_000;
/** One that was not renewed for this long has no stream: it is kept for a browser that comes back, and counts no more. */
const VIEW_UNUSED_MS = 15_000;
/** Lapsed rows a round removes. */
const PRUNE_MAX = 500;
/** Keys that all browsers together may ask for; the rest stays without live values until others leave. */
const SHOWN_MAX = 5_000;

const ViewRows = z.array(z.object({ id: z.string(), session_id: z.string(), keys: z.array(z.int()) }));
const KeyRows = z.array(z.object({ key: z.int() }));

export interface ViewRow {
  readonly id: string;
  readonly sessionId: string;
  readonly keys: readonly number[];
}

/** Writes down what a view shows. False when the id belongs to another session, or this one has too many. */
export async function saveView(sql: SqlPort, { id, sessionId, keys }: ViewRow): Promise<boolean> {
  const saved = await sql.$executeRaw`
    INSERT INTO live_view (id, session_id, keys, until)
    SELECT ${id}, ${sessionId}, ${[...keys]}::integer[], now() + make_interval(secs => ${VIEW_KEPT_MS / 1000})
    WHERE (SELECT count(*) FROM live_view WHERE session_id = ${sessionId} AND id <> ${id}
      AND until > now() + make_interval(secs => ${(VIEW_KEPT_MS - VIEW_UNUSED_MS) / 1000})) < ${VIEWS_PER_SESSION_MAX}
    ON CONFLICT (id) DO UPDATE SET keys = excluded.keys, until = excluded.until
    WHERE live_view.session_id = excluded.session_id`;
  return saved === 1;
}

export async function readViews(sql: SqlPort, ids: readonly string[]): Promise<readonly ViewRow[]> {
  const rows = await sql.$queryRaw`
    SELECT id, session_id, keys FROM live_view WHERE id = ANY (${ids}::text[]) AND until > now() LIMIT ${ids.length}`;
  return ViewRows.parse(rows).map(({ id, session_id: sessionId, keys }) => ({ id, sessionId, keys }));
}

/** Says that those views are still looked at, and removes some that are not. */
export async function renewViews(sql: SqlPort, ids: readonly string[]): Promise<void> {
  await sql.$executeRaw`
    UPDATE live_view SET until = now() + make_interval(secs => ${VIEW_KEPT_MS / 1000})
    WHERE id = ANY (${ids}::text[])`;
  await sql.$executeRaw`
    DELETE FROM live_view WHERE id IN (SELECT id FROM live_view WHERE until < now() - interval '1 minute' LIMIT ${PRUNE_MAX})`;
}

/** Says that no browser looks at this view any more: it is kept for one that comes back, and counts no more. */
export async function leaveView(sql: SqlPort, { id, sessionId }: Omit<ViewRow, "keys">): Promise<void> {
  await sql.$executeRaw`
    UPDATE live_view SET until = least(until, now() + make_interval(secs => ${(VIEW_KEPT_MS - VIEW_UNUSED_MS) / 1000}))
    WHERE id = ${id} AND session_id = ${sessionId}`;
}

/** Keys that some browser shows now, each once, those of most browsers first. */
export async function listShown(sql: SqlPort): Promise<readonly number[]> {
  const rows = await sql.$queryRaw`
    SELECT key FROM live_view, unnest(keys) AS key WHERE until > now()
    GROUP BY key ORDER BY count(*) DESC, key LIMIT ${SHOWN_MAX}`;
  return KeyRows.parse(rows).map(({ key }) => key);
}

import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import { STANDING_KINDS } from "../domain/limits/limit-kinds";
import { WATCH_LEVELS } from "../domain/monitor/limit-steps";
import { HARD_STEPS } from "../domain/monitor/monitored-kinds";
import type { WatchStore } from "../ports/watch";

/** Events of a page: nobody reads further back by hand. */
export const EVENTS_MAX = 200;
/** Limits times accounts: more than a house has of both. */
const ROWS_MAX = 20_000;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const watchRows = z.array(
  z
    .object({
      limit_id: z.string(),
      account_id: z.string(),
      level: z.enum(WATCH_LEVELS),
      since: when,
      pending: z.string().nullable(),
      tries: z.number(),
    })
    .transform(({ limit_id, account_id, ...row }) => ({ ...row, limitId: limit_id, accountId: account_id })),
);
const eventRows = z.array(
  z
    .object({
      event_id: z.string(),
      at: when,
      limit_id: z.string(),
      version: z.number(),
      kind: z.enum(STANDING_KINDS),
      name: z.string().nullable(),
      account_id: z.string(),
      event: z.enum([...WATCH_LEVELS, "acted"]),
      used: z.string().nullable(),
      allowed: z.string(),
      symbol: z.string().nullable(),
      step: z.enum(HARD_STEPS),
      outcome: z.record(z.string(), z.unknown()),
    })
    .transform(({ event_id, limit_id, account_id, ...row }) => ({
      ...row,
      eventId: event_id,
      limitId: limit_id,
      accountId: account_id,
    })),
);

/** What the monitor saw and did, on PostgreSQL. */
export function makeWatchStore(): WatchStore {
  return {
    async list(sql) {
      return watchRows.parse(
        await sql.$queryRaw`
          SELECT limit_id, account_id, level, since, pending::text, tries FROM risk_watch
          ORDER BY limit_id, account_id LIMIT ${ROWS_MAX}`,
      );
    },
    async hold(tx, { limitId, accountId }) {
      const rows = await tx.$queryRaw`
        SELECT limit_id, account_id, level, since, pending::text, tries FROM risk_watch
        WHERE limit_id = ${limitId} AND account_id = ${accountId} LIMIT 1 FOR UPDATE`;
      return watchRows.parse(rows)[0] ?? null;
    },
    async set(tx, { limitId, accountId, level, since, pending, tries }) {
      await tx.$executeRaw`
        INSERT INTO risk_watch (limit_id, account_id, level, since, pending, tries)
        VALUES (${limitId}, ${accountId}, ${level}, ${new Date(since)}, ${pending}::bigint, ${tries})
        ON CONFLICT (limit_id, account_id) DO UPDATE SET level = excluded.level, since = excluded.since,
          pending = excluded.pending, tries = excluded.tries`;
    },
    async append(tx, event) {
      const { at, limitId, version, kind, name, accountId, used, allowed, symbol, step, outcome } = event;
      const rows = await tx.$queryRaw`
        INSERT INTO risk_event (at, limit_id, version, kind, name, account_id, event, used, allowed, symbol, step, outcome)
        VALUES (${new Date(at)}, ${limitId}, ${version}, ${kind}, ${name}, ${accountId}, ${event.event}, ${used}::numeric,
          ${allowed}::numeric, ${symbol}, ${step}, ${JSON.stringify(outcome)}::jsonb)
        RETURNING event_id::text`;
      const [made] = z.array(z.object({ event_id: z.string() })).parse(rows);
      if (made === undefined) throw new Error("INSERT ... RETURNING returned no row");
      return made.event_id;
    },
    async find(sql, eventId) {
      const rows = await sql.$queryRaw`
        SELECT event_id::text, at, limit_id, version, kind, name, account_id, event, used::text, allowed::text, symbol, step, outcome
        FROM risk_event WHERE event_id = ${eventId}::bigint LIMIT 1`;
      return eventRows.parse(rows)[0] ?? null;
    },
    async events(sql, accountIds) {
      const rows = await sql.$queryRaw`
        SELECT event_id::text, at, limit_id, version, kind, name, account_id, event, used::text, allowed::text, symbol, step, outcome
        FROM risk_event
        WHERE (${accountIds === null} OR account_id = ANY(${accountIds === null ? [] : [...accountIds]}::text[]))
        ORDER BY risk_event.event_id DESC LIMIT ${EVENTS_MAX}`;
      return eventRows.parse(rows);
    },
  };
}

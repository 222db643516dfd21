import { z } from "zod";
import { AccountId, EpochMs, UserId } from "@/modules/_kernel";
import { PROTECTION_DEFAULT, protectionTerms } from "../domain/monitor/protection-policy";
import type {
  DecidedProtection,
  ProtectionEpisode,
  ProtectionEvent,
  ProtectionStore,
  StandingProtection,
} from "../ports/protection";

/** Accounts of a house, and what of them stands uncovered at one time: more than there ever is. */
const ROWS_MAX = 20_000;
const CHANGES_MAX = 50;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const person = z.custom<UserId>(UserId.is, "a user id").nullable();
const account = z.custom<AccountId>(AccountId.is, "an account id");
const fault = z.enum(["uncovered", "surplus"]);

const standingRows = z.array(
  z
    .object({ account_id: account, version: z.number(), terms: protectionTerms, since: when })
    .transform(({ account_id: accountId, ...row }): StandingProtection => ({ ...row, accountId })),
);

const changeRows = z.array(
  z
    .object({
      change_id: z.string(),
      account_id: account,
      version: z.number(),
      terms: protectionTerms,
      before: protectionTerms,
      looser: z.boolean(),
      reason: z.string(),
      asked_by: person,
      asked_at: when,
      expires_at: when,
      outcome: z.enum(["in_force", "rejected", "withdrawn"]).nullable(),
      decided_by: person,
      decided_at: when.nullable(),
      note: z.string().nullable(),
    })
    .transform((row): DecidedProtection => {
      const { outcome, decided_at: at, version, terms, before, reason } = row;
      return {
        version,
        terms,
        before,
        reason,
        changeId: row.change_id,
        accountId: row.account_id,
        isLooser: row.looser,
        askedBy: row.asked_by,
        askedAt: row.asked_at,
        expiresAt: row.expires_at,
        decision: outcome === null || at === null ? null : { outcome, by: row.decided_by, at, note: row.note },
      };
    }),
);

const episodeRows = z.array(
  z
    .object({
      account_id: account,
      symbol: z.string(),
      fault,
      episode_id: z.string(),
      since: when,
      due_at: when,
      told: z.string().nullable(),
      tries: z.number(),
    })
    .transform(
      ({ account_id: accountId, episode_id: episodeId, due_at: dueAt, ...row }): ProtectionEpisode => ({
        ...row,
        accountId,
        episodeId,
        dueAt,
      }),
    ),
);

const eventRows = z.array(
  z
    .object({
      event_id: z.string(),
      at: when,
      account_id: account,
      symbol: z.string(),
      fault,
      episode_id: z.string(),
      event: z.enum(["told", "placed", "refused", "mended", "gave_up", "over"]),
      facts: z.record(z.string(), z.unknown()),
    })
    .transform(
      ({ event_id: eventId, account_id: accountId, episode_id: episodeId, ...row }): ProtectionEvent => ({
        ...row,
        eventId,
        accountId,
        episodeId,
      }),
    ),
);

/** Policies about what stops do not cover, on PostgreSQL. */
export function makeProtectionStore(): ProtectionStore {
  return { ...policies, ...episodes };
}

const policies: Pick<ProtectionStore, "find" | "list" | "ask" | "findChange" | "changes" | "decide"> = {
  async find(sql, accountId) {
    const rows = await sql.$queryRaw`
      SELECT account_id, version, terms, since FROM protection_policy WHERE account_id = ${accountId} LIMIT 1`;
    return standingRows.parse(rows)[0] ?? { accountId, version: 0, terms: PROTECTION_DEFAULT, since: null };
  },
  async list(sql) {
    return standingRows.parse(
      await sql.$queryRaw`
        SELECT account_id, version, terms, since FROM protection_policy ORDER BY account_id LIMIT ${ROWS_MAX}`,
    );
  },
  async ask(tx, change) {
    await tx.$executeRaw`
      INSERT INTO protection_change (change_id, account_id, version, terms, before, looser, reason, asked_by, asked_at, expires_at)
      VALUES (${change.changeId}, ${change.accountId}, ${change.version}, ${JSON.stringify(change.terms)}::jsonb,
        ${JSON.stringify(change.before)}::jsonb, ${change.isLooser}, ${change.reason}, ${change.askedBy},
        ${new Date(change.askedAt)}, ${new Date(change.expiresAt)})`;
  },
  async findChange(sql, changeId) {
    const rows = await sql.$queryRaw`
      SELECT c.*, d.outcome, d.decided_by, d.decided_at, d.note
      FROM protection_change c LEFT JOIN protection_decision d USING (change_id)
      WHERE c.change_id = ${changeId} LIMIT 1`;
    return changeRows.parse(rows)[0] ?? null;
  },
  async changes(sql, of) {
    const accountId = "accountId" in of ? of.accountId : null;
    const waitingAt = "waitingAt" in of ? new Date(of.waitingAt) : null;
    const rows = await sql.$queryRaw`
      SELECT c.*, d.outcome, d.decided_by, d.decided_at, d.note
      FROM protection_change c LEFT JOIN protection_decision d USING (change_id)
      WHERE (${accountId}::text IS NULL OR c.account_id = ${accountId})
        AND (${waitingAt}::timestamptz IS NULL OR (d.change_id IS NULL AND c.expires_at > ${waitingAt}))
      ORDER BY c.asked_at DESC, c.change_id DESC LIMIT ${CHANGES_MAX}`;
    return changeRows.parse(rows);
  },
  async decide(tx, { changeId, accountId, version, terms }, { outcome, by, at, note }) {
    await tx.$executeRaw`
      INSERT INTO protection_decision (change_id, outcome, decided_by, decided_at, note)
      VALUES (${changeId}, ${outcome}, ${by}, ${new Date(at)}, ${note})`;
    if (outcome !== "in_force") return;
    await tx.$executeRaw`
      INSERT INTO protection_policy (account_id, version, terms, since)
      VALUES (${accountId}, ${version}, ${JSON.stringify(terms)}::jsonb, ${new Date(at)})
      ON CONFLICT (account_id) DO UPDATE SET version = excluded.version, terms = excluded.terms, since = excluded.since`;
  },
};

const episodes: Pick<
  ProtectionStore,
  "episodes" | "holdEpisode" | "setEpisode" | "endEpisode" | "endEpisodes" | "append" | "events"
> = {
  async episodes(sql, accountId) {
    const rows = await sql.$queryRaw`
      SELECT account_id, symbol, fault, episode_id, since, due_at, told, tries FROM protection_watch
      WHERE (${accountId}::text IS NULL OR account_id = ${accountId})
      ORDER BY account_id, symbol, fault LIMIT ${ROWS_MAX}`;
    return episodeRows.parse(rows);
  },
  async holdEpisode(tx, of) {
    const rows = await tx.$queryRaw`
      SELECT account_id, symbol, fault, episode_id, since, due_at, told, tries FROM protection_watch
      WHERE account_id = ${of.accountId} AND symbol = ${of.symbol} AND fault = ${of.fault} LIMIT 1 FOR UPDATE`;
    return episodeRows.parse(rows)[0] ?? null;
  },
  async setEpisode(tx, { accountId, symbol, fault: of, episodeId, since, dueAt, told, tries }) {
    await tx.$executeRaw`
      INSERT INTO protection_watch (account_id, symbol, fault, episode_id, since, due_at, told, tries)
      VALUES (${accountId}, ${symbol}, ${of}, ${episodeId}, ${new Date(since)}, ${new Date(dueAt)}, ${told}, ${tries})
      ON CONFLICT (account_id, symbol, fault) DO UPDATE SET episode_id = excluded.episode_id, since = excluded.since,
        due_at = excluded.due_at, told = excluded.told, tries = excluded.tries`;
  },
  async endEpisode(tx, episodeId) {
    await tx.$executeRaw`DELETE FROM protection_watch WHERE episode_id = ${episodeId}`;
  },
  async endEpisodes(tx, accountId) {
    await tx.$executeRaw`DELETE FROM protection_watch WHERE account_id = ${accountId}`;
  },
  async append(tx, { at, accountId, symbol, fault: of, episodeId, event, facts }) {
    await tx.$executeRaw`
      INSERT INTO protection_event (at, account_id, symbol, fault, episode_id, event, facts)
      VALUES (${new Date(at)}, ${accountId}, ${symbol}, ${of}, ${episodeId}, ${event}, ${JSON.stringify(facts)}::jsonb)`;
  },
  async events(sql, accountId, limit) {
    const rows = await sql.$queryRaw`
      SELECT event_id::text, at, account_id, symbol, fault, episode_id, event, facts FROM protection_event
      WHERE account_id = ${accountId} ORDER BY protection_event.event_id DESC LIMIT ${limit}`;
    return eventRows.parse(rows);
  },
};

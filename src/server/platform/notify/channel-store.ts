import { z } from "zod";
import { EpochMs, type SqlPort } from "@/modules/_kernel";
import { CHANNEL_KINDS } from "./channels/port";

/** Where people can be reached, by which rules, and when not to. */

/** Channels and rules of one person; callers refuse more. */
export const CHANNELS_MAX = 20;
export const RULES_MAX = 30;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));

const ChannelRows = z.array(
  z.object({
    channelId: z.string(),
    userId: z.string(),
    kind: z.enum(CHANNEL_KINDS),
    name: z.string(),
    address: z.string(),
    state: z.enum(["active", "gone"]),
    stateNote: z.string().nullable(),
    createdAt: when,
  }),
);
export type ChannelRow = z.output<typeof ChannelRows>[number];

/** Of one person, oldest first. */
export async function listChannels(sql: SqlPort, userId: string): Promise<readonly ChannelRow[]> {
  return ChannelRows.parse(
    await sql.$queryRaw`
      SELECT channel_id AS "channelId", user_id AS "userId", kind, name, address, state, state_note AS "stateNote", created_at AS "createdAt"
      FROM notify_channel WHERE user_id = ${userId} ORDER BY created_at, channel_id LIMIT ${CHANNELS_MAX}`,
  );
}

/** Channels of a kind that work, whoever has them. */
export async function countChannels(sql: SqlPort, kind: ChannelRow["kind"]): Promise<number> {
  const rows = await sql.$queryRaw`
    SELECT count(*)::int AS count FROM notify_channel WHERE kind = ${kind} AND state = 'active' LIMIT 1`;
  return z.array(z.object({ count: z.number() })).parse(rows)[0]?.count ?? 0;
}

export async function findChannel(sql: SqlPort, channelId: string): Promise<ChannelRow | null> {
  const rows = await sql.$queryRaw`
    SELECT channel_id AS "channelId", user_id AS "userId", kind, name, address, state, state_note AS "stateNote", created_at AS "createdAt"
    FROM notify_channel WHERE channel_id = ${channelId} LIMIT 1`;
  return ChannelRows.parse(rows)[0] ?? null;
}

/** False: the person has one of that name. */
export async function insertChannel(
  tx: SqlPort,
  { channelId, userId, kind, name, address, createdAt }: Omit<ChannelRow, "state" | "stateNote">,
): Promise<boolean> {
  const made = await tx.$executeRaw`
    INSERT INTO notify_channel (channel_id, user_id, kind, name, address, created_at)
    VALUES (${channelId}, ${userId}, ${kind}, ${name}, ${address}, ${new Date(createdAt)})
    ON CONFLICT (user_id, name) DO NOTHING`;
  return made === 1;
}

/** With what waits to be sent by it, and its steps in rules. */
export async function deleteChannel(tx: SqlPort, { channelId, userId }: ChannelRow): Promise<void> {
  await tx.$executeRaw`DELETE FROM notify_channel WHERE channel_id = ${channelId}`;
  await tx.$executeRaw`
    UPDATE notify_delivery SET status = 'failed', answer = 'The channel was removed.'
    WHERE target_id = ${channelId} AND status IN ('queued', 'sending')`;
  const rules = await readRules(tx, userId);
  const left = rules.map((rule) => ({ ...rule, steps: rule.steps.filter((step) => step.channelId !== channelId) }));
  await writeRules(
    tx,
    userId,
    left.filter(({ steps }) => steps.length > 0),
  );
}

/** False: it was gone already. */
export async function markGone(tx: SqlPort, channelId: string, note: string): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE notify_channel SET state = 'gone', state_note = ${note} WHERE channel_id = ${channelId} AND state = 'active'`;
  return changed === 1;
}

// ---- rules --------------------------------------------------------------------------------------------------------

const Step = z.object({
  channelId: z.string().nullable(),
  personId: z.string().nullable(),
  afterMinutes: z.number(),
});
const RuleRows = z.array(
  z.object({
    kinds: z.array(z.string()),
    leastSeverity: z.enum(["info", "warning", "failure"]),
    steps: z.array(Step),
  }),
);
export type RuleRow = z.output<typeof RuleRows>[number];

export async function readRules(sql: SqlPort, userId: string): Promise<readonly RuleRow[]> {
  return RuleRows.parse(
    await sql.$queryRaw`
      SELECT kinds, least_severity AS "leastSeverity", steps FROM notify_rule
      WHERE user_id = ${userId} ORDER BY place LIMIT ${RULES_MAX}`,
  );
}

/** Replaces them all. */
export async function writeRules(tx: SqlPort, userId: string, rules: readonly RuleRow[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM notify_rule WHERE user_id = ${userId}`;
  for (const [place, { kinds, leastSeverity, steps }] of rules.entries())
    await tx.$executeRaw`
      INSERT INTO notify_rule (rule_id, user_id, place, kinds, least_severity, steps)
      VALUES (${crypto.randomUUID()}, ${userId}, ${place}, ${[...kinds]}, ${leastSeverity}, ${JSON.stringify(steps)}::jsonb)`;
}

// ---- habits -------------------------------------------------------------------------------------------------------

const HabitRows = z.array(
  z.object({
    from: z.number().nullable(),
    to: z.number().nullable(),
    passes: z.enum(["warning", "failure", "none"]),
    heartbeatAt: z.number().nullable(),
  }),
);

export interface Habit {
  readonly quiet: {
    readonly from: number;
    readonly to: number;
    readonly passes: "warning" | "failure" | "none";
  } | null;
  readonly heartbeatAt: number | null;
}

export async function readHabit(sql: SqlPort, userId: string): Promise<Habit> {
  const [row] = HabitRows.parse(
    await sql.$queryRaw`
      SELECT quiet_from AS "from", quiet_to AS "to", quiet_passes AS passes, heartbeat_at AS "heartbeatAt"
      FROM notify_habit WHERE user_id = ${userId} LIMIT 1`,
  );
  if (row === undefined) return { quiet: null, heartbeatAt: null };
  const { from, to, passes, heartbeatAt } = row;
  return { quiet: from === null || to === null ? null : { from, to, passes }, heartbeatAt };
}

/** The day that had its heartbeat stays known: a time that is moved does not bring a second one. */
export async function writeHabit(tx: SqlPort, userId: string, { quiet, heartbeatAt }: Habit): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO notify_habit (user_id, quiet_from, quiet_to, quiet_passes, heartbeat_at)
    VALUES (${userId}, ${quiet?.from ?? null}, ${quiet?.to ?? null}, ${quiet?.passes ?? "failure"}, ${heartbeatAt})
    ON CONFLICT (user_id) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
      quiet_passes = excluded.quiet_passes, heartbeat_at = excluded.heartbeat_at`;
}

/** People who want a heartbeat; the house is small. */
const HEARTBEATS_MAX = 1_000;
const BeatRows = z.array(
  z.object({ userId: z.string(), heartbeatAt: z.number(), heartbeatDay: z.string().nullable() }),
);

export async function listHeartbeats(sql: SqlPort): Promise<z.output<typeof BeatRows>> {
  return BeatRows.parse(
    await sql.$queryRaw`
      SELECT user_id AS "userId", heartbeat_at AS "heartbeatAt", heartbeat_day AS "heartbeatDay"
      FROM notify_habit WHERE heartbeat_at IS NOT NULL ORDER BY user_id LIMIT ${HEARTBEATS_MAX}`,
  );
}

/** False: that day had its heartbeat. */
export async function takeHeartbeat(tx: SqlPort, userId: string, day: string): Promise<boolean> {
  const taken = await tx.$executeRaw`
    UPDATE notify_habit SET heartbeat_day = ${day} WHERE user_id = ${userId} AND heartbeat_day IS DISTINCT FROM ${day}`;
  return taken === 1;
}

// ---- the outside monitor ------------------------------------------------------------------------------------------

const PingRows = z.array(z.object({ at: when, isHeard: z.boolean(), answer: z.string() }));
export type Ping = z.output<typeof PingRows>[number];

export async function readPing(sql: SqlPort): Promise<Ping | null> {
  return (
    PingRows.parse(await sql.$queryRaw`SELECT at, is_heard AS "isHeard", answer FROM notify_ping LIMIT 1`)[0] ?? null
  );
}

export async function writePing(tx: SqlPort, { at, isHeard, answer }: Ping): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO notify_ping (at, is_heard, answer) VALUES (${new Date(at)}, ${isHeard}, ${answer})
    ON CONFLICT (one) DO UPDATE SET at = excluded.at, is_heard = excluded.is_heard, answer = excluded.answer`;
}

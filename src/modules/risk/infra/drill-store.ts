import { z } from "zod";
import { AccountId, EpochMs, type SqlPort, UserId } from "@/modules/_kernel";
import { DRILL_OUTCOMES, DRILL_STEPS } from "../domain/drill/halt-drill";
import type { DrillStore, HaltDrill } from "../ports/drills";

/** Five years of months: more than anybody looks back. */
const LISTED_MAX = 60;

const moment = z.number().transform((ms) => EpochMs.of(ms));
const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const step = z.object({
  step: z.enum(DRILL_STEPS),
  outcome: z.enum([...DRILL_OUTCOMES, "not_tried"]),
  at: moment,
  tookMs: z.number(),
  settledMs: z.number().nullable(),
  why: z.string().nullable(),
});
const rows = z.array(
  z
    .object({
      drill_id: z.string(),
      account_id: z.custom<AccountId>(AccountId.is, "an account id"),
      symbol: z.string(),
      trigger: z.enum(["asked", "due"]),
      asked_by: z.custom<UserId>(UserId.is, "a user id").nullable(),
      asked_at: when,
      started_at: when.nullable(),
      beat_at: when.nullable(),
      ended_at: when.nullable(),
      outcome: z.enum(DRILL_OUTCOMES).nullable(),
      steps: z.array(step),
    })
    .transform(
      (row): HaltDrill => ({
        drillId: row.drill_id,
        accountId: row.account_id,
        symbol: row.symbol,
        trigger: row.trigger,
        askedBy: row.asked_by,
        askedAt: row.asked_at,
        startedAt: row.started_at,
        beatAt: row.beat_at,
        endedAt: row.ended_at,
        outcome: row.outcome,
        steps: row.steps,
      }),
    ),
);

/** Drills on PostgreSQL. */
export function makeDrillStore(): DrillStore {
  return {
    async insert(tx, { drillId, accountId, symbol, trigger, askedBy, askedAt }) {
      const made = await tx.$executeRaw`
        INSERT INTO halt_drill (drill_id, account_id, symbol, trigger, asked_by, asked_at)
        VALUES (${drillId}, ${accountId}, ${symbol}, ${trigger}, ${askedBy}, ${new Date(askedAt)})
        ON CONFLICT DO NOTHING`;
      return made === 0 ? "one_runs" : "inserted";
    },
    claim: (tx, drillId, at) =>
      changed(
        tx.$executeRaw`
          UPDATE halt_drill SET started_at = ${new Date(at)}, beat_at = ${new Date(at)}
          WHERE drill_id = ${drillId} AND started_at IS NULL AND ended_at IS NULL`,
      ),
    note: (tx, drillId, { steps, at }) =>
      changed(
        tx.$executeRaw`
          UPDATE halt_drill SET steps = ${JSON.stringify(steps)}::jsonb, beat_at = ${new Date(at)}
          WHERE drill_id = ${drillId} AND ended_at IS NULL`,
      ),
    end: (tx, drillId, { steps, at, outcome }) =>
      changed(
        tx.$executeRaw`
          UPDATE halt_drill SET steps = ${JSON.stringify(steps)}::jsonb, ended_at = ${new Date(at)}, outcome = ${outcome}
          WHERE drill_id = ${drillId} AND ended_at IS NULL`,
      ),
    async open(sql) {
      return (
        rows.parse(
          await sql.$queryRaw`
          SELECT drill_id, account_id, symbol, trigger, asked_by, asked_at, started_at, beat_at, ended_at, outcome, steps
          FROM halt_drill WHERE ended_at IS NULL LIMIT 1`,
        )[0] ?? null
      );
    },
    async list(sql: SqlPort, accountIds) {
      return rows.parse(
        await sql.$queryRaw`
          SELECT drill_id, account_id, symbol, trigger, asked_by, asked_at, started_at, beat_at, ended_at, outcome, steps
          FROM halt_drill WHERE (${accountIds}::text[] IS NULL OR account_id = ANY (${accountIds}::text[]))
          ORDER BY asked_at DESC, drill_id DESC LIMIT ${LISTED_MAX}`,
      );
    },
  };
}

const changed = async (count: Promise<number>): Promise<boolean> => (await count) > 0;

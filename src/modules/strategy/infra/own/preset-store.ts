import { z } from "zod";
import { EpochMs, type SqlPort, UserId } from "@/modules/_kernel";
import type { StoredPreset, StrategyPresets } from "../../ports-own";

/** Presets of one strategy that are listed. */
const PRESETS_MAX = 200;

const Rows = z.array(
  z
    .object({
      id: z.string(),
      owner_id: z.custom<UserId>(UserId.is, "a user id"),
      strategy: z.string(),
      name: z.string(),
      params: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
      updated_at: z.date().transform((date) => EpochMs.of(date.getTime())),
    })
    .transform(
      ({ id, owner_id, updated_at, ...row }): StoredPreset => ({
        ...row,
        presetId: id,
        ownerId: owner_id,
        savedAtMs: updated_at,
      }),
    ),
);
const Counts = z.array(z.object({ count: z.number() }));

/** Presets on PostgreSQL. */
export function makePresetStore(sql: SqlPort): StrategyPresets {
  return {
    async list(ownerId, strategy) {
      return Rows.parse(
        await sql.$queryRaw`
          SELECT id, owner_id, strategy, name, params, updated_at FROM strategy_preset
          WHERE owner_id = ${ownerId} AND strategy = ${strategy} AND removed_at IS NULL ORDER BY name LIMIT ${PRESETS_MAX}`,
      );
    },

    async find(presetId) {
      const rows = await sql.$queryRaw`
        SELECT id, owner_id, strategy, name, params, updated_at FROM strategy_preset
        WHERE id = ${presetId} AND removed_at IS NULL LIMIT 1`;
      return Rows.parse(rows)[0] ?? null;
    },

    async findRemoved(presetId, sinceMs) {
      const rows = await sql.$queryRaw`
        SELECT id, owner_id, strategy, name, params, updated_at FROM strategy_preset
        WHERE id = ${presetId} AND removed_at >= ${new Date(sinceMs)} LIMIT 1`;
      return Rows.parse(rows)[0] ?? null;
    },

    async count(tx, ownerId) {
      const rows = await tx.$queryRaw`
        SELECT count(*)::integer AS count FROM strategy_preset WHERE owner_id = ${ownerId} AND removed_at IS NULL LIMIT 1`;
      return Counts.parse(rows)[0]?.count ?? 0;
    },

    async write(tx, { presetId, ownerId, strategy, name, params }) {
      // The lock on the name keeps two writers of it apart: the second sees the first one's row.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${ownerId} ${strategy} ${name}`}, 0))`;
      const taken = await tx.$queryRaw`
        SELECT count(*)::integer AS count FROM strategy_preset
        WHERE owner_id = ${ownerId} AND strategy = ${strategy} AND name = ${name} AND id <> ${presetId}
          AND removed_at IS NULL LIMIT 1`;
      if ((Counts.parse(taken)[0]?.count ?? 0) > 0) return false;
      await tx.$executeRaw`
        INSERT INTO strategy_preset (id, owner_id, strategy, name, params)
        VALUES (${presetId}, ${ownerId}, ${strategy}, ${name}, ${JSON.stringify(params)}::jsonb)
        ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, params = EXCLUDED.params, updated_at = now(),
          removed_at = NULL`;
      return true;
    },

    async remove(tx, presetId, nowMs) {
      await tx.$executeRaw`
        UPDATE strategy_preset SET removed_at = ${new Date(nowMs)} WHERE id = ${presetId} AND removed_at IS NULL`;
    },
  };
}

/** Ends presets that were removed longer ago than `ageMs`, at most `limit`. Returns how many. */
export function pruneRemovedPresets(sql: SqlPort, ageMs: number, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM strategy_preset WHERE id IN (
      SELECT id FROM strategy_preset WHERE removed_at < now() - make_interval(secs => ${ageMs / 1000})
      ORDER BY removed_at LIMIT ${limit}
    )`;
}

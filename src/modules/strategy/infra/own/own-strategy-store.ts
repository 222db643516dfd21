import { z } from "zod";
import { EpochMs, type SqlPort, UserId } from "@/modules/_kernel";
import { STRATEGY_CATEGORIES } from "../../domain/own/own-strategy";
import { STRATEGY_KINDS } from "../../domain/own/own-version";
import type { OwnStrategies, StoredStrategy, StoredVersion, StoredVersionLine } from "../../ports-own";

/** Strategies of one installation, and versions of one strategy that are listed: more than a person looks at. */
const STRATEGIES_MAX = 1_000;
const VERSIONS_MAX = 500;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const userId = z.custom<UserId>(UserId.is, "a user id").nullable();

const field = z.object({
  name: z.string(),
  label: z.string(),
  description: z.string(),
  type: z.enum(["integer", "number", "boolean", "choice"]),
  unit: z.string(),
  default: z.union([z.number(), z.boolean(), z.string()]),
  minimum: z.number().exactOptional(),
  maximum: z.number().exactOptional(),
  step: z.number().exactOptional(),
  choices: z.array(z.string()).exactOptional(),
});
const facts = z.object({
  title: z.string(),
  description: z.string(),
  category: z.enum(STRATEGY_CATEGORIES),
  source: z.string(),
  instruments: z.object({ minimum: z.number(), maximum: z.number() }),
  series: z.array(z.string()),
  parameters: z.array(field),
});

const strategyRow = z.object({
  id: z.string(),
  slug: z.string(),
  kind: z.enum(STRATEGY_KINDS),
  owner_id: userId,
  shared: z.boolean(),
  archived: z.boolean(),
  newest: z.number(),
});
const versionRow = z.object({
  number: z.number(),
  hash: z.string(),
  facts,
  note: z.string(),
  rolled_back_to: z.number().nullable(),
  created_by: userId,
  created_at: when,
});
const Strategies = z.array(strategyRow);
const Versions = z.array(versionRow);
const Listed = z.array(strategyRow.extend(versionRow.shape));
const Authors = z.array(z.object({ created_by: userId }));
const Sources = z.array(versionRow.extend({ source: z.string(), compiled: z.string() }));

const toStrategy = ({
  id,
  owner_id,
  slug,
  kind,
  shared,
  archived,
  newest,
}: z.output<typeof strategyRow>): StoredStrategy => ({
  strategyId: id,
  slug,
  kind,
  ownerId: owner_id,
  shared,
  archived,
  newest,
});

const toLine = (row: z.output<typeof versionRow>): StoredVersionLine => ({
  number: row.number,
  hash: row.hash,
  facts: row.facts,
  note: row.note,
  rolledBackTo: row.rolled_back_to,
  createdBy: row.created_by,
  createdAtMs: row.created_at,
});

const first = (rows: unknown): StoredStrategy | null => {
  const [row] = Strategies.parse(rows);
  return row === undefined ? null : toStrategy(row);
};

/** Own strategies on PostgreSQL. */
export function makeOwnStrategyStore(sql: SqlPort): OwnStrategies {
  return {
    async list({ archived }) {
      const rows = await sql.$queryRaw`
        SELECT d.id, d.slug, d.kind, d.owner_id, d.shared, d.archived_at IS NOT NULL AS archived, d.newest,
          v.number, v.hash, v.facts, v.note, v.rolled_back_to, v.created_by, v.created_at
        FROM strategy_definition d JOIN strategy_version v ON v.strategy_id = d.id AND v.number = d.newest
        WHERE d.archived_at IS NULL OR ${archived} ORDER BY d.slug LIMIT ${STRATEGIES_MAX}`;
      return Listed.parse(rows).map((row) => ({ ...toStrategy(row), version: toLine(row) }));
    },

    async find(slug) {
      return first(
        await sql.$queryRaw`
          SELECT id, slug, kind, owner_id, shared, archived_at IS NOT NULL AS archived, newest
          FROM strategy_definition WHERE slug = ${slug} LIMIT 1`,
      );
    },

    async lock(tx, slug) {
      return first(
        await tx.$queryRaw`
          SELECT id, slug, kind, owner_id, shared, archived_at IS NOT NULL AS archived, newest
          FROM strategy_definition WHERE slug = ${slug} LIMIT 1 FOR UPDATE`,
      );
    },

    async insert(tx, { strategyId, slug, kind, ownerId }) {
      const made = await tx.$executeRaw`
        INSERT INTO strategy_definition (id, slug, kind, owner_id, newest) VALUES (${strategyId}, ${slug}, ${kind}, ${ownerId}, 1)
        ON CONFLICT (slug) DO NOTHING`;
      return made > 0;
    },

    async addVersion(tx, { strategyId, number, facts: said, parameters, ...version }) {
      await tx.$executeRaw`
        INSERT INTO strategy_version
          (strategy_id, number, hash, source, compiled, facts, parameters, note, rolled_back_to, created_by)
        VALUES (${strategyId}, ${number}, ${version.hash}, ${version.source}, ${version.compiled},
          ${JSON.stringify(said)}::jsonb, ${JSON.stringify(parameters)}::jsonb, ${version.note},
          ${version.rolledBackTo}, ${version.createdBy})`;
      await tx.$executeRaw`UPDATE strategy_definition SET newest = ${number} WHERE id = ${strategyId}`;
    },

    async listVersions(strategyId, limit) {
      const rows = await sql.$queryRaw`
        SELECT number, hash, facts, note, rolled_back_to, created_by, created_at
        FROM strategy_version WHERE strategy_id = ${strategyId}
        ORDER BY number DESC LIMIT ${Math.min(limit, VERSIONS_MAX)}`;
      return Versions.parse(rows).map(toLine);
    },

    async readVersion(strategyId, number) {
      const rows = await sql.$queryRaw`
        SELECT number, hash, facts, note, rolled_back_to, created_by, created_at, source, compiled
        FROM strategy_version WHERE strategy_id = ${strategyId} AND number = ${number} LIMIT 1`;
      const [row] = Sources.parse(rows);
      return row === undefined
        ? null
        : ({ ...toLine(row), source: row.source, compiled: row.compiled } satisfies StoredVersion);
    },

    async authorsOf(strategyId, hash) {
      const rows = await sql.$queryRaw`SELECT DISTINCT created_by FROM strategy_version
        WHERE strategy_id = ${strategyId} AND hash = ${hash} LIMIT ${VERSIONS_MAX}`;
      return Authors.parse(rows).map(({ created_by }) => created_by);
    },

    async setArchived(tx, strategyId, archived) {
      await tx.$executeRaw`
        UPDATE strategy_definition SET archived_at = CASE WHEN ${archived} THEN coalesce(archived_at, now()) END
        WHERE id = ${strategyId}`;
    },

    async setShared(tx, strategyId, shared) {
      await tx.$executeRaw`UPDATE strategy_definition SET shared = ${shared} WHERE id = ${strategyId}`;
    },
  };
}

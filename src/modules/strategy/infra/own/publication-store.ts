import { z } from "zod";
import { EpochMs, type SqlPort, UserId } from "@/modules/_kernel";
import type { StrategyPublication, StrategyPublications } from "../../ports-own";

/** Publications that are listed, newest first. */
const LISTED_MAX = 1_000;

const when = z.date().transform((date) => EpochMs.of(date.getTime()));
const userId = z.custom<UserId>(UserId.is, "a user id");
const params = z.record(z.string(), z.union([z.number(), z.boolean(), z.string()]));
const Rows = z.array(
  z
    .object({
      publication_id: z.string(),
      strategy: z.string(),
      number: z.number().nullable(),
      people: z.array(userId).nullable(),
      presets: z.array(z.object({ presetId: z.string(), name: z.string(), params })),
      bounds: z.record(z.string(), z.object({ least: z.number(), most: z.number() })),
      is_free: z.boolean(),
      note: z.string(),
      published_by: userId.nullable(),
      published_at: when,
      withdrawn_by: userId.nullable(),
      withdrawn_at: when.nullable(),
    })
    .transform(
      ({
        publication_id: publicationId,
        is_free: isFree,
        published_by: publishedBy,
        published_at: publishedAtMs,
        withdrawn_by: withdrawnBy,
        withdrawn_at: withdrawnAtMs,
        ...row
      }): StrategyPublication => ({
        ...row,
        publicationId,
        isFree,
        publishedBy,
        publishedAtMs,
        withdrawnBy,
        withdrawnAtMs,
      }),
    ),
);
const Counts = z.array(z.object({ count: z.number() }));

const isOpen = (
  publication: StrategyPublication,
): publication is StrategyPublication & { readonly withdrawnAtMs: null } => publication.withdrawnAtMs === null;

/** Publications on PostgreSQL. */
export function makePublicationStore(sql: SqlPort): StrategyPublications {
  return {
    async list({ withdrawn }) {
      return Rows.parse(
        await sql.$queryRaw`
          SELECT p.*, w.by_user AS withdrawn_by, w.withdrawn_at
          FROM strategy_publication AS p LEFT JOIN strategy_withdrawal AS w USING (publication_id)
          WHERE ${withdrawn}::boolean OR w.withdrawn_at IS NULL
          ORDER BY p.published_at DESC, p.publication_id LIMIT ${LISTED_MAX}`,
      );
    },

    async listFor(person, strategy) {
      const rows = await sql.$queryRaw`
        SELECT p.*, NULL AS withdrawn_by, NULL::timestamptz AS withdrawn_at FROM strategy_publication AS p
        WHERE NOT EXISTS (SELECT 1 FROM strategy_withdrawal AS w WHERE w.publication_id = p.publication_id)
          AND (${strategy}::text IS NULL OR p.strategy = ${strategy}) AND (p.people IS NULL OR ${person} = ANY(p.people))
        ORDER BY p.published_at DESC, p.publication_id LIMIT ${LISTED_MAX}`;
      return Rows.parse(rows).filter(isOpen);
    },

    async find(publicationId) {
      const rows = await sql.$queryRaw`
        SELECT p.*, w.by_user AS withdrawn_by, w.withdrawn_at
        FROM strategy_publication AS p LEFT JOIN strategy_withdrawal AS w USING (publication_id)
        WHERE p.publication_id = ${publicationId} LIMIT 1`;
      return Rows.parse(rows)[0] ?? null;
    },

    async count(tx) {
      const rows = await tx.$queryRaw`
        SELECT count(*)::integer AS count FROM strategy_publication AS p
        WHERE NOT EXISTS (SELECT 1 FROM strategy_withdrawal AS w WHERE w.publication_id = p.publication_id) LIMIT 1`;
      return Counts.parse(rows)[0]?.count ?? 0;
    },

    async insert(tx, each) {
      await tx.$executeRaw`
        INSERT INTO strategy_publication (publication_id, strategy, number, people, presets, bounds, is_free, note,
          published_by, published_at)
        VALUES (${each.publicationId}, ${each.strategy}, ${each.number}, ${each.people === null ? null : [...each.people]}::text[],
          ${JSON.stringify(each.presets)}::jsonb, ${JSON.stringify(each.bounds)}::jsonb, ${each.isFree}, ${each.note},
          ${each.publishedBy}, ${new Date(each.publishedAtMs)})`;
    },

    async holdOpen(tx, publicationId) {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`publication ${publicationId}`}, 0))`;
      const rows = await tx.$queryRaw`
        SELECT count(*)::integer AS count FROM strategy_withdrawal WHERE publication_id = ${publicationId} LIMIT 1`;
      return Counts.parse(rows)[0]?.count === 0;
    },

    async withdraw(tx, publicationId, { by, atMs }) {
      const written = await tx.$executeRaw`
        INSERT INTO strategy_withdrawal (publication_id, by_user, withdrawn_at)
        VALUES (${publicationId}, ${by}, ${new Date(atMs)}) ON CONFLICT (publication_id) DO NOTHING`;
      return written > 0;
    },
  };
}

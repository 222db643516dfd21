import { z } from "zod";
import { type EpochMs, ImportId, invariant, type SqlPort } from "@/modules/_kernel";
import { resolutionMinutes } from "../domain/resolution";
import type { FileFacts, ImportFacts, SeriesKey } from "../ports";

/** Imports of other sources in one series: a fetch a day for a hundred years. */
const IMPORTS_OF_SERIES_MAX = 40_000;
/** What a source of bars is called that is no feed. */
const FILE_SOURCE = "file";
/**
 * Whose bar stays where sources differ: a person's file goes before feeds, a feed's history before bars made of live ticks.
 * Of two feeds the one whose bar is there already. Bars of one source always replace each other.
 */
export const PRECEDENCE = { file: 300, feed: 200, live: 100 } as const;

const BatchRows = z.array(
  z
    .object({ no: z.int(), id: z.string(), batch: z.string().nullable(), status: z.string(), parts: z.int() })
    .transform((row) => ({ ...row, id: ImportId.of(row.id) })),
);
const OtherRows = z.array(z.object({ no: z.int(), source: z.string(), stays: z.boolean() }));
export type Other = z.output<typeof OtherRows>[number];
const NumberRows = z.array(z.object({ no: z.int() })).length(1);

export interface Extent {
  readonly atMs: EpochMs;
  readonly firstMs: EpochMs | null;
  readonly lastMs: EpochMs | null;
}

interface Opened {
  readonly no: number;
  readonly id: ImportId;
}

type Newest = z.output<typeof BatchRows>[number] | null;

/** The newest import of a series, asked under its lock; null: there is none, or no batch is looked for. */
export async function newestImport(tx: SqlPort, series: SeriesKey, facts: ImportFacts): Promise<Newest> {
  if (!("batch" in facts)) return null;
  const rows = await tx.$queryRaw`
    SELECT no, id, batch, status, (SELECT count(*)::integer FROM bar_import WHERE batch = ${facts.batch}) AS parts
    FROM bar_import
    WHERE instrument_id = ${series.instrumentId} AND resolution = ${resolutionMinutes(series.resolution)}
    ORDER BY bar_import.no DESC LIMIT 1`;
  return BatchRows.parse(rows)[0] ?? null;
}

interface Opening extends Extent {
  readonly newest: Newest;
}

/** The import that these bars belong to: a new one, or the one that the batch has open. */
export async function openImport(
  tx: SqlPort,
  series: SeriesKey,
  facts: ImportFacts,
  { newest, ...extent }: Opening,
): Promise<Opened> {
  if (!("batch" in facts)) return recordImport(tx, series, facts, extent);
  if (newest?.batch === facts.batch && newest.status === "completed") return newest;
  // The first part has the batch's own name: who knows the batch finds its import.
  const part = newest === null ? 0 : newest.parts;
  const file = { fileName: facts.title, fileBytes: 0, sha256: null, mapping: { origin: facts.origin }, skipped: 0 };
  const importId = ImportId.of(part === 0 ? facts.batch : `${facts.batch}.${part + 1}`);
  return recordImport(tx, series, { ...facts, ...file, importId }, extent);
}

type Recorded = Omit<FileFacts, "sha256"> & {
  readonly sha256: string | null;
  readonly batch?: string;
  readonly source?: string;
};

async function recordImport(tx: SqlPort, series: SeriesKey, facts: Recorded, extent: Extent): Promise<Opened> {
  const rank = rankOf(facts);
  const rows = await tx.$queryRaw`
    INSERT INTO bar_import (id, instrument_id, symbol, resolution, file_name, file_bytes, sha256, mapping, inserted, replaced,
      unchanged, skipped, first_ts, last_ts, created_by, created_at, source, precedence, batch)
    VALUES (${facts.importId}, ${series.instrumentId}, ${facts.symbol}, ${resolutionMinutes(series.resolution)},
      ${facts.fileName}, ${facts.fileBytes}, ${facts.sha256}, ${JSON.stringify(facts.mapping)}::jsonb, 0, 0, 0,
      ${facts.skipped}, to_timestamp(${extent.firstMs}::double precision / 1000),
      to_timestamp(${extent.lastMs}::double precision / 1000), ${facts.createdBy},
      to_timestamp(${extent.atMs}::double precision / 1000), ${rank.source}, ${rank.precedence}::smallint,
      ${facts.batch ?? null})
    RETURNING no`;
  const [row] = NumberRows.parse(rows);
  invariant(row !== undefined, "an insert returns its row");
  return { no: row.no, id: facts.importId };
}

/** Who says what is merged, and before whom that goes. */
export interface Rank {
  readonly source: string;
  readonly precedence: number;
}

export function rankOf(facts: ImportFacts | Recorded): Rank {
  if (!("source" in facts) || facts.source === undefined) return { source: FILE_SOURCE, precedence: PRECEDENCE.file };
  const origin = "origin" in facts ? facts.origin : "feed";
  return { source: facts.source, precedence: PRECEDENCE[origin] };
}

/** Imports of other sources in this series. `stays`: their bars are not replaced by this one. */
export async function otherSources(
  tx: SqlPort,
  series: SeriesKey,
  { source, precedence }: Rank,
): Promise<readonly Other[]> {
  return OtherRows.parse(
    await tx.$queryRaw`
      SELECT no, source, precedence >= ${precedence}::integer AS stays FROM bar_import
      WHERE instrument_id = ${series.instrumentId} AND resolution = ${resolutionMinutes(series.resolution)}
        AND source <> ${source} AND status = 'completed'
      ORDER BY bar_import.no LIMIT ${IMPORTS_OF_SERIES_MAX}`,
  );
}

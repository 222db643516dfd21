import { z } from "zod";
import { resolutionMinutes } from "../../domain/resolution";
import type { FolderFile, FolderFiles } from "../../ports/folder";
import { CountText, EpochMsText, ResolutionColumn } from "../rows";

/** Files of one page. */
const FILES_PER_PAGE_MAX = 200;

const FileRows = z.array(
  z
    .object({
      path: z.string(),
      bytes: CountText,
      modified_ms: z
        .string()
        .regex(/^-?\d{1,16}$/)
        .transform(Number),
      state: z.enum(["waiting", "imported", "refused", "gone"]),
      since_ms: EpochMsText,
      sha256: z.string().nullable(),
      times: z.int(),
      symbol: z.string().nullable(),
      resolution: ResolutionColumn.nullable(),
      import_id: z.string().nullable(),
      refusal: z.unknown(),
      decided_ms: EpochMsText.nullable(),
    })
    .transform(
      ({ modified_ms, since_ms, import_id, decided_ms, refusal, ...rest }): FolderFile => ({
        ...rest,
        modifiedMs: modified_ms,
        sinceMs: since_ms,
        importId: import_id,
        refusal: refusal ?? null,
        decidedMs: decided_ms,
      }),
    ),
);
const CountRows = z.array(z.object({ state: z.enum(["waiting", "imported", "refused", "gone"]), files: CountText }));

/** What is known of the watched folder's files, on PostgreSQL. */
export function makeFolderFiles(): FolderFiles {
  return { known, list, counts, note, end, keep, gone };
}

const known: FolderFiles["known"] = async (sql, limit) => {
  const rows = await sql.$queryRaw`
    SELECT path, bytes::text, modified_ms::text, state, (extract(epoch FROM since) * 1000)::bigint::text AS since_ms, sha256, times,
      symbol, resolution, import_id, refusal, (extract(epoch FROM decided_at) * 1000)::bigint::text AS decided_ms
    FROM folder_file ORDER BY path LIMIT ${limit}`;
  return new Map(FileRows.parse(rows).map((file) => [file.path, file]));
};

const list: FolderFiles["list"] = async (sql, { state, afterPath, limit }) => {
  const rows = await sql.$queryRaw`
    SELECT path, bytes::text, modified_ms::text, state, (extract(epoch FROM since) * 1000)::bigint::text AS since_ms, sha256, times,
      symbol, resolution, import_id, refusal, (extract(epoch FROM decided_at) * 1000)::bigint::text AS decided_ms
    FROM folder_file
    WHERE state = coalesce(${state}::text, state) AND path > coalesce(${afterPath}::text, '')
    ORDER BY path LIMIT ${Math.min(limit, FILES_PER_PAGE_MAX)}`;
  return FileRows.parse(rows);
};

const counts: FolderFiles["counts"] = async (sql) => {
  const rows = CountRows.parse(
    await sql.$queryRaw`SELECT state, count(*)::text AS files FROM folder_file GROUP BY state LIMIT 4`,
  );
  const of = (state: FolderFile["state"]) => rows.find((row) => row.state === state)?.files ?? 0;
  return { waiting: of("waiting"), imported: of("imported"), refused: of("refused"), gone: of("gone") };
};

const note: FolderFiles["note"] = async (sql, path, { bytes, modifiedMs }, nowMs) => {
  await sql.$executeRaw`
    INSERT INTO folder_file (path, bytes, modified_ms, state, since)
    VALUES (${path}, ${bytes}::bigint, ${modifiedMs}::bigint, 'waiting', to_timestamp(${nowMs}::double precision / 1000))
    ON CONFLICT (path) DO UPDATE SET bytes = excluded.bytes, modified_ms = excluded.modified_ms, state = 'waiting', since = excluded.since`;
};

const end: FolderFiles["end"] = async (tx, path, { bytes, modifiedMs }, ended, nowMs) => {
  const resolution = ended.resolution === null ? null : resolutionMinutes(ended.resolution);
  const [importId, refusal] =
    ended.state === "imported" ? [ended.importId, null] : [null, JSON.stringify(ended.refusal)];
  const changed = await tx.$executeRaw`
    UPDATE folder_file SET state = ${ended.state}, outcome = ${ended.state}, times = times + 1, symbol = ${ended.symbol},
      resolution = ${resolution}, sha256 = ${ended.sha256}, import_id = coalesce(${importId}, import_id),
      refusal = ${refusal}::jsonb, decided_at = to_timestamp(${nowMs}::double precision / 1000)
    WHERE path = ${path} AND bytes = ${bytes}::bigint AND modified_ms = ${modifiedMs}::bigint AND state = 'waiting'`;
  return changed === 1;
};

const keep: FolderFiles["keep"] = async (sql, path, { bytes, modifiedMs }) => {
  await sql.$executeRaw`
    UPDATE folder_file SET state = outcome
    WHERE path = ${path} AND bytes = ${bytes}::bigint AND modified_ms = ${modifiedMs}::bigint AND outcome IS NOT NULL`;
};

const gone: FolderFiles["gone"] = async (sql, path, nowMs) => {
  await sql.$executeRaw`
    UPDATE folder_file SET state = 'gone', since = to_timestamp(${nowMs}::double precision / 1000)
    WHERE path = ${path} AND state <> 'gone'`;
};

import { err, type ImportId, ImportId as ImportIds, ok, type Result, type SqlPort } from "@/modules/_kernel";
import {
  type BarImport,
  type CsvReading,
  type ImportBarsPayload,
  importBarsJob,
  isCurrency,
  isSymbol,
  REPLAY_PREFIX,
  type SeriesKey,
  timeZoneOf,
  type UndoError,
} from "@/modules/data";
import {
  type ImportError,
  type ImportWatch,
  makeBarIngest,
  makeImportBars,
  makeInstrumentStore,
  openBarFile,
} from "@/modules/data/server";
import { appendAudit } from "../platform/audit";
import type { JobContext, JobHandler, Work } from "../platform/work";
import type { Uploads } from "../uploads";
import type { Actor, Answer, ImportView, StartImportInput } from "./contract";
import type { FlowDeps } from "./deps";
import type { AppError } from "./errors";

export type ImportFlowDeps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "newId" | "work"> & {
  readonly uploads: Uploads;
};

/**
 * Starts the import of an uploaded file as a job. What can be told without reading the file is refused here; the rest is
 * the job's outcome.
 */
export const makeStartImport =
  ({ transactions, work, newId, uploads }: ImportFlowDeps) =>
  async (actor: Actor, input: StartImportInput): Answer<{ readonly jobId: Awaited<ReturnType<Work["submit"]>> }> => {
    const symbol = input.symbol.trim().toUpperCase();
    const refusal = refuseInput({ ...input, symbol });
    if (refusal !== null) return err(refusal);
    const upload = await uploads.find(input.uploadId);
    if (upload === null) return err({ kind: "upload.not_found", path: "uploadId" });
    const importId = ImportIds.of(newId());
    const payload: ImportBarsPayload = { ...input, importId, symbol };
    const jobId = await transactions.run(async (tx) => {
      const { fileName, sha256 } = upload;
      await appendAudit(tx, {
        actor,
        action: "import.start",
        subjectType: "import",
        subjectId: importId,
        details: { symbol, resolution: input.resolution, fileName, sha256 },
      });
      return work.submit(tx, {
        contract: importBarsJob,
        payload,
        title: `Import ${fileName}`,
        createdBy: actor.userId,
        requestId: actor.requestId,
      });
    });
    return ok({ jobId });
  };

/** Does the import that {@link makeStartImport} promised. */
export const makeImportBarsHandler = (deps: ImportFlowDeps): JobHandler<ImportBarsPayload> => {
  const importFile = makeImportFile(deps);
  return async (payload, job) => {
    const done = await makeBarIngest().findImport(deps.sql, payload.importId);
    if (done !== null) return ok(outcomeOf(done));
    const upload = await deps.uploads.find(payload.uploadId);
    if (upload === null) return err({ kind: "upload.not_found", path: "uploadId" });
    return importFile(
      { ...payload, path: upload.path, fileName: upload.fileName, sha256: upload.sha256 },
      actorOf(job),
      job,
    );
  };
};

/** Whom the work is for: the person who asked, or the installation itself. */
export function actorOf({ userId, requestId }: Pick<JobContext, "userId" | "requestId">): Actor {
  return { kind: userId === null ? "system" : "user", userId, requestId };
}

export interface FileToImport extends Omit<ImportBarsPayload, "uploadId"> {
  readonly path: string;
  readonly fileName: string;
  readonly sha256: string;
}

export interface ImportOutcome extends Record<string, unknown> {
  readonly importId: ImportId;
  readonly symbol: string;
  readonly resolution: SeriesKey["resolution"];
  readonly inserted: number;
  readonly replaced: number;
  readonly unchanged: number;
  readonly skipped: number;
}

/** The one way in for a file: upload, sample and command line. Bars, instrument, audit row and news commit together. */
export const makeImportFile = ({ sql, transactions, clock, work }: Omit<ImportFlowDeps, "uploads" | "newId">) => {
  const ingest = makeBarIngest();
  const importBars = makeImportBars({ sql, transactions, ingest, instruments: makeInstrumentStore(sql), clock });
  return async (
    { path, fileName, ...request }: FileToImport,
    actor: Actor,
    watch: Pick<ImportWatch, "signal" | "progress">,
  ): Promise<Result<ImportOutcome, AppError>> => {
    const file = await openBarFile(path, fileName);
    const done = await refusingFullDisk(importBars)(
      { ...request, file, createdBy: actor.userId },
      {
        signal: watch.signal,
        progress: (count, total, unit) => watch.progress(count, total, unit),
        also: async (tx, imported) => {
          await appendAudit(tx, {
            actor,
            action: "import.complete",
            subjectType: "import",
            subjectId: imported.importId,
            details: outcomeOf(imported),
          });
          await publishChange(work, tx, imported);
        },
      },
    );
    return done.ok ? ok(outcomeOf(done.value)) : err(toAppError(done.error));
  };
};

/** PostgreSQL's word for a disk without room; what it had begun is rolled back. */
const DISK_FULL = "53100";

/** A full disk is no fault of ours to try again, but something for a person to mend. */
function refusingFullDisk<A extends readonly unknown[], T, E>(work: (...args: A) => Promise<Result<T, E>>) {
  return async (...args: A): Promise<Result<T, E | { readonly kind: "upload.disk_full" }>> => {
    try {
      return await work(...args);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === DISK_FULL)
        return err({ kind: "upload.disk_full" });
      throw error;
    }
  };
}

export function publishChange(work: Pick<Work, "publish">, tx: SqlPort, { symbol, series }: BarImport): Promise<void> {
  const payload = { symbol, resolution: series.resolution };
  return work.publish(tx, { topic: "bars.changed", audience: null, payload });
}

export function outcomeOf({
  importId,
  symbol,
  series,
  inserted,
  replaced,
  unchanged,
  skipped,
}: BarImport): ImportOutcome {
  return { importId, symbol, resolution: series.resolution, inserted, replaced, unchanged, skipped };
}

export function importView(found: BarImport): ImportView {
  const { importId, fileName, symbol, series, inserted, replaced, unchanged, skipped } = found;
  const counts = { inserted, replaced, unchanged, skipped };
  const [createdAt, undoneAt] = [found.createdAtMs, found.undoneAtMs];
  return { importId, fileName, symbol, resolution: series.resolution, ...counts, createdAt, undoneAt };
}

/** What is wrong with a request to import, as far as can be told without the file. Null when nothing is. */
export function refuseInput({
  symbol,
  currency,
  reading,
}: {
  readonly symbol: string;
  readonly currency: string;
  readonly reading: CsvReading;
}): AppError | null {
  if (!isSymbol(symbol)) return { kind: "instrument.symbol_malformed", path: "symbol", facts: { symbol } };
  if (symbol.startsWith(REPLAY_PREFIX)) return { kind: "replay.symbol_reserved", path: "symbol" };
  if (!isCurrency(currency)) return { kind: "currency.unknown", path: "currency", facts: { currency } };
  const zone = timeZoneOf(reading.timeZone);
  if (!zone.ok) return toAppError(zone.error);
  const missing = (["time", "open", "high", "low", "close"] as const).find(
    (field) => reading.columns[field] === undefined,
  );
  if (missing === undefined) return null;
  return {
    kind: "import.mapping_incomplete",
    path: `reading.columns.${missing}`,
    facts: { field: missing, column: null },
  };
}

/** A refusal of the data module in the words of the transport. */
export function toAppError(error: ImportError | UndoError | { readonly kind: "upload.disk_full" }): AppError {
  switch (error.kind) {
    case "import.empty":
      return { kind: error.kind, facts: { fileName: error.fileName } };
    case "import.not_text":
      return { kind: error.kind, facts: { fileName: error.fileName, looksLike: error.looksLike } };
    case "import.unreadable":
      return { kind: error.kind, facts: { fileName: error.fileName, reason: error.reason } };
    case "import.mapping_incomplete": {
      const { field, column, header } = error;
      return {
        kind: error.kind,
        path: `reading.columns.${field}`,
        facts: { field, column, header: header.join(", ") },
      };
    }
    case "import.too_many_rows":
      return { kind: error.kind, facts: { rowsMax: error.rowsMax } };
    case "import.rows_invalid":
      return {
        kind: error.kind,
        facts: { count: error.problemCount, rows: error.rows },
        issues: error.problems.map(({ line, column, value, message }) => ({
          path: column === null ? `line ${line}` : `line ${line}, ${column}`,
          message: value === "" ? message : `"${value}": ${message}`,
        })),
      };
    case "time_zone.unknown":
      return { kind: error.kind, path: "reading.timeZone", facts: { timeZone: error.timeZone } };
    case "import.canceled":
    case "upload.disk_full":
      return { kind: error.kind };
    case "import.not_found":
      return { kind: error.kind, path: "importId", facts: { importId: error.importId } };
    case "import.undone_already":
      return { kind: error.kind, path: "importId", facts: { importId: error.importId, undoneAt: error.undoneAtMs } };
    case "import.overlaid":
      return {
        kind: error.kind,
        path: "importId",
        facts: { importId: error.byImportId, fileName: error.byFileName, createdAt: error.byCreatedAtMs },
      };
    default:
      return error satisfies never;
  }
}

import { err, ok, type Result } from "@/modules/_kernel";
import { type ImportSymbolsPayload, importSymbolsJob, isCurrency } from "@/modules/data";
import {
  makeImportSymbols,
  makeInstrumentCatalog,
  openListFile,
  readSymbolList,
  type SymbolImportError,
  type SymbolImportRequest,
  type SymbolImportWatch,
} from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { JobHandler } from "../../platform/work";
import type { Uploads } from "../../uploads";
import type { Actor } from "../contract";
import type { InstrumentFlows } from "../contract/instruments";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { actorOf } from "../import-bars";
import { publishInstruments } from "./manage-instruments";

type SymbolImportDeps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work"> & { readonly uploads: Uploads };

/** Rows shown as they were understood. */
const SAMPLE_ROWS = 12;

/** Reads an uploaded list as the import will: what is new, what is known, what is wrong. Changes nothing. */
export const makePreviewSymbols =
  ({ sql, uploads }: Pick<SymbolImportDeps, "sql" | "uploads">): InstrumentFlows["previewSymbols"] =>
  async (uploadId) => {
    const upload = await uploads.find(uploadId);
    if (upload === null) return err({ kind: "upload.not_found", path: "uploadId" });
    const read = await readSymbolList(await openListFile(upload.path, upload.fileName), () => undefined);
    if (!read.ok) return err(toSymbolsError(read.error));
    const { rows, lines, problems, problemCount, unusedColumns } = read.value;
    const knownSymbols = await makeInstrumentCatalog(sql).countKnown(rows.map(({ symbol }) => symbol));
    return ok({
      uploadId,
      fileName: upload.fileName,
      bytes: upload.bytes,
      lines,
      newSymbols: rows.length - knownSymbols,
      knownSymbols,
      problemCount,
      problems,
      unusedColumns,
      sample: rows
        .slice(0, SAMPLE_ROWS)
        .map(({ line, symbol, name = null, kind = null, currency = null }) => ({ line, symbol, name, kind, currency })),
    });
  };

/** Starts the import of an uploaded list as a job. */
export const makeStartSymbolImport =
  ({ transactions, work, uploads }: SymbolImportDeps): InstrumentFlows["startSymbolImport"] =>
  async (actor, input) => {
    if (!isCurrency(input.currency))
      return err({ kind: "currency.unknown", path: "currency", facts: { currency: input.currency } });
    const upload = await uploads.find(input.uploadId);
    if (upload === null) return err({ kind: "upload.not_found", path: "uploadId" });
    const { fileName, sha256 } = upload;
    const jobId = await transactions.run(async (tx) => {
      await appendAudit(tx, {
        actor,
        action: "instrument.start_import",
        subjectType: "upload",
        subjectId: input.uploadId,
        details: { fileName, sha256 },
      });
      return work.submit(tx, {
        contract: importSymbolsJob,
        payload: input,
        title: `Import symbols from ${fileName}`,
        createdBy: actor.userId,
        requestId: actor.requestId,
      });
    });
    return ok({ jobId });
  };

/** Does the import that {@link makeStartSymbolImport} promised. Begun again, it finds its own work done. */
export const makeImportSymbolsHandler = (deps: SymbolImportDeps): JobHandler<ImportSymbolsPayload> => {
  const importList = makeImportSymbolList(deps);
  return async ({ uploadId, kind, currency }, job) => {
    const upload = await deps.uploads.find(uploadId);
    if (upload === null) return err({ kind: "upload.not_found", path: "uploadId" });
    const file = await openListFile(upload.path, upload.fileName);
    return importList({ file, defaults: { kind, currency } }, actorOf(job), job);
  };
};

export interface SymbolImportOutcome extends Record<string, unknown> {
  readonly fileName: string;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** The one way in for a list of symbols: upload and command line. Instruments, audit row and news commit together. */
export const makeImportSymbolList = ({ sql, transactions, clock, work }: Omit<SymbolImportDeps, "uploads">) => {
  const importSymbols = makeImportSymbols({ transactions, catalog: makeInstrumentCatalog(sql), clock });
  return async (
    request: SymbolImportRequest,
    actor: Actor,
    watch: Pick<SymbolImportWatch, "signal" | "progress">,
  ): Promise<Result<SymbolImportOutcome, AppError>> => {
    const { fileName } = request.file;
    const done = await importSymbols(request, {
      signal: watch.signal,
      progress: (count, total, unit) => watch.progress(count, total, unit),
      async also(tx, counts) {
        // A list that changed nothing leaves nothing to tell.
        if (counts.inserted + counts.updated === 0) return;
        await appendAudit(tx, {
          actor,
          action: "instrument.import",
          subjectType: "file",
          subjectId: fileName,
          details: { ...counts },
        });
        await publishInstruments(work, tx, null);
      },
    });
    return done.ok ? ok({ fileName, ...done.value }) : err(toSymbolsError(done.error));
  };
};

/** A refusal of the data module in the words of the transport. */
export function toSymbolsError(error: SymbolImportError): AppError {
  switch (error.kind) {
    case "import.empty":
      return { kind: error.kind, facts: { fileName: error.fileName } };
    case "import.not_text":
      return { kind: error.kind, facts: { fileName: error.fileName, looksLike: error.looksLike } };
    case "import.unreadable":
      return { kind: error.kind, facts: { fileName: error.fileName, reason: error.reason } };
    case "import.mapping_incomplete":
      return {
        kind: "import.symbol_column_missing",
        path: "file",
        facts: { header: error.header.join(", ").slice(0, 400) },
      };
    case "import.too_many_rows":
      return { kind: error.kind, facts: { rowsMax: error.rowsMax } };
    case "import.symbols_invalid":
      return {
        kind: error.kind,
        facts: { count: error.problemCount, rows: error.rows },
        issues: error.problems.map(({ line, column, value, message }) => ({
          path: column === null ? `line ${line}` : `line ${line}, ${column}`,
          message: value === "" ? message : `"${value}": ${message}`,
        })),
      };
    case "import.canceled":
      return { kind: error.kind };
    default:
      return error satisfies never;
  }
}

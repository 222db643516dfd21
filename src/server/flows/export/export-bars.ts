import { EpochMs, err, invariant, ok } from "@/modules/_kernel";
import { DAY_MS, type ExportBarsPayload, exportBarsJob, makeOpenAdjustedSeries } from "@/modules/data";
import {
  createCsvBarFile,
  createParquetBarFile,
  type ExportError,
  makeBarStore,
  makeCorporateActionStore,
  makeExportBars,
  makeInstrumentStore,
  makeQualityStore,
} from "@/modules/data/server";
import { appendAudit } from "../../platform/audit";
import type { JobHandler } from "../../platform/work";
import type { ExportFlows, ExportInput } from "../contract/export";
import type { FlowDeps } from "../deps";
import type { AppError } from "../errors";
import { EXPORTS_A_PERSON_MAX, makeExportFiles } from "./export-files";

type Deps = Pick<FlowDeps, "sql" | "transactions" | "clock" | "work" | "newId" | "dataDir">;

/** Bars between two looks at the free disk: some tens of megabytes. */
const ROOM_CHECK_BARS = 500_000;

export function makeExportFlows(deps: Deps): ExportFlows {
  const files = makeExportFiles(deps);
  return {
    async startExport(actor, input) {
      const { userId } = actor;
      if (userId === null) return err({ kind: "export.needs_owner" });
      const symbols = input.symbols?.map((symbol) => symbol.toUpperCase()) ?? null;
      for (const symbol of symbols ?? []) {
        if ((await makeInstrumentStore(deps.sql).find(symbol)) === null)
          return err({ kind: "instrument.not_found", path: "symbols", facts: { symbol } });
      }
      const range = rangeOf(input);
      if (range === null)
        return err({ kind: "export.range_invalid", path: "to", facts: { from: input.from, to: input.to } });
      if ((await files.listOf(userId)).length >= EXPORTS_A_PERSON_MAX)
        return err({ kind: "export.too_many", facts: { max: EXPORTS_A_PERSON_MAX } });
      if (!(await files.hasRoom())) return err({ kind: "export.disk_full" });
      const exportId = deps.newId();
      const { format, adjustment, hours } = input;
      const resolutions = input.resolutions === null ? null : [...input.resolutions];
      const payload: ExportBarsPayload = { exportId, format, symbols, resolutions, adjustment, hours, ...range };
      const jobId = await deps.transactions.run(async (tx) => {
        await appendAudit(tx, {
          actor,
          action: "export.start",
          subjectType: "export",
          subjectId: exportId,
          details: { ...input, symbols },
        });
        return deps.work.submit(tx, {
          contract: exportBarsJob,
          payload,
          title: `Export ${titleOf(input)} as ${format === "csv" ? "CSV" : "Parquet"}`,
          createdBy: actor.userId,
          requestId: actor.requestId,
        });
      });
      return ok({ jobId, exportId });
    },
    listExports: (userId) => files.listOf(userId),
    async findExport(userId, exportId) {
      const file = await files.find(exportId);
      if (file === null || file.ownerId !== userId) return null;
      const { ownerId: _ownerId, ...found } = file;
      return found;
    },
    async removeExport(actor, exportId) {
      const file = await files.find(exportId);
      if (file === null) return ok(null);
      if (file.ownerId !== actor.userId) return err({ kind: "export.not_found", facts: { exportId } });
      await deps.transactions.run((tx) =>
        appendAudit(tx, {
          actor,
          action: "export.remove",
          subjectType: "export",
          subjectId: exportId,
          details: { fileName: file.fileName },
        }),
      );
      await files.remove(exportId);
      return ok(null);
    },
  };
}

/** The dates as moments, `to` made the first moment after it. Null: `to` is before `from`. */
export function rangeOf({ from, to }: Pick<ExportInput, "from" | "to">) {
  const fromMs = from === null ? null : EpochMs.of(Date.parse(`${from}T00:00:00Z`));
  const toMs = to === null ? null : EpochMs.of(Date.parse(`${to}T00:00:00Z`) + DAY_MS);
  return fromMs !== null && toMs !== null && toMs <= fromMs ? null : { fromMs, toMs };
}

const SYMBOLS_IN_TITLE = 3;

function titleOf({ symbols }: ExportInput): string {
  if (symbols === null) return "all bars";
  const more = symbols.length - SYMBOLS_IN_TITLE;
  return `${symbols.slice(0, SYMBOLS_IN_TITLE).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Joins the export to its stores: the job and the command line run the same. */
export function makeBarExport({ sql }: Pick<FlowDeps, "sql">) {
  const exportBars = makeExportBars({
    instruments: makeInstrumentStore(sql),
    openSeries: makeOpenAdjustedSeries({ bars: makeBarStore(sql), actions: makeCorporateActionStore(sql) }),
    quality: makeQualityStore(sql),
  });
  return async (
    { format, ...selection }: Omit<ExportBarsPayload, "exportId">,
    path: string,
    watch: Parameters<typeof exportBars>[2],
  ) => {
    const file = await (format === "csv" ? createCsvBarFile(path) : createParquetBarFile(path));
    let whole = false;
    try {
      const done = await exportBars(selection, file, watch);
      if (done.ok) await file.finish();
      whole = done.ok;
      return done;
    } finally {
      if (!whole) await file.abandon();
    }
  };
}

/** Writes the file that was asked for. What breaks off leaves nothing behind. */
export const makeExportBarsHandler = (deps: Deps): JobHandler<ExportBarsPayload> => {
  const files = makeExportFiles(deps);
  const run = makeBarExport(deps);
  return async ({ exportId, ...payload }, job) => {
    const before = await files.find(exportId);
    if (before !== null) return ok({ exportId, bars: before.bars, bytes: before.bytes, fileName: before.fileName });
    const path = await files.begin(exportId);
    let full = false;
    let checkedAt = 0;
    const stop = new AbortController();
    const signal = AbortSignal.any([job.signal, stop.signal]);
    const progress = (bars: number, total: number) => {
      job.progress(bars, total, "bars");
      if (bars - checkedAt < ROOM_CHECK_BARS) return;
      checkedAt = bars;
      void files.hasRoom().then((room) => {
        full ||= !room;
        if (full) stop.abort();
      });
    };
    try {
      const done = await run(payload, path, { signal, progress });
      if (!done.ok) return err(full ? { kind: "export.disk_full" } : toAppError(done.error));
      const fileName = fileNameOf(payload);
      const ownerId = job.userId;
      invariant(ownerId !== null, "an export is started for a person");
      await files.complete(exportId, { fileName, ownerId, ...done.value, createdAt: deps.clock.nowMs() });
      const whole = await files.find(exportId);
      return ok({ exportId, bars: done.value.bars, bytes: whole?.bytes ?? 0, fileName });
    } finally {
      await files.abandon(exportId);
    }
  };
};

const KINDS = { raw: [], split: ["split-adjusted"], total_return: ["total-return"] } as const;

const HOURS = { stored: [], regular: ["regular-hours"], extended: ["extended-hours"] } as const;

function fileNameOf({ symbols, resolutions, adjustment, hours, format }: Omit<ExportBarsPayload, "exportId">): string {
  const what =
    symbols === null
      ? "bars"
      : symbols
          .slice(0, SYMBOLS_IN_TITLE)
          .join("-")
          .replaceAll(/[^\w.-]/g, "_");
  return `${[what, ...(resolutions ?? []), ...KINDS[adjustment], ...HOURS[hours]].join("-")}.${format}`;
}

export function toAppError(error: ExportError): AppError {
  if (error.kind === "instrument.not_found")
    return { kind: error.kind, path: "symbols", facts: { symbol: error.symbol } };
  if (error.kind === "export.not_adjustable") {
    const { symbol, reason } = error;
    return { kind: error.kind, path: "adjustment", facts: { symbol, reason: reason.replace(/^adjust\./, "") } };
  }
  return { kind: error.kind };
}

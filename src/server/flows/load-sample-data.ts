import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { ImportId, type JobId, ok } from "@/modules/_kernel";
import { type CsvReading, type LoadSamplePayload, loadSampleJob } from "@/modules/data";
import { makeBarIngest, openCsvFile } from "@/modules/data/server";
import { appendAudit } from "../platform/audit";
import type { JobHandler } from "../platform/work";
import type { Actor, Answer } from "./contract";
import type { FlowDeps } from "./deps";
import { actorOf, makeImportFile, outcomeOf } from "./import-bars";

/** S&P 500, daily, 2000-01-03 to 2020-04-17, from the npm package vega-datasets (BSD-3-Clause; the data is Yahoo's). */
const SAMPLE = { symbol: "^GSPC", name: "S&P 500", kind: "index", currency: "USD", resolution: "1d" } as const;
const READING: CsvReading = {
  delimiter: ",",
  hasHeader: true,
  // The file's adjusted close equals its close: an index pays no dividends.
  columns: { time: "date", open: "open", high: "high", low: "low", close: "close", volume: "volume" },
  timeFormat: "iso",
  timeZone: "America/New_York",
  decimalComma: false,
};

/** The package exports its code only; its data lies beside it. */
function samplePath(): string {
  return join(createRequire(import.meta.url).resolve("vega-datasets"), "../../data/sp500-2000.csv");
}

/** Starts loading the sample series. Asked again, it finds everything there and changes nothing. */
export const makeLoadSampleData =
  ({ transactions, work, newId }: Pick<FlowDeps, "transactions" | "work" | "newId">) =>
  async (actor: Actor): Answer<{ readonly jobId: JobId }> => {
    const importId = ImportId.of(newId());
    const jobId = await transactions.run(async (tx) => {
      await appendAudit(tx, { actor, action: "sample.load", subjectType: "import", subjectId: importId });
      return work.submit(tx, {
        contract: loadSampleJob,
        payload: { importId },
        title: "Load sample data: S&P 500 daily, 2000 to 2020",
        createdBy: actor.userId,
        requestId: actor.requestId,
      });
    });
    return ok({ jobId });
  };

/** Does what {@link makeLoadSampleData} promised, through the same import as any file. */
export const makeLoadSampleHandler = (
  deps: Pick<FlowDeps, "sql" | "transactions" | "clock" | "work">,
): JobHandler<LoadSamplePayload> => {
  const importFile = makeImportFile(deps);
  return async ({ importId }, job) => {
    const path = samplePath();
    const file = await openCsvFile(path, basename(path));
    const sha256 = await file.sha256();
    // The same file imported before, and not undone: there is nothing to add, not even a line in the list of imports.
    const before = await makeBarIngest().findSameFile(deps.sql, SAMPLE, sha256);
    if (before !== null) return ok(outcomeOf(before));
    const request = {
      ...SAMPLE,
      importId,
      path,
      fileName: file.fileName,
      sha256,
      reading: READING,
      skipInvalidRows: false,
    };
    return importFile(request, actorOf(job), job);
  };
};

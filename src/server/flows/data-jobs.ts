import { checkQualityJob, exportBarsJob, importBarsJob, importSymbolsJob, loadSampleJob } from "@/modules/data";
import { type BoundJob, bind } from "../platform/work";
import { makeUploads } from "../uploads";
import { makeBackfillJobs } from "./backfill/backfill-jobs";
import { keepRejected } from "./backfill/keep-rejected";
import type { FlowDeps } from "./deps";
import { makeExportBarsHandler } from "./export/export-bars";
import { makeImportBarsHandler } from "./import-bars";
import { makeImportSymbolsHandler } from "./instruments/import-symbols";
import { makeLoadSampleHandler } from "./load-sample-data";
import { makeCheckQualityHandler } from "./quality/check-quality";

/** The chart of what an import brought. */
function chartOf({ symbol, resolution }: Readonly<Record<string, unknown>>): string | null {
  if (typeof symbol !== "string" || typeof resolution !== "string") return null;
  return `/chart?${new URLSearchParams({ symbol, resolution }).toString()}`;
}

/** The jobs of the data module with the flows that keep them. */
export function makeDataJobs(deps: FlowDeps): readonly BoundJob[] {
  const uploads = makeUploads(deps);
  return [
    bind(importBarsJob, makeImportBarsHandler({ ...deps, uploads }), chartOf),
    bind(exportBarsJob, makeExportBarsHandler(deps), ({ exportId }) =>
      typeof exportId === "string" ? `/api/exports/${exportId}` : null,
    ),
    bind(checkQualityJob, makeCheckQualityHandler(deps), () => "/markets/coverage"),
    bind(importSymbolsJob, makeImportSymbolsHandler({ ...deps, uploads }), () => "/markets"),
    bind(loadSampleJob, makeLoadSampleHandler(deps), chartOf),
    ...makeBackfillJobs({ ...deps, keepRejected }),
  ];
}

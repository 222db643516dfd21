import { makeOpenAdjustedSeries } from "@/modules/data";
import { makeBarIngest, makeBarStore, makeCorporateActionStore, makeInstrumentStore } from "@/modules/data/server";
import { makeUploads } from "../uploads";
import type { Flows } from "./contract";
import type { FlowDeps } from "./deps";
import { importView, makeStartImport } from "./import-bars";
import { makeLoadSampleData } from "./load-sample-data";
import { makePreviewImport } from "./preview-import";
import { makeGetInstrument, makeReadBarPage, makeSearchInstruments } from "./read-market-data";
import { makeUndoImport } from "./undo-import";

export type DataFlows = Pick<
  Flows,
  | "searchInstruments"
  | "getInstrument"
  | "previewImport"
  | "startImport"
  | "undoImport"
  | "listImports"
  | "loadSampleData"
  | "readBarPage"
>;

/** Joins the flows about instruments and bars to their stores. */
export function makeDataFlows(deps: FlowDeps): DataFlows {
  const market = {
    instruments: makeInstrumentStore(deps.sql),
    openSeries: makeOpenAdjustedSeries({
      bars: makeBarStore(deps.sql),
      actions: makeCorporateActionStore(deps.sql),
    }),
  };
  const uploads = makeUploads(deps);
  const ingest = makeBarIngest();
  return {
    searchInstruments: makeSearchInstruments(market),
    getInstrument: makeGetInstrument(market),
    readBarPage: makeReadBarPage(market),
    previewImport: makePreviewImport({ uploads }),
    startImport: makeStartImport({ ...deps, uploads }),
    undoImport: makeUndoImport(deps),
    loadSampleData: makeLoadSampleData(deps),
    /** The cursor is the number of the last import of the page before; text that is none begins at the newest. */
    async listImports({ cursor, limit }) {
      const before = cursor !== null && /^\d{1,9}$/.test(cursor) ? Number(cursor) : null;
      const found = await ingest.listImports(deps.sql, before, limit + 1);
      const page = found.slice(0, limit);
      return { rows: page.map(importView), cursor: found.length > limit ? String(page.at(-1)?.no) : null };
    },
  };
}

import { err, ok } from "@/modules/_kernel";
import { makeInstrumentCatalog, makeInstrumentStore } from "@/modules/data/server";
import { makeUploads } from "../../uploads";
import type { InstrumentFlows } from "../contract/instruments";
import type { FlowDeps } from "../deps";
import { instrumentView } from "../read-market-data";
import { makePreviewSymbols, makeStartSymbolImport } from "./import-symbols";
import {
  makeCreateInstrument,
  makeDeleteInstrument,
  makeEditInstrument,
  makeLinkAlias,
  makeUnlinkAlias,
  notFound,
} from "./manage-instruments";

/** Joins the flows that keep instruments. */
export function makeInstrumentFlows(deps: FlowDeps): InstrumentFlows {
  const [instruments, catalog] = [makeInstrumentStore(deps.sql), makeInstrumentCatalog(deps.sql)];
  const parts = { ...deps, instruments, catalog, uploads: makeUploads(deps) };
  return {
    async listInstruments({ cursor, limit, ...filter }) {
      const found = await catalog.list(filter, cursor, limit + 1);
      const page = found.slice(0, limit);
      const coverage = await instruments.coverage(page.map(({ instrumentId }) => instrumentId));
      return {
        rows: page.map((instrument) => instrumentView(instrument, coverage.get(instrument.instrumentId) ?? [])),
        cursor: found.length > limit ? (page.at(-1)?.symbol ?? null) : null,
      };
    },
    listSectors: () => catalog.sectors(),
    async describeInstrument(symbol) {
      const instrument = await instruments.find(symbol.toUpperCase());
      if (instrument === null) return err(notFound(symbol));
      const { instrumentId } = instrument;
      const [coverage, aliases, uses] = await Promise.all([
        instruments.coverage([instrumentId]),
        instruments.aliasesOf(instrumentId),
        catalog.uses(deps.sql, instrumentId),
      ]);
      return ok({ ...instrumentView(instrument, coverage.get(instrumentId) ?? []), aliases, uses });
    },
    createInstrument: makeCreateInstrument(parts),
    editInstrument: makeEditInstrument(parts),
    deleteInstrument: makeDeleteInstrument(parts),
    linkInstrumentAlias: makeLinkAlias(parts),
    unlinkInstrumentAlias: makeUnlinkAlias(parts),
    previewSymbols: makePreviewSymbols(parts),
    startSymbolImport: makeStartSymbolImport(parts),
  };
}

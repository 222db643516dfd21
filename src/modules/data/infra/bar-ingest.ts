import { invariant } from "@/modules/_kernel";
import type { BarIngest } from "../ports";
import { append } from "./bar-append";
import { findSameFile, listDisagreements, listImports } from "./bar-import-reads";
import { newestImport, openImport, otherSources, rankOf } from "./bar-import-record";
import {
  finishMerge,
  importsReliedOn,
  insertAll,
  insertMissing,
  keepReplaced,
  noteDisagreements,
  replaceBars,
} from "./bar-merge-statements";
import { removeBars } from "./bar-removal";
import { findImport, lockSeries, prepareBulkChange } from "./bar-series-lock";
import { dropDuplicates, findDuplicates, spanOf, stage, stagedExtent } from "./bar-staging";
import { undoImport } from "./bar-undo";

/**
 * Pages of the staging table that one statement merges: about 180 000 bars, a second of work. Between statements progress
 * is told and a cancel is heard.
 */
const PAGES_PER_STEP = 2048;

/** Writes bars on PostgreSQL, with TimescaleDB or without: COPY to a staging table, then an idempotent merge. */
export function makeBarIngest(): BarIngest {
  return {
    stage,
    findDuplicates,
    dropDuplicates,
    merge,
    append,
    findImport,
    findSameFile,
    listImports,
    listDisagreements,
    remove: removeBars,
    undo: undoImport,
  };
}

const merge: BarIngest["merge"] = async (tx, series, facts, nowMs, onMerged) => {
  await prepareBulkChange(tx);
  const { pages, staged, first_ms: firstMs, last_ms: lastMs } = await stagedExtent(tx);
  const [locked, newest] = await Promise.all([lockSeries(tx, series, nowMs), newestImport(tx, series, facts)]);
  const rank = rankOf(facts);
  const { no, id } = await openImport(tx, series, facts, { atMs: locked.at_ms, firstMs, lastMs, newest });
  const context = { series, no, atMs: locked.at_ms, rank, others: await otherSources(tx, series, rank) };
  let [replaced, inserted, kept] = [0, 0, 0];
  const reliesOn = new Set<number>();
  // Nothing can be there already where nothing is: the first import of a span skips looking.
  const overlaps =
    locked.first_ms !== null &&
    locked.last_ms !== null &&
    firstMs !== null &&
    lastMs !== null &&
    locked.first_ms <= lastMs &&
    locked.last_ms >= firstMs;
  for (let page = 0; page < pages; page += PAGES_PER_STEP) {
    const pageRange = { from: `(${page},0)`, to: `(${page + PAGES_PER_STEP},0)` };
    if (overlaps) {
      const slice = { ...pageRange, ...(await spanOf(tx, pageRange)) };
      for (const base of await importsReliedOn(tx, context, slice)) reliesOn.add(base);
      if (context.others.length > 0) kept += await noteDisagreements(tx, context, slice);
      const replacing = await keepReplaced(tx, context, slice);
      if (replacing > 0) await replaceBars(tx, context, slice);
      replaced += replacing;
      inserted += await insertMissing(tx, context, slice);
    } else {
      inserted += await insertAll(tx, context, pageRange);
    }
    onMerged(Math.min(staged, Math.round((staged * (page + PAGES_PER_STEP)) / pages)));
  }
  const counts = { inserted, replaced, kept, unchanged: staged - inserted - replaced - kept };
  await finishMerge(tx, context, counts, { firstMs, lastMs, reliesOn: [...reliesOn] });
  const done = await findImport(tx, id);
  invariant(done !== null, "an import is there once it was recorded");
  // Of a batch that goes on, what this merge did.
  return { ...done, ...counts };
};

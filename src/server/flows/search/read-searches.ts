import { EpochMs, err, ok } from "@/modules/_kernel";
import { encodeColumns } from "@/modules/data";
import type { SearchRecord } from "@/modules/strategy";
import { makeSearchStore } from "@/modules/strategy/server";
import { countAhead } from "../../platform/work";
import { storedError } from "../backtest-views";
import type { SearchFlows } from "../contract/search";
import type { FlowDeps } from "../deps";
import { toSearchView } from "./search-views";

/** Chunks whose results one answer carries: some megabytes. */
const CHUNKS_PER_READ = 100;
const FAILURES_SHOWN = 20;
const SENT_MAX = 100;

/** Searches as people look at them. */
export function makeReadSearches({
  sql,
}: Pick<FlowDeps, "sql">): Pick<SearchFlows, "getSearch" | "listSearches" | "readSearchResults" | "readSearchSeries"> {
  const store = makeSearchStore(sql);
  return {
    async getSearch(searchId) {
      const record = await store.find(searchId);
      if (record === null) return err({ kind: "search.not_found" });
      const { strategy, resolution } = record.spec;
      const [failed, sent, trialsEver] = await Promise.all([
        store.listChunks(sql, searchId, ["failed"], FAILURES_SHOWN),
        store.listChunks(sql, searchId, ["sent"], SENT_MAX),
        store.countTrials({ strategy, resolution, instrumentId: record.instrumentId }),
      ]);
      const jobs = [record.jobId, ...sent.flatMap(({ jobId }) => (jobId === null ? [] : [jobId]))];
      return ok({
        ...(await toSearchView(sql, record)),
        ahead: record.finishedAtMs === null ? await countAhead(sql, jobs, "strategy.") : null,
        failures: failed.map(({ chunk, trials, error }) => ({
          chunk,
          trials,
          error: error === null ? null : storedError(error),
        })),
        trialsEver,
      });
    },

    async listSearches({ order, cursor, limit }) {
      const page =
        order === "newest" ? await store.list(parseCursor(cursor), limit) : await store.rank(parseRank(cursor), limit);
      const last = page.length < limit ? undefined : page.at(-1);
      return {
        rows: await Promise.all(page.map((record) => toSearchView(sql, record))),
        cursor: last === undefined ? null : order === "newest" ? cursorOf(last) : `${worthOf(last)}~${cursorOf(last)}`,
      };
    },

    async readSearchResults(searchId, after) {
      if ((await store.find(searchId)) === null) return err({ kind: "search.not_found" });
      const { order, columns } = await store.readResults(searchId, after, CHUNKS_PER_READ);
      return ok(encodeColumns({ order: Float64Array.of(order), ...columns }));
    },

    async readSearchSeries(searchId) {
      const record = await store.find(searchId);
      if (record === null) return err({ kind: "search.not_found" });
      return ok(encodeColumns(await store.readSeries(searchId)));
    },
  };
}

const cursorOf = ({ createdAtMs, searchId }: SearchRecord) => `${createdAtMs}.${searchId}`;
const worthOf = ({ status, outcome }: SearchRecord): number | null =>
  status === "succeeded" ? (outcome?.walk?.totalReturn ?? null) : null;

/** The same of a place in the ranking: what the last one was worth stands before it. */
function parseRank(cursor: string | null) {
  const at = cursor?.indexOf("~") ?? -1;
  const after = cursor === null || at < 1 ? null : parseCursor(cursor.slice(at + 1));
  if (cursor === null || after === null) return null;
  const worth = cursor.slice(0, at);
  return { ...after, oosReturn: worth === "null" ? null : Number(worth) };
}

/** A cursor this server gave out, or null: what is none starts from the top. */
function parseCursor(cursor: string | null) {
  const at = cursor?.indexOf(".") ?? -1;
  if (cursor === null || at < 1) return null;
  const [createdAtMs, searchId] = [Number(cursor.slice(0, at)), cursor.slice(at + 1)];
  return EpochMs.is(createdAtMs) ? { createdAtMs, searchId } : null;
}

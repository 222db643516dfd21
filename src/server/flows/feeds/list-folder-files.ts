import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import type { FolderFile } from "@/modules/data";
import { makeFolderFiles } from "@/modules/data/server";
import type { FeedFlows, FolderFileView } from "../contract/feeds";
import type { FlowDeps } from "../deps";
import { type AppError, isAppErrorKind } from "../errors";

/** A refusal as it was written down with the file. */
const Refusal = z.object({
  kind: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  issues: z.array(z.object({ path: z.string(), message: z.string() })),
});

/** Files of the watched folder by path; the cursor is the last path of the page before. */
export const makeListFolderFiles =
  ({ sql, importRoot }: Pick<FlowDeps, "sql" | "importRoot">): FeedFlows["listFolderFiles"] =>
  async ({ state, cursor, limit }) => {
    const files = makeFolderFiles();
    const [counts, found] = await Promise.all([
      files.counts(sql),
      files.list(sql, { state, afterPath: cursor, limit: limit + 1 }),
    ]);
    const rows = found.slice(0, limit).map(viewOf);
    return { root: importRoot, counts, rows, cursor: found.length > limit ? (rows.at(-1)?.path ?? null) : null };
  };

function viewOf({
  path,
  bytes,
  modifiedMs,
  state,
  symbol,
  resolution,
  refusal,
  decidedMs,
}: FolderFile): FolderFileView {
  const error = state === "refused" ? errorOf(refusal) : null;
  return { path, bytes, modifiedAt: EpochMs.of(modifiedMs), state, symbol, resolution, error, decidedAt: decidedMs };
}

function errorOf(refusal: unknown): AppError | null {
  const { kind, facts, issues } = Refusal.parse(refusal);
  return isAppErrorKind(kind) ? { kind, facts, issues } : null;
}

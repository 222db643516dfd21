import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { EpochMs } from "@/modules/_kernel";
import type { ExportView } from "../contract/export";

/** Left free for the database and the logs: an export must not be what stops them. */
const DISK_RESERVE_BYTES = 536_870_912;
const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
/** Files on the list; older ones are gone after a week. */
const EXPORTS_LISTED_MAX = 200;

const Meta = z.object({
  fileName: z.string(),
  bars: z.int(),
  series: z.int(),
  createdAt: z.custom<EpochMs>(EpochMs.is, "whole milliseconds"),
});
type Facts = z.infer<typeof Meta>;

/** Files on their way out of the house, in `<data>/exports`, readable by the installation's user only. */
export function makeExportFiles({ dataDir }: { readonly dataDir: string }) {
  const folder = join(dataDir, "exports");
  const pathsOf = (exportId: string) => ({
    part: join(folder, `${exportId}.part`),
    data: join(folder, `${exportId}.data`),
    meta: join(folder, `${exportId}.json`),
  });
  const find = async (exportId: string): Promise<(ExportView & { readonly path: string }) | null> => {
    if (!ID_PATTERN.test(exportId)) return null;
    const { data, meta } = pathsOf(exportId);
    try {
      const { size } = await stat(data);
      const facts = Meta.parse(JSON.parse(await readFile(meta, "utf8")));
      return { exportId, ...facts, bytes: size, path: data };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  };
  return {
    find,

    /** Where to write; what an attempt before left is gone. */
    async begin(exportId: string): Promise<string> {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { part } = pathsOf(exportId);
      await rm(part, { force: true });
      return part;
    },

    /** Gives a written file its name. What has its final name is whole and described. */
    async complete(exportId: string, facts: Facts): Promise<void> {
      const { part, data, meta } = pathsOf(exportId);
      await writeFile(meta, JSON.stringify(facts), { mode: 0o600 });
      await rename(part, data);
    },

    async abandon(exportId: string): Promise<void> {
      await rm(pathsOf(exportId).part, { force: true });
    },

    async hasRoom(): Promise<boolean> {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize > DISK_RESERVE_BYTES;
    },

    async list(): Promise<readonly ExportView[]> {
      const names = await namesIn(folder);
      const found: ExportView[] = [];
      for (const name of names.filter((one) => one.endsWith(".data"))) {
        const file = await find(name.slice(0, -".data".length));
        if (file === null) continue;
        const { path: _path, ...view } = file;
        found.push(view);
      }
      return found.toSorted((left, right) => right.createdAt - left.createdAt).slice(0, EXPORTS_LISTED_MAX);
    },

    /** Deletes files older than `ageMs`. Returns how many went. */
    async prune(ageMs: number, nowMs: number): Promise<number> {
      let removed = 0;
      for (const name of await namesIn(folder)) {
        const path = join(folder, name);
        const facts = await stat(path).catch((error: unknown) => {
          if (isMissing(error)) return null; // another process was quicker
          throw error;
        });
        if (facts === null || !facts.isFile() || facts.mtimeMs >= nowMs - ageMs) continue;
        await rm(path, { force: true });
        removed += 1;
      }
      return removed;
    },
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return []; // nothing was ever exported
    throw error;
  }
}

const isMissing = (error: unknown) => error instanceof Error && "code" in error && error.code === "ENOENT";

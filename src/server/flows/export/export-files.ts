import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { EpochMs, UserId } from "@/modules/_kernel";
import type { ExportView } from "../contract/export";

/** Left free for the database and the logs: an export must not be what stops them. */
const DISK_RESERVE_BYTES = 536_870_912;
/** All files of all people together: an installation's disk is its database's. */
export const EXPORT_BYTES_MAX = 21_474_836_480;
/** Files of one person; a week's worth of work. */
export const EXPORTS_A_PERSON_MAX = 20;
/** Long enough for whoever comes back after a weekend; they can be made again. */
export const EXPORT_KEPT_MS = 7 * 86_400_000;
const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
/** Files on the list; older ones are gone after a week. */
const EXPORTS_LISTED_MAX = 200;

const Meta = z.object({
  ownerId: z.custom<UserId>(UserId.is, "a person's id"),
  fileName: z.string(),
  bars: z.int(),
  series: z.int(),
  createdAt: z.custom<EpochMs>(EpochMs.is, "whole milliseconds"),
});
type Facts = z.infer<typeof Meta>;

/** A whole file, whose it is, and where. */
interface KeptFile extends ExportView {
  readonly ownerId: UserId;
  readonly path: string;
}

/** Files on their way out of the house, in `<data>/exports`, readable by the installation's user only. */
export function makeExportFiles({ dataDir }: { readonly dataDir: string }) {
  const folder = join(dataDir, "exports");
  const pathsOf = (exportId: string) => ({
    part: join(folder, `${exportId}.part`),
    data: join(folder, `${exportId}.data`),
    meta: join(folder, `${exportId}.json`),
  });
  const find = async (exportId: string): Promise<KeptFile | null> => {
    if (!ID_PATTERN.test(exportId)) return null;
    const { data, meta } = pathsOf(exportId);
    try {
      const { size } = await stat(data);
      const facts = Meta.parse(JSON.parse(await readFile(meta, "utf8")));
      const expiresAt = EpochMs.of(facts.createdAt + EXPORT_KEPT_MS);
      return { exportId, ...facts, bytes: size, expiresAt, path: data };
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

    /** Whether more may be written: the disk keeps its reserve, and exports keep within their share. */
    async hasRoom(): Promise<boolean> {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize > DISK_RESERVE_BYTES && (await bytesIn(folder)) < EXPORT_BYTES_MAX;
    },

    /** A person's files, newest first. */
    async listOf(ownerId: UserId): Promise<readonly ExportView[]> {
      const names = await namesIn(folder);
      const found: ExportView[] = [];
      for (const name of names.filter((one) => one.endsWith(".data"))) {
        const file = await find(name.slice(0, -".data".length));
        if (file === null || file.ownerId !== ownerId) continue;
        const { path: _path, ownerId: _ownerId, ...view } = file;
        found.push(view);
      }
      return found.toSorted((left, right) => right.createdAt - left.createdAt).slice(0, EXPORTS_LISTED_MAX);
    },

    async remove(exportId: string): Promise<void> {
      const { data, meta } = pathsOf(exportId);
      await rm(data, { force: true });
      await rm(meta, { force: true });
    },

    prune: (ageMs: number, nowMs: number) => pruneFolder(folder, nowMs - ageMs),
  };
}

/** Deletes files that were written before a moment. Returns how many went. */
async function pruneFolder(folder: string, beforeMs: number): Promise<number> {
  let removed = 0;
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    const facts = await stat(path).catch((error: unknown) => {
      if (isMissing(error)) return null; // another process was quicker
      throw error;
    });
    if (facts === null || !facts.isFile() || facts.mtimeMs >= beforeMs) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await namesIn(folder)) {
    const facts = await stat(join(folder, name)).catch((error: unknown) => {
      if (isMissing(error)) return null; // it was just deleted
      throw error;
    });
    bytes += facts?.size ?? 0;
  }
  return bytes;
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

import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import type { AppError } from "../flows/errors";

/**
 * Largest file taken: ten million rows, the most one import takes, are 0.6 to 0.9 GB as CSV. Files are streamed, so this
 * bounds the disk, not the memory.
 */
export const UPLOAD_BYTES_MAX = 1_073_741_824;
/** Left free for the database and the logs: an upload must not be what stops them. */
const DISK_RESERVE_BYTES = 268_435_456;
/** Between two looks at the free space. */
const DISK_CHECK_BYTES = 67_108_864;
const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;
/** Shown to people, so kept short and without what moves a cursor; never part of a path. */
const NAME_CHARS_MAX = 200;

const MetaSchema = z.object({ fileName: z.string(), bytes: z.int(), sha256: z.string() });

interface Upload {
  readonly uploadId: string;
  /** What the person's file was called. For showing and guessing, never for a path. */
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface StoredUpload extends Upload {
  /** Where it is on this machine. */
  readonly path: string;
}

export interface Uploads {
  /** Writes a file as it comes in. What breaks off, is too large or does not fit leaves nothing behind. */
  store(
    fileName: string,
    body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<Result<Upload, AppError>>;
  /** The upload of that id while it is kept; null for anything else. */
  find(uploadId: string): Promise<StoredUpload | null>;
  /** Deletes uploads, whole and broken off, older than `ageMs`. Returns how many files went. */
  prune(ageMs: number, nowMs: number): Promise<number>;
}

interface UploadDeps {
  readonly dataDir: string;
  readonly newId: () => string;
  /** Smaller in tests. */
  readonly bytesMax?: number;
}

/** Files on their way into the house, in `<data>/uploads`, readable by the installation's user only. */
export function makeUploads({ dataDir, newId, bytesMax = UPLOAD_BYTES_MAX }: UploadDeps): Uploads {
  const folder = join(dataDir, "uploads");
  const pathsOf = (uploadId: string) => ({
    part: join(folder, `${uploadId}.part`),
    data: join(folder, `${uploadId}.data`),
    meta: join(folder, `${uploadId}.json`),
  });
  return {
    async store(name, body, signal) {
      const fileName = safeName(name);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const uploadId = newId();
      const { part, data, meta } = pathsOf(uploadId);
      try {
        const written = await writePart({ path: part, folder, bytesMax }, body, signal);
        if (!written.ok) return err({ ...written.error, facts: { ...written.error.facts, fileName } });
        const { bytes, sha256 } = written.value;
        await writeFile(meta, JSON.stringify({ fileName, bytes, sha256 }), { mode: 0o600 });
        await rename(part, data); // last: what has its final name is whole and described
        return ok({ uploadId, fileName, bytes, sha256 });
      } catch (error) {
        if (isDiskFull(error)) return err({ kind: "upload.disk_full", facts: { fileName } });
        throw error;
      } finally {
        await rm(part, { force: true });
      }
    },
    async find(uploadId) {
      if (!ID_PATTERN.test(uploadId)) return null;
      const { data, meta } = pathsOf(uploadId);
      try {
        await stat(data);
        const { fileName, bytes, sha256 } = MetaSchema.parse(JSON.parse(await readFile(meta, "utf8")));
        return { uploadId, fileName, bytes, sha256, path: data };
      } catch (error) {
        if (codeOf(error) === "ENOENT") return null;
        throw error;
      }
    },
    prune: (ageMs, nowMs) => pruneFolder(folder, nowMs - ageMs),
  };
}

async function writePart(
  { path, folder, bytesMax }: { readonly path: string; readonly folder: string; readonly bytesMax: number },
  body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<Result<{ bytes: number; sha256: string }, AppError>> {
  const file = await open(path, "wx", 0o600);
  try {
    const hash = createHash("sha256");
    let bytes = 0;
    let checkAt = 0;
    // Leaving the loop early also cancels the stream: the sender hears that nobody reads on.
    for await (const chunk of body) {
      signal.throwIfAborted();
      bytes += chunk.byteLength;
      if (bytes > bytesMax) return err({ kind: "upload.too_large", facts: { maximumBytes: bytesMax } });
      if (bytes >= checkAt) {
        if (!(await hasRoom(folder))) return err({ kind: "upload.disk_full" });
        checkAt = bytes + DISK_CHECK_BYTES;
      }
      hash.update(chunk);
      await writeAll(file, chunk);
    }
    if (bytes === 0) return err({ kind: "upload.empty" });
    await file.sync();
    return ok({ bytes, sha256: hash.digest("hex") });
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.byteLength) {
    written += (await file.write(chunk, written)).bytesWritten;
  }
}

async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize > DISK_RESERVE_BYTES;
}

async function pruneFolder(folder: string, beforeMs: number): Promise<number> {
  let names: readonly string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return 0; // nothing was ever uploaded
    throw error;
  }
  let removed = 0;
  for (const name of names) {
    const path = join(folder, name);
    const facts = await stat(path).catch((error: unknown) => {
      if (codeOf(error) === "ENOENT") return null; // another process was quicker
      throw error;
    });
    if (facts === null || !facts.isFile() || facts.mtimeMs >= beforeMs) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

function safeName(fileName: string): string {
  const name = fileName.replaceAll(/[\p{C}/\\]/gu, "_").slice(0, NAME_CHARS_MAX);
  return name === "" ? "upload" : name;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

const isDiskFull = (error: unknown) => ["ENOSPC", "EDQUOT", "EFBIG"].includes(codeOf(error));

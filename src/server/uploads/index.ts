import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { err, ok, type Result } from "@/modules/_kernel";
import type { AppError } from "../flows/errors";

/** A file of minutes for decades of one instrument is below half of this; more is a mistake or an attack. */
export const UPLOAD_BYTES_MAX = 1024 * 1024 * 1024;
const UPLOAD_ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

export interface Upload {
  readonly uploadId: string;
  /** What the person's file was called. For showing and guessing, never for a path. */
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface StoredUpload extends Upload {
  /** Where its bytes are, under a name of ours. */
  readonly path: string;
}

export interface Uploads {
  /**
   * Streams a body to disk, counting and hashing as it passes. Refuses what is too large, empty, or does not fit on the
   * disk; then, and when `signal` aborts, nothing is left behind.
   */
  store(
    fileName: string,
    body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<Result<Upload, AppError>>;
  /** Null: never stored, or removed since. */
  find(uploadId: string): Promise<StoredUpload | null>;
  /** Removes uploads and leftovers of interrupted ones that are older than `ageMs`. Returns how many files. */
  prune(ageMs: number, nowMs: number): Promise<number>;
}

const meta = z.object({ uploadId: z.string(), fileName: z.string(), bytes: z.number(), sha256: z.string() });

interface UploadDeps {
  readonly dataDir: string;
  readonly newId: () => string;
  /** Smaller in tests. */
  readonly bytesMax?: number;
}

export function makeUploads({ dataDir, newId, bytesMax = UPLOAD_BYTES_MAX }: UploadDeps): Uploads {
  const folder = join(dataDir, "uploads");
  return {
    store: (fileName, body, signal) => store({ folder, uploadId: newId(), fileName, bytesMax }, body, signal),
    find: (uploadId) => find(folder, uploadId),
    prune: (ageMs, nowMs) => prune(folder, nowMs - ageMs),
  };
}

class TooLarge extends Error {
  override readonly name = "TooLarge";
}

interface Place {
  readonly folder: string;
  readonly uploadId: string;
  readonly fileName: string;
  readonly bytesMax: number;
}

async function store(
  { folder, uploadId, fileName, bytesMax }: Place,
  body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<Result<Upload, AppError>> {
  const part = join(folder, `${uploadId}.part`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const hash = createHash("sha256");
    let bytes = 0;
    const counted = async function* (source: AsyncIterable<Uint8Array>) {
      for await (const chunk of source) {
        bytes += chunk.byteLength;
        if (bytes > bytesMax) throw new TooLarge();
        hash.update(chunk);
        yield chunk;
      }
    };
    await pipeline(body, counted, createWriteStream(part, { mode: 0o600 }), { signal });
    if (bytes === 0) {
      await rm(part, { force: true });
      return err({ kind: "upload.empty", facts: { fileName } });
    }
    const upload: Upload = { uploadId, fileName, bytes, sha256: hash.digest("hex") };
    // The description comes first: a file without one is a leftover, never the other way round.
    await writeFile(join(folder, `${uploadId}.json`), JSON.stringify(upload), { mode: 0o600 });
    await rename(part, join(folder, `${uploadId}.bin`));
    return ok(upload);
  } catch (error) {
    await rm(part, { force: true });
    await rm(join(folder, `${uploadId}.json`), { force: true });
    if (error instanceof TooLarge) {
      return err({ kind: "upload.too_large", facts: { fileName, maximumBytes: bytesMax } });
    }
    if (hasCode(error, "ENOSPC") || hasCode(error, "EDQUOT"))
      return err({ kind: "upload.disk_full", facts: { fileName } });
    throw error;
  }
}

async function find(folder: string, uploadId: string): Promise<StoredUpload | null> {
  if (!UPLOAD_ID_PATTERN.test(uploadId)) return null;
  const path = join(folder, `${uploadId}.bin`);
  try {
    const upload = meta.parse(JSON.parse(await readFile(join(folder, `${uploadId}.json`), "utf8")));
    await stat(path);
    return { ...upload, path };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

async function prune(folder: string, beforeMs: number): Promise<number> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  });
  let removed = 0;
  for (const name of names) {
    const path = join(folder, name);
    // Gone between the two calls is as good as removed.
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs >= beforeMs) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

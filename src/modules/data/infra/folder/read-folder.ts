import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, mkdir, open, readdir, realpath, rm } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { err, ok, type Result } from "@/modules/_kernel";
import type { FeedRefusal } from "../../domain/feed/feed";
import { type NamedFile, type NameProblem, readFileName } from "../../domain/folder/file-name";
import type { FileLook } from "../../domain/folder/look";

/** Files of one folder: what a look at it each few seconds still takes no time for. */
export const FOLDER_FILES_MAX = 10_000;
/** Folders inside each other. */
const DEPTH_MAX = 4;
/** Of a path below the root, in characters. */
const PATH_CHARS_MAX = 1024;
/** The most that one import takes: see the limits of uploads. */
export const FOLDER_FILE_BYTES_MAX = 1_073_741_824;
const CHUNK_BYTES = 1_048_576;

/**
 * Why a folder cannot be read. `outside`: it is not below the root, or a link on the way to it leads elsewhere; `too_many`:
 * more files than {@link FOLDER_FILES_MAX}.
 */
export type FolderProblem = Extract<FeedRefusal, { readonly kind: "feed.folder_unreadable" }>["why"];

/** A file that is there, as its name and the file system say. */
export interface SeenFile extends FileLook {
  /** Below the root, with `/` between. */
  readonly path: string;
  readonly named:
    | { readonly kind: "bars"; readonly file: NamedFile }
    | { readonly kind: "refused"; readonly problem: NameProblem };
}

/** Whether a text names a folder below a root: relative, without `..`, printable. */
export function isFolderName(text: string): boolean {
  if (text === "" || text === ".") return true;
  return (
    text.length <= PATH_CHARS_MAX &&
    !isAbsolute(text) &&
    !/[\p{C}\\]/u.test(text) &&
    text.split("/").every((part) => part !== "" && part !== "." && part !== "..")
  );
}

/**
 * Lists the files of a folder below `root` and of folders in it, {@link DEPTH_MAX} deep, by path. Links are never followed:
 * neither files nor folders that are one are there for us, so nothing outside the root can be reached.
 */
export async function listFolder(root: string, folder: string): Promise<Result<readonly SeenFile[], FolderProblem>> {
  if (!isFolderName(folder)) return err("outside");
  try {
    const base = await realpath(root);
    const top = join(base, folder);
    if ((await realpath(top)) !== resolve(top)) return err("outside");
    if (!(await lstat(top)).isDirectory()) return err("not_folder");
    const found: SeenFile[] = [];
    const whole = await walk({ base, found }, top, 1);
    return whole ? ok(found.toSorted((a, b) => (a.path < b.path ? -1 : 1))) : err("too_many");
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    return err(problem);
  }
}

interface Walk {
  readonly base: string;
  readonly found: SeenFile[];
}

/** Adds what is in one folder. False once there is too much. */
async function walk(state: Walk, folder: string, depth: number): Promise<boolean> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (depth < DEPTH_MAX && !(await walkInto(state, path, depth + 1))) return false;
      continue;
    }
    if (!entry.isFile()) continue;
    const named = readFileName(entry.name);
    if (named.kind === "other") continue;
    if (state.found.length >= FOLDER_FILES_MAX) return false;
    const facts = await factsOf(path);
    const below = relative(state.base, path).split(sep).join("/");
    if (facts === null || below.length > PATH_CHARS_MAX) continue;
    state.found.push({ path: below, bytes: facts.size, modifiedMs: Math.floor(facts.mtimeMs), named });
  }
  return true;
}

/** A folder inside that went meanwhile, or that we may not read, is none. */
async function walkInto(state: Walk, path: string, depth: number): Promise<boolean> {
  try {
    return await walk(state, path, depth);
  } catch (error) {
    if (problemOf(error) === null) throw error;
    return true;
  }
}

/** Null: it is no file any more. */
async function factsOf(path: string): Promise<Stats | null> {
  try {
    const facts = await lstat(path);
    return facts.isFile() ? facts : null;
  } catch (error) {
    if (problemOf(error) === null) throw error;
    return null;
  }
}

/** A copy of a file that nobody else writes, with the digest of exactly its bytes. */
export interface Snapshot {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  remove(): Promise<void>;
}

export type SnapshotProblem =
  /** It looks otherwise than when it was listed, or is not there: it will be seen again. */
  "changed" | "denied" | "too_large" | "disk_full";

/**
 * Copies a file as it was listed into `copyPath`, so that what was looked at is what is imported, whoever writes meanwhile.
 * Opens no link, no pipe and no device, and nothing outside the root, even if one was put there since.
 */
export async function snapshotFile(
  { root, file }: { readonly root: string; readonly file: Pick<SeenFile, "path" | "bytes" | "modifiedMs"> },
  copyPath: string,
  signal: AbortSignal,
): Promise<Result<Snapshot, SnapshotProblem>> {
  if (file.bytes > FOLDER_FILE_BYTES_MAX) return err("too_large");
  let source: FileHandle | null = null;
  try {
    const path = join(await realpath(root), file.path);
    source = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const facts = await source.stat();
    // A folder on the way may have become a link after the listing: the name must still lead here by itself.
    const straight = (await realpath(path)) === path && (await lstat(path)).ino === facts.ino;
    if (!facts.isFile() || !straight || !sameLook(facts, file)) return err("changed");
    const sha256 = await copy(source, copyPath, signal);
    if (sameLook(await source.stat(), file)) {
      return ok({ path: copyPath, bytes: file.bytes, sha256, remove: () => rm(copyPath, { force: true }) });
    }
    await rm(copyPath, { force: true });
    return err("changed");
  } catch (error) {
    await rm(copyPath, { force: true });
    const code = codeOf(error);
    if (["ENOSPC", "EDQUOT", "EFBIG"].includes(code)) return err("disk_full");
    const problem = problemOf(error);
    if (problem === null) throw error;
    return err(problem === "denied" ? "denied" : "changed");
  } finally {
    await source?.close();
  }
}

const sameLook = (facts: Stats, file: FileLook) =>
  facts.size === file.bytes && Math.floor(facts.mtimeMs) === file.modifiedMs;

async function copy(source: FileHandle, path: string, signal: AbortSignal): Promise<string> {
  await mkdir(resolve(path, ".."), { recursive: true, mode: 0o700 });
  const target = await open(path, "w", 0o600);
  try {
    const hash = createHash("sha256");
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await source.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return hash.digest("hex");
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      await target.writeFile(chunk);
    }
  } finally {
    await target.close();
  }
}

function problemOf(error: unknown): FolderProblem | null {
  switch (codeOf(error)) {
    case "ENOENT":
      return "missing";
    case "ENOTDIR":
      return "not_folder";
    case "EACCES":
    case "EPERM":
      return "denied";
    case "ELOOP":
      return "outside";
    default:
      return null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

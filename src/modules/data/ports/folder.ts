import type { EpochMs, SqlPort } from "@/modules/_kernel";
import type { FileLook, FileState } from "../domain/folder/look";
import type { Resolution } from "../domain/resolution";

/** One file of the watched folder and what became of it. */
export interface FolderFile extends FileLook {
  /** Below the folder, with `/` between. */
  readonly path: string;
  readonly state: FileState;
  /** Since when it looks like this. */
  readonly sinceMs: EpochMs;
  /** Of its bytes when it was last taken in; null: it never was. */
  readonly sha256: string | null;
  /** How often it was taken in: names the imports of one path apart. */
  readonly times: number;
  readonly symbol: string | null;
  readonly resolution: Resolution | null;
  readonly importId: string | null;
  /** Why it was refused: a kind with its facts, as the transport has them. */
  readonly refusal: unknown;
  readonly decidedMs: EpochMs | null;
}

/** How taking a file in ended. */
export type FileEnd = Pick<FolderFile, "symbol" | "resolution" | "sha256"> &
  (
    | { readonly state: "imported"; readonly importId: string }
    | { readonly state: "refused"; readonly refusal: Readonly<Record<string, unknown>> }
  );

/** Counts of files by what became of them. */
export type FolderCounts = Readonly<Record<FileState, number>>;

/** What is known of the files of the watched folder. */
export interface FolderFiles {
  /** All that are not gone, and those that are; by path, at most `limit`. */
  known(sql: SqlPort, limit: number): Promise<ReadonlyMap<string, FolderFile>>;
  /** One page by path, after `afterPath` (null begins); refused files first come by asking for that state. */
  list(
    sql: SqlPort,
    query: { readonly state: FileState | null; readonly afterPath: string | null; readonly limit: number },
  ): Promise<readonly FolderFile[]>;
  counts(sql: SqlPort): Promise<FolderCounts>;
  /** Writes down how a file looks from now on. What it was when it was last taken in stays known. */
  note(sql: SqlPort, path: string, look: FileLook, nowMs: EpochMs): Promise<void>;
  /** Writes down how taking it in ended, unless it looks otherwise by now. False then. */
  end(tx: SqlPort, path: string, look: FileLook, end: FileEnd, nowMs: EpochMs): Promise<boolean>;
  /** The bytes are those that were taken in before: what became of them holds. */
  keep(sql: SqlPort, path: string, look: FileLook): Promise<void>;
  gone(sql: SqlPort, path: string, nowMs: EpochMs): Promise<void>;
}

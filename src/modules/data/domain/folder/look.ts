/** How a file of a folder looks from outside. */
export interface FileLook {
  readonly bytes: number;
  /** When it was last written, by the file system. */
  readonly modifiedMs: number;
}

/** What became of a file. */
export type FileState =
  /** New or changed, and perhaps still being written. */
  | "waiting"
  | "imported"
  /** Kept out, with its reason. */
  | "refused"
  /** It was here once. Its bars stay. */
  | "gone";

/** What is known of a file since it was last looked at. */
export interface KnownLook extends FileLook {
  readonly state: FileState;
  /** Since when it looks like this. */
  readonly sinceMs: number;
}

/**
 * A file that looked the same for this long is whole: whoever copies or downloads writes at least this often. What stops for
 * longer and goes on is a changed file then, and is taken again.
 */
export const SETTLE_MS = 10_000;

/** What is to be done about a file that is there: note how it looks, take it in, or nothing. */
export type Step = "note" | "take" | "leave";

/** Decides about one file. `nowMs` is the clock that `sinceMs` was taken from. */
export function nextStep(seen: FileLook, known: KnownLook | null, nowMs: number): Step {
  if (known === null || known.bytes !== seen.bytes || known.modifiedMs !== seen.modifiedMs) return "note";
  switch (known.state) {
    case "gone":
      return "note";
    case "waiting":
      // A clock that was put back must not hold a file for ever.
      return nowMs - known.sinceMs >= SETTLE_MS || nowMs < known.sinceMs ? "take" : "leave";
    case "imported":
    case "refused":
      return "leave";
    default:
      return known.state satisfies never;
  }
}

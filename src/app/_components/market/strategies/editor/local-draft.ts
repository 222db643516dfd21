import { z } from "zod";

/** Unsaved text of one strategy, kept in this browser so that a closed tab loses nothing. */
export interface LocalDraft {
  readonly source: string;
  /** Number of the version it was begun from; 0 before the first. */
  readonly base: number;
  readonly keptAtMs: number;
}

const draftSchema = z.object({ source: z.string(), base: z.int(), keptAtMs: z.number() });

/** The part of `localStorage` that drafts need. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Drafts belong to a person: whoever signs in next in this browser is not shown them. */
export function draftKey(userId: string, slug: string): string {
  return `bifrost.strategy-draft.${userId}.${slug}`;
}

/** The kept draft; null where there is none, or storage is switched off, or something else stands there. */
export function readDraft(storage: DraftStorage, key: string): LocalDraft | null {
  const text = guarded(() => storage.getItem(key), null);
  if (text === null) return null;
  try {
    return draftSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Keeps the draft, or takes it away when given null. Says whether that worked: storage may be off or full. */
export function keepDraft(storage: DraftStorage, key: string, draft: LocalDraft | null): boolean {
  return guarded(() => {
    if (draft === null) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(draft));
    return true;
  }, false);
}

function guarded<T>(use: () => T, otherwise: T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof DOMException) return otherwise;
    throw error;
  }
}

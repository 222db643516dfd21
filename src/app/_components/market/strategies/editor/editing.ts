import type { LocalDraft } from "./local-draft";

/** A text while somebody changes it, and the version it was begun from. */
export interface Editing {
  readonly source: string;
  /** Number of the version it was begun from. */
  readonly base: number;
}

/** The newest version there is. */
export interface Newest {
  readonly number: number;
  readonly source: string;
}

/** What the editor opens with: the draft that this browser kept, unless it says what the newest version says. */
export function openEditing(newest: Newest, draft: LocalDraft | null): Editing {
  if (draft === null || draft.source === newest.source) return { source: newest.source, base: newest.number };
  return { source: draft.source, base: draft.base };
}

export const isChanged = ({ source }: Editing, newest: Newest): boolean => source !== newest.source;

/** Whether a version was saved since the text was begun, by somebody else or in another tab. */
export const isBehind = (editing: Editing, newest: Newest): boolean =>
  editing.base !== newest.number && isChanged(editing, newest);

/**
 * The text once the newest version is another one. What was not touched moves along; what was keeps its text and its base, so
 * that saving it asks first.
 *
 * @param before - The newest version until now.
 */
export function followNewest(editing: Editing, before: Newest, newest: Newest): Editing {
  const isUntouched = editing.source === before.source || editing.source === newest.source;
  return isUntouched ? { source: newest.source, base: newest.number } : editing;
}

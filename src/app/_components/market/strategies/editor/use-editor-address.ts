"use client";

import { parseAsInteger, useQueryStates } from "nuqs";

/** In place of a version's number: the text that is not saved. */
export const UNSAVED = 0;

const ADDRESS = { version: parseAsInteger, from: parseAsInteger, to: parseAsInteger };

/** What the page shows: the editor, one older version, or two of them and what changed between. */
export type EditorView =
  | { readonly kind: "edit" }
  | { readonly kind: "read"; readonly number: number }
  | { readonly kind: "compare"; readonly from: number; readonly to: number };

function viewOf(
  { version, from, to }: { readonly version: number | null; readonly from: number | null; readonly to: number | null },
  newest: number,
): EditorView {
  if (from !== null && to !== null) return { kind: "compare", from, to };
  if (version !== null && version !== newest) return { kind: "read", number: version };
  return { kind: "edit" };
}

/** The view, kept in the address: back, a reload and a shared link show the same. */
export function useEditorAddress(newest: number) {
  const [address, setAddress] = useQueryStates(ADDRESS, { history: "push" });
  return {
    view: viewOf(address, newest),
    edit: () => void setAddress({ version: null, from: null, to: null }),
    read: (number: number) => void setAddress({ version: number, from: null, to: null }),
    compare: (from: number, to: number) => void setAddress({ version: null, from, to }),
  };
}

export type EditorAddress = ReturnType<typeof useEditorAddress>;

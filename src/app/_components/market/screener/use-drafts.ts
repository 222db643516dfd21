"use client";

import { skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useFaultFocus, useIssueWords } from "@/app/_components/form";
import { toFailure } from "@/app/_lib/failure";
import { checkDefinition } from "@/modules/data";
import { type DraftDefinition, draftOf } from "./draft";
import type { Faults } from "./operand-editor";
import { NEW_SCREEN, type StoredScreen, useScreenChanges } from "./use-screens";

/** A screen while somebody changes it. */
interface ScreenDraft {
  readonly definition: DraftDefinition;
  /** The version it was begun from; null of one that was never saved. */
  readonly version: number | null;
  /** How often it was refused. Faults are shown from the first time on: before, they would scold whoever is still writing. */
  readonly refusals: number;
  /** What the server refused, by place; gone with the next change. */
  readonly refused: Faults;
}

const NO_FAULTS: Faults = new Map();

const DRAFTS_KEY = ["screen-drafts"] as const;
type Drafts = ReadonlyMap<string, ScreenDraft>;
const NO_DRAFTS: Drafts = new Map();

/**
 * Every draft of this tab by the id of its screen: whoever looks at another screen or page and comes back finds it as it was. Kept
 * with what was read from the server, so that it ends with the session; shown at once, where what is kept there is told a turn later:
 * a second change right after the first would begin from before it.
 */
export function useScreenDrafts() {
  const queryClient = useQueryClient();
  const { data: kept = NO_DRAFTS } = useQuery<Drafts>({
    queryKey: DRAFTS_KEY,
    queryFn: skipToken,
    initialData: NO_DRAFTS,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const [drafts, show] = useState(kept);
  const put = useCallback(
    (key: string, draft: ScreenDraft | null) => {
      const next = new Map(queryClient.getQueryData<Drafts>(DRAFTS_KEY));
      if (draft === null) next.delete(key);
      else next.set(key, draft);
      queryClient.setQueryData<Drafts>(DRAFTS_KEY, next);
      show(next);
    },
    [queryClient],
  );
  const isAnyOpen = drafts.size > 0;
  useEffect(() => {
    if (!isAnyOpen) return undefined;
    const onLeave = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", onLeave);
    return () => window.removeEventListener("beforeunload", onLeave);
  }, [isAnyOpen]);
  return { drafts, put };
}

export type ScreenDrafts = ReturnType<typeof useScreenDrafts>;

interface Editing {
  /** Null of a new one. */
  readonly screen: StoredScreen | null;
  readonly drafts: ScreenDrafts;
  readonly onSaved: (screen: StoredScreen) => void;
  /** A refusal that no field of the form has. */
  readonly onRefused: (error: unknown) => void;
}

/** One screen in the builder: what it is now, what is wrong with it, and what saves it. */
export function useEditing({ screen, drafts: { drafts, put }, onSaved, onRefused }: Editing) {
  const { save } = useScreenChanges();
  const words = useIssueWords();
  const key = screen?.screenId ?? NEW_SCREEN;
  const draft = drafts.get(key);
  const stored = useMemo(() => (screen === null ? null : draftOf(screen.definition)), [screen]);
  const definition = draft?.definition ?? stored;
  const isDirty = draft !== undefined && JSON.stringify(draft.definition) !== JSON.stringify(stored);
  const isConflict = isDirty && screen !== null && draft.version !== screen.version;

  const faults = useMemo(() => {
    if (draft === undefined || draft.refusals === 0) return NO_FAULTS;
    const checked = checkDefinition(draft.definition, words);
    const own = checked.ok ? [] : checked.error.map(({ path, message }) => [path, message] as const);
    return new Map([...draft.refused, ...own]);
  }, [draft, words]);

  const refusals = draft?.refusals ?? 0;
  useFaultFocus("[data-screen-form]", refusals);
  const base = draft?.version ?? screen?.version ?? null;

  const change = (next: DraftDefinition) =>
    put(key, {
      definition: next,
      version: base,
      refusals,
      refused: NO_FAULTS,
    });

  /** Saves as a change of the version it was begun from, or as `as` says; then does `after` with it. */
  const send = (after?: (saved: StoredScreen) => void, as?: "copy" | "newest") => {
    if (definition === null) return;
    const version = as === "newest" ? (screen?.version ?? null) : base;
    const open = { definition, version, refusals, refused: NO_FAULTS };
    const checked = checkDefinition(definition, words);
    put(key, checked.ok ? open : { ...open, refusals: refusals + 1 });
    if (!checked.ok) return;
    const isNew = screen === null || as === "copy";
    save.mutate(
      {
        screenId: isNew ? null : screen.screenId,
        version: isNew ? 0 : (version ?? screen.version),
        definition: checked.value,
      },
      {
        onSuccess: (saved) => {
          put(key, null);
          onSaved(saved);
          after?.(saved);
        },
        onError: (error) => {
          const { path, facts } = toFailure(error);
          if (path === null || !PLACES.has(path)) return onRefused(error);
          put(key, { ...open, refusals: refusals + 1, refused: new Map([[path, wordsOf(facts)]]) });
        },
      },
    );
  };
  return {
    definition,
    isDirty,
    isConflict,
    faults,
    isSaving: save.isPending,
    change,
    send,
    discard: () => put(key, null),
  };
}

export type ScreenEditing = ReturnType<typeof useEditing>;

/** Fields whose faults only the server can know. */
const PLACES: ReadonlySet<string> = new Set(["benchmark", "universe.symbols", "universe.watchlistId"]);

function wordsOf(facts: Readonly<Record<string, unknown>>): string {
  const symbol = facts["symbol"];
  return typeof symbol === "string" ? `a symbol that there is; ${symbol} is none` : "a watchlist that you may see";
}

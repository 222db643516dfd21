"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { useSession } from "@/app/_lib/session";
import { type Editing, followNewest, isBehind, isChanged, type Newest, openEditing } from "./editing";
import { draftKey, keepDraft, readDraft } from "./local-draft";

/** A draft is kept so long after the last key, and at once when the page goes. */
const KEEP_DELAY_MS = 400;

/**
 * The text of a strategy while somebody writes it. What is not saved is kept in this browser: a closed tab, a reload and another page
 * lose nothing.
 *
 * @param newest - The newest version; another one is followed unless the text was changed.
 */
export function useEditing(slug: string, newest: Newest) {
  const key = draftKey(useSession()?.user.userId ?? "", slug);
  const [opened] = useState(() => readDraft(window.localStorage, key));
  const [editing, setEditing] = useState<Editing>(() => openEditing(newest, opened));
  const [followed, setFollowed] = useState(newest);
  const [isKept, setIsKept] = useState(true);
  // The banner about what came back stands until it is dealt with or saved.
  const [isRestored, setIsRestored] = useState(() => opened !== null && isChanged(openEditing(newest, opened), newest));

  if (followed.number !== newest.number) {
    setFollowed(newest);
    setEditing(followNewest(editing, followed, newest));
  }
  const changed = isChanged(editing, newest);
  useKeptDraft(key, changed ? editing : null, setIsKept);

  const write = useCallback((source: string) => setEditing((now) => ({ ...now, source })), []);
  const takeNewest = useCallback(() => {
    setEditing({ source: newest.source, base: newest.number });
    setIsRestored(false);
  }, [newest]);
  const keepMine = useCallback(() => setEditing((now) => ({ ...now, base: newest.number })), [newest.number]);
  /** The text `sent` is version `number` now; what was written meanwhile goes on from there. */
  const onSaved = useCallback((sent: string, saved: Newest) => {
    setEditing((now) => ({ source: now.source === sent ? saved.source : now.source, base: saved.number }));
    setIsRestored(false);
  }, []);
  return {
    ...editing,
    isChanged: changed,
    isBehind: isBehind(editing, newest),
    /** When the draft that came back was kept; null when none did. */
    restoredAtMs: isRestored && changed && opened !== null ? opened.keptAtMs : null,
    isKept,
    write,
    takeNewest,
    keepMine,
    onSaved,
  };
}

/** Keeps the draft in this browser; null takes it away. Where nothing can be kept, leaving the page asks first. */
function useKeptDraft(key: string, draft: Editing | null, onKept: (isKept: boolean) => void): void {
  const source = draft?.source ?? null;
  const base = draft?.base ?? 0;
  const pending = useRef<(() => boolean) | null>(null);
  const isStored = useRef(true);
  useEffect(() => {
    const keep = () => {
      pending.current = null;
      const kept = source === null ? null : { source, base, keptAtMs: Date.now() };
      isStored.current = keepDraft(window.localStorage, key, kept) || source === null;
      onKept(isStored.current);
      return isStored.current;
    };
    pending.current = keep;
    const timer = window.setTimeout(keep, KEEP_DELAY_MS);
    return () => window.clearTimeout(timer);
  }, [key, source, base, onKept]);
  useEffect(() => {
    const onLeave = () => void pending.current?.();
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      onLeave();
      if (!isStored.current) event.preventDefault();
    };
    window.addEventListener("pagehide", onLeave);
    window.addEventListener("beforeunload", onBeforeUnload);
    return () => {
      onLeave();
      window.removeEventListener("pagehide", onLeave);
      window.removeEventListener("beforeunload", onBeforeUnload);
    };
  }, []);
}

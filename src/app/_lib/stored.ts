"use client";

import { createContext, useCallback, useContext, useEffect, useMemo, useSyncExternalStore } from "react";
import type { Read } from "./read";
import { parseStored } from "./stored-text";

/** Settings of one browser, such as a table's columns. What belongs to the person is kept on the server instead. */

/** What the server draws a page by, and is sent along for that: which account, and what of a page is not wanted. */
const SENT = ["desk-account", "home-steps-hidden", "home-equity-range"] as const;
const SENT_PREFIX = "bifrost-kept.";
const SENT_FOR_S = 365 * 24 * 60 * 60;

/** What this browser sent of it when the page was asked for. */
export const KeptContext = createContext<Readonly<Record<string, string>>>({});

function send(key: string, text: string | null): void {
  const value = encodeURIComponent(text ?? "");
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the store of cookies that waits is not in every browser
  document.cookie = `${SENT_PREFIX}${key}=${value}; path=/; max-age=${text === null ? 0 : SENT_FOR_S}; samesite=lax${secure}`;
}

/** Sends along from now on what this browser keeps and did not send yet. */
export function useSendKept(): void {
  const kept = useContext(KeptContext);
  useEffect(() => {
    for (const key of SENT) {
      const text = readText(key);
      if (text !== (kept[key] ?? null)) send(key, text);
    }
  }, [kept]);
}

const listeners = new Map<string, Set<() => void>>();

function announce(key: string): void {
  for (const listener of listeners.get(key) ?? []) listener();
}

function follow(key: string, listener: () => void): () => void {
  const known = listeners.get(key) ?? new Set();
  listeners.set(key, known.add(listener));
  const onStorage = (event: StorageEvent) => {
    if (event.key === key || event.key === null) listener();
  };
  window.addEventListener("storage", onStorage);
  return () => {
    known.delete(listener);
    window.removeEventListener("storage", onStorage);
  };
}

function readText(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch (error) {
    // Storage may be switched off in the browser; the setting then lasts as long as its default.
    if (error instanceof DOMException) return null;
    throw error;
  }
}

function writeText(key: string, text: string | null): void {
  try {
    if (text === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, text);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
  if (SENT.some((sent) => sent === key)) send(key, text);
  announce(key);
}

/** A value in localStorage, shared with every other use of the key, in this tab and in others. */
export function useStored<T>(key: string, read: Read<T>): [T | null, (value: T | null) => void] {
  const subscribe = useCallback((listener: () => void) => follow(key, listener), [key]);
  const sent = useContext(KeptContext)[key] ?? null;
  const text = useSyncExternalStore(
    subscribe,
    () => readText(key),
    () => sent,
  );
  const value = useMemo(() => parseStored(text, read), [text, read]);
  const set = useCallback((next: T | null) => writeText(key, next === null ? null : JSON.stringify(next)), [key]);
  return [value, set];
}

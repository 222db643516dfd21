"use client";

import { useCallback, useMemo, useSyncExternalStore } from "react";
import type { Read } from "./read";

/** Settings of one browser, such as a table's columns. What belongs to the person is kept on the server instead. */

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
  announce(key);
}

/** The stored value, or null where there is none or an older version of the app wrote something else. */
export function parseStored<T>(text: string | null, read: Read<T>): T | null {
  if (text === null) return null;
  try {
    return read(JSON.parse(text)) ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A value in localStorage, shared with every other use of the key, in this tab and in others. */
export function useStored<T>(key: string, read: Read<T>): [T | null, (value: T | null) => void] {
  const subscribe = useCallback((listener: () => void) => follow(key, listener), [key]);
  const text = useSyncExternalStore(
    subscribe,
    () => readText(key),
    () => null,
  );
  const value = useMemo(() => parseStored(text, read), [text, read]);
  const set = useCallback((next: T | null) => writeText(key, next === null ? null : JSON.stringify(next)), [key]);
  return [value, set];
}

"use client";

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { notifyFailed } from "@/app/_lib/notify";
import type { FloatingParts } from "./props";

/**
 * What floats above a page (menus, boxes, dialogs, lists, tips) and what places it is a fifth of a first page's script, and no page
 * begins with any of it open. It comes with the first press, or before there is one where somebody sits at a desk.
 */

/** Said once by what stands around every page: nothing of the kit leads to the parts by itself, for they are made of it. */
let importParts: () => Promise<FloatingParts> = () => Promise.reject(new TypeError("nobody said where from"));
let parts: FloatingParts | null = null;
let loading: Promise<FloatingParts> | null = null;
const listeners = new Set<() => void>();

/** Says where what floats is loaded from. */
export function provideFloating(load: () => Promise<FloatingParts>): void {
  importParts = load;
}

/** Asks for what floats, once. Rejected where the line is cut; asking again then tries again. */
export function loadFloating(): Promise<FloatingParts> {
  loading ??= importParts().then(
    (loaded) => {
      parts = loaded;
      for (const listener of listeners) listener();
      return loaded;
    },
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** The same where nobody waits for it yet: pointing at a button or reaching it by keyboard. What fails is tried again by the press. */
export function foreseeFloating(): void {
  loadFloating().catch(() => undefined);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * What floats, from the first time that it is `wanted`; null until it is here. The press that wanted it is kept: it opens as soon as
 * it has come. Where it cannot be loaded that is said, and `close` is called.
 */
export function useFloating(wanted: boolean, close: () => void): FloatingParts | null {
  const t = useTranslations("ui");
  const [isAsked, setAsked] = useState(wanted);
  if (wanted && !isAsked) setAsked(true);
  const follow = useCallback((listener: () => void) => (isAsked ? subscribe(listener) : () => {}), [isAsked]);
  const loaded = useSyncExternalStore(
    follow,
    () => (isAsked ? parts : null),
    () => null,
  );
  const giveUp = useRef(close);
  useEffect(() => {
    giveUp.current = close;
  });
  const isMissing = wanted && loaded === null;
  const failed = t("notLoaded");
  useEffect(() => {
    if (!isMissing) return undefined;
    let isGone = false;
    loadFloating().catch(() => {
      if (isGone) return;
      giveUp.current();
      notifyFailed(failed);
    });
    return () => {
      isGone = true;
    };
  }, [isMissing, failed]);
  return loaded;
}

/** Loads what floats before anything is pressed where a mouse is, and with the first touch or key where none is. */
export function useFloatingAhead(): void {
  useEffect(() => {
    if (window.matchMedia("(pointer: fine)").matches) {
      const timer = setTimeout(foreseeFloating);
      return () => clearTimeout(timer);
    }
    const stop = new AbortController();
    const onFirst = () => {
      stop.abort();
      foreseeFloating();
    };
    for (const kind of ["pointerdown", "keydown"]) {
      document.addEventListener(kind, onFirst, { capture: true, signal: stop.signal });
    }
    return () => stop.abort();
  }, []);
}

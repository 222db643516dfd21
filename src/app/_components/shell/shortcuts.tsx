"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { undoNewest } from "@/app/_lib/notify";
import { useScope, withScope } from "@/app/_lib/scope";
import { NAV } from "./nav";
import { useShell } from "./shell-state";

/** How long after `g` the second key still counts. */
const SEQUENCE_MS = 1_200;

/** Keys typed into a field are text, and an open dialog has the keyboard to itself. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.closest("input, textarea, select, [contenteditable='true'], [role='dialog'], [role='menu']") !== null;
}

/** Where `Ctrl Z` belongs to the text that is written. */
function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, [contenteditable='true']") !== null;
}

/** The shell's own keys. Pages add theirs and list them in `extra`. */
export function useShellShortcuts(): void {
  const router = useRouter();
  const [scope] = useScope();
  const { setPaletteOpen, setKeysOpen } = useShell();
  const pressedAt = useRef(Number.NEGATIVE_INFINITY);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPaletteOpen(true);
        return;
      }
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z") {
        if (!isWriting(event.target) && undoNewest()) event.preventDefault();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "?") {
        setKeysOpen(true);
        return;
      }
      if (event.key === "g") {
        pressedAt.current = event.timeStamp;
        return;
      }
      const item = NAV.find((candidate) => candidate.letter === event.key);
      if (item === undefined || event.timeStamp - pressedAt.current > SEQUENCE_MS) return;
      pressedAt.current = Number.NEGATIVE_INFINITY;
      event.preventDefault();
      router.push(withScope(item.href, scope));
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [router, scope, setPaletteOpen, setKeysOpen]);
}

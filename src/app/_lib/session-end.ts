"use client";

import { onlineManager } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

/** Whether the server has said that this browser's session is over. A new sign-in is a new page load. */
let ended = false;
const listeners = new Set<() => void>();

/** Stops asking: every further question would get the same answer. What is on the screen stays. */
export function endSession(): void {
  if (ended) return;
  ended = true;
  onlineManager.setOnline(false);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSessionEnded(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => ended,
    () => false,
  );
}

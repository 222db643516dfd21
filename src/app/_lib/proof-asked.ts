"use client";

import { useSyncExternalStore } from "react";

/**
 * Whether somebody must say again who they are before what they asked for is done. Calls that wait share one dialog and one
 * answer.
 */
let waiting: { readonly promise: Promise<boolean>; readonly resolve: (isProved: boolean) => void } | null = null;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

/** Resolves when the person proved who they are (true), or would rather not (false). */
export function askForProof(): Promise<boolean> {
  if (waiting !== null) return waiting.promise;
  let resolve: (isProved: boolean) => void = () => undefined;
  const promise = new Promise<boolean>((settle) => {
    resolve = settle;
  });
  waiting = { promise, resolve };
  tell();
  return promise;
}

export function settleProof(isProved: boolean): void {
  waiting?.resolve(isProved);
  waiting = null;
  tell();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useProofAsked(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => waiting !== null,
    () => false,
  );
}

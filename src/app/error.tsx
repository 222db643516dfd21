"use client";

import { EntryFrame } from "./_components/entry/entry-frame";
import { NotFound, Problem } from "./_components/entry/problem";

export default function RootError({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  return (
    <EntryFrame>
      <Problem error={error} onRetry={reset} />
    </EntryFrame>
  );
}

/** Beside the other page in this frame: every page carries both, and out of one file what they share comes once. */
export function RootNotFound() {
  return (
    <EntryFrame>
      <NotFound />
    </EntryFrame>
  );
}

"use client";

import { EntryFrame } from "./_components/entry/entry-frame";
import { Problem } from "./_components/entry/problem";

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

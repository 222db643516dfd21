"use client";

import { Problem } from "@/app/_components/entry/problem";

/** A page of the desk broke: the rail and the bar around it go on. */
export default function DeskError({
  error,
  reset,
}: {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}) {
  return <Problem error={error} onRetry={reset} />;
}

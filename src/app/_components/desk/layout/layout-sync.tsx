"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { deviceOf, type LayoutBody } from "./arrangement";
import { useArrangement } from "./use-layouts";

/** Moving a line between panels changes many times a second. */
const KEEP_AFTER_MS = 1_500;

/**
 * Keeps this desk on the server under its kind of screen. A browser where the person has arranged nothing yet takes what they had last
 * on such a screen; afterwards its own is what counts there. A phone has
 * nothing to arrange.
 */
export function LayoutSync() {
  const trpc = useTRPC();
  const { body, isKept, take } = useArrangement();
  const stored = useQuery({
    ...trpc.desk.layouts.queryOptions(undefined, { meta: { quiet: true } }),
    retry: false,
  });
  // A desk is arranged whether or not the server can keep it; what was not kept is kept with the next change.
  const { mutate } = useMutation(trpc.desk.keep.mutationOptions({ meta: { quiet: true } }));
  const taken = useRef(false);
  const last = stored.data?.last;
  const text = JSON.stringify(body);
  const known = useRef<string | null>(null);
  useEffect(() => {
    if (last === undefined || taken.current) return;
    taken.current = true;
    const theirs = last[deviceOf(window.innerWidth)] ?? null;
    known.current = theirs === null ? null : JSON.stringify(theirs);
    if (!isKept && theirs !== null) take(theirs);
  }, [last, isKept, take]);
  useEffect(() => {
    if (!isKept || last === undefined || known.current === text) return undefined;
    const timer = window.setTimeout(() => {
      known.current = text;
      const now: LayoutBody = JSON.parse(text);
      mutate({ device: deviceOf(window.innerWidth), body: now });
    }, KEEP_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [isKept, last, text, mutate]);
  return null;
}

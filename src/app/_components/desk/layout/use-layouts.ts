"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { useWatchState } from "../../market/watch-panel/watch-state";
import { bodyOf, deviceOf, type LayoutBody, PRESET_PARTS, type Preset } from "./arrangement";
import { useDeskLayout } from "./layout-state";

/** Moving a line between panels changes many times a second. */
const KEEP_AFTER_MS = 1_500;

/** The whole arrangement as it is now, and how another one is taken. */
export function useArrangement() {
  const { layout, isKept, change } = useDeskLayout();
  const watch = useWatchState();
  const { change: changeWatch } = watch;
  const body = bodyOf(layout, watch.open);
  const take = useCallback(
    ({ lists, ...rest }: LayoutBody) => {
      change(rest);
      changeWatch({ open: lists });
    },
    [change, changeWatch],
  );
  const takePreset = (preset: Preset) => {
    const { lists, ...rest } = PRESET_PARTS[preset];
    change(rest);
    changeWatch({ open: lists });
  };
  return { body, isKept, take, takePreset };
}

/**
 * Keeps this desk on the server under its kind of screen. A browser where the person has arranged nothing yet takes what they had last
 * on such a screen; afterwards its own is what counts there. Nothing of it before `isReady`: candles come first.
 */
export function useLayoutSync(isReady: boolean): void {
  const trpc = useTRPC();
  const { body, isKept, take } = useArrangement();
  const stored = useQuery({
    ...trpc.desk.layouts.queryOptions(undefined, { meta: { quiet: true } }),
    enabled: isReady,
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
}

/** The person's named arrangements, read while they are looked at. */
export function useSavedLayouts(enabled: boolean) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const list = useQuery({
    ...trpc.desk.layouts.queryOptions(undefined, { meta: { quiet: true } }),
    enabled,
  });
  const onSettled = () => void queryClient.invalidateQueries(trpc.desk.layouts.queryFilter());
  const save = useMutation(trpc.desk.save.mutationOptions({ meta: { quiet: true }, onSettled }));
  const remove = useMutation(trpc.desk.delete.mutationOptions({ meta: { quiet: true }, onSettled }));
  // Asked for from a passing word, perhaps when nobody looks at them any more.
  const restore = useMutation(trpc.desk.save.mutationOptions({ onSettled }));
  return { list, save, remove, restore };
}

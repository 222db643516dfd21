"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { useWatchState } from "../../market/watch-panel/watch-state";
import { bodyOf, type LayoutBody, PRESET_PARTS, type Preset } from "./arrangement";
import { useDeskLayout } from "./layout-state";

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

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import { slugOf } from "../names";

/** A person's presets of one strategy, whichever version of it is asked about, and what changes them. */
export function usePresets(strategyName: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const strategy = slugOf(strategyName);
  const options = {
    meta: { quiet: true },
    onSuccess: () => client.invalidateQueries(trpc.preset.list.queryFilter({ strategy })),
  };
  return {
    strategy,
    presets: useQuery(trpc.preset.list.queryOptions({ strategy })),
    save: useMutation(trpc.preset.save.mutationOptions(options)),
    remove: useMutation(trpc.preset.delete.mutationOptions(options)),
  };
}

export type Presets = ReturnType<typeof usePresets>;

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { slugOf } from "../names";
import type { StrategyPreset } from "../types";

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
    // Asked for from a passing word: where it cannot, everybody's way of saying so says it.
    restore: useMutation(trpc.preset.restore.mutationOptions({ onSuccess: options.onSuccess })),
  };
}

export type Presets = ReturnType<typeof usePresets>;

/** Name of a preset in a list: a published one says so, with the version it is for. */
export function usePresetLabel(): (preset: Pick<StrategyPreset, "name" | "publication">) => string {
  const t = useTranslations("publications");
  return ({ name, publication }) => (publication === null ? name : t("presetOf", { name, version: publication.name }));
}

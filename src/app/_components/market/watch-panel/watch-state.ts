"use client";

import { useCallback } from "react";
import { z } from "zod";
import { useStored } from "@/app/_lib/stored";

const stateSchema = z.object({ open: z.boolean(), listId: z.string().max(64).nullable() });
const DEFAULT = { open: true, listId: null };

/** Whether the list beside the chart is open, and which list it shows (null: all instruments); kept in this browser. */
export function useWatchState() {
  const [stored, store] = useStored("desk-watch", stateSchema);
  const state = stored ?? DEFAULT;
  const change = useCallback(
    (part: Partial<z.infer<typeof stateSchema>>) => store({ ...(stored ?? DEFAULT), ...part }),
    [stored, store],
  );
  return { ...state, change };
}

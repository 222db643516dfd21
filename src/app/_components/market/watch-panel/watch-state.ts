"use client";

import { useCallback } from "react";
import { readFields, readFlag, readNullable, readText } from "@/app/_lib/read";
import { useStored } from "@/app/_lib/stored";

interface WatchState {
  readonly open: boolean;
  readonly listId: string | null;
}

const readState = readFields<WatchState>({ open: readFlag, listId: readNullable(readText(64)) });
const DEFAULT: WatchState = { open: true, listId: null };

/** Whether the list beside the chart is open, and which list it shows (null: all instruments); kept in this browser. */
export function useWatchState() {
  const [stored, store] = useStored("desk-watch", readState);
  const state = stored ?? DEFAULT;
  const change = useCallback(
    (part: Partial<WatchState>) => store({ ...(stored ?? DEFAULT), ...part }),
    [stored, store],
  );
  return { ...state, change };
}

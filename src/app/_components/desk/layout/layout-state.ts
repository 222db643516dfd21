"use client";

import { useCallback } from "react";
import { z } from "zod";
import { useStored } from "@/app/_lib/stored";

/** Shares of a group's panels in percent, by the panel's id, as the library gives and takes them. */
const sizesSchema = z.record(z.string().max(40), z.number().min(0).max(100));
const layoutSchema = z.object({ columns: sizesSchema, middle: sizesSchema, trade: sizesSchema });

export type DeskLayout = z.infer<typeof layoutSchema>;
export type DeskGroup = keyof DeskLayout;

const NOTHING_SET: DeskLayout = { columns: {}, middle: {}, trade: {} };

/** Sizes of the desk's panels as the person has drawn them, kept in this browser; empty where they were never moved. */
export function useDeskLayout() {
  const [stored, store] = useStored("desk-layout", layoutSchema);
  const keep = useCallback(
    (group: DeskGroup, sizes: Readonly<Record<string, number>>) =>
      store({ ...(stored ?? NOTHING_SET), [group]: sizes }),
    [stored, store],
  );
  const forget = useCallback(() => store(null), [store]);
  return { layout: stored ?? NOTHING_SET, isMoved: stored !== null, keep, forget };
}

"use client";

import { useCallback } from "react";
import { readFields, readNumber, readRecord, readText } from "@/app/_lib/read";
import { useStored } from "@/app/_lib/stored";

/** Shares of a group's panels in percent, by the panel's id, as the library gives and takes them. */
type Sizes = Readonly<Record<string, number>>;

export interface DeskLayout {
  readonly columns: Sizes;
  readonly middle: Sizes;
  readonly trade: Sizes;
}
export type DeskGroup = keyof DeskLayout;

const readSizes = readRecord(readText(40), readNumber(0, 100), 20);
const readLayout = readFields<DeskLayout>({ columns: readSizes, middle: readSizes, trade: readSizes });

const NOTHING_SET: DeskLayout = { columns: {}, middle: {}, trade: {} };

/** Sizes of the desk's panels as the person has drawn them, kept in this browser; empty where they were never moved. */
export function useDeskLayout() {
  const [stored, store] = useStored("desk-layout", readLayout);
  const keep = useCallback(
    (group: DeskGroup, sizes: Sizes) => store({ ...(stored ?? NOTHING_SET), [group]: sizes }),
    [stored, store],
  );
  const forget = useCallback(() => store(null), [store]);
  return { layout: stored ?? NOTHING_SET, isMoved: stored !== null, keep, forget };
}

"use client";

import { useCallback } from "react";
import { readFields, readList, readNumber, readOneOf, readRecord, readText } from "@/app/_lib/read";
import { RESOLUTIONS } from "@/app/_lib/scope";
import { useSession } from "@/app/_lib/session";
import { useStored } from "@/app/_lib/stored";
import type { DeskArrangement, DeskCharts, DeskGroup, Sizes } from "./arrangement";

const PANELS_MAX = 8;
const OTHERS_MAX = 3;

const readSizes = readRecord(readText(40), readNumber(0, 100), PANELS_MAX);
const readCharts = (value: unknown): DeskCharts | undefined => CHART_COUNTS.find((count) => count === value);
const readArrangement = readFields<DeskArrangement>({
  charts: readCharts,
  others: readList(readFields({ symbol: readText(32), resolution: readOneOf(RESOLUTIONS) }), OTHERS_MAX),
  sizes: readFields({ columns: readSizes, middle: readSizes, trade: readSizes }),
});

export const CHART_COUNTS = [1, 2, 4] as const satisfies readonly DeskCharts[];

const AS_AT_FIRST: DeskArrangement = { charts: 1, others: [], sizes: { columns: {}, middle: {}, trade: {} } };

/**
 * How this browser's desk is arranged for the person: kept here, so that it is there with the first paint, and on the server by
 * `LayoutSync`, so that it is found elsewhere. `isKept`: the person has arranged something here.
 */
export function useDeskLayout() {
  const person = useSession()?.user.userId ?? "";
  const [stored, store] = useStored(`bifrost.desk.${person}`, readArrangement);
  const layout = stored ?? AS_AT_FIRST;
  const change = useCallback(
    (part: Partial<DeskArrangement>) => store({ ...(stored ?? AS_AT_FIRST), ...part }),
    [stored, store],
  );
  const keep = useCallback(
    (group: DeskGroup, sizes: Sizes) => change({ sizes: { ...layout.sizes, [group]: sizes } }),
    [change, layout.sizes],
  );
  return { layout, isKept: stored !== null, change, keep };
}

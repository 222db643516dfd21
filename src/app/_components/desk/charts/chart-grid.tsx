"use client";

import { type ReactNode, useState } from "react";
import { ChartPointerContext, makeChartPointer } from "@/app/_components/charts/chart-pointer";
import { lazily } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import type { Instrument } from "../../market/types";
import { useInstruments } from "../../market/use-instruments";
import { filledOthers, type OtherChart } from "../layout/arrangement";
import { useDeskLayout } from "../layout/layout-state";

// Only where somebody wants more than one chart, and after the candles of the first.
const ExtraChart = lazily(() => import("./extra-chart").then((module) => module.ExtraChart));

interface ChartGridProps {
  /** The desk's own chart: one and the same element in every arrangement. */
  readonly children: ReactNode;
  /** What it shows. */
  readonly first: OtherChart;
  /** Whether there is room for others, and the first one's candles are here. */
  readonly isRoomy: boolean;
  /** Makes an instrument that of the whole desk. */
  readonly onOpen: (instrument: Instrument) => void;
}

/** One, two or four charts whose crosshairs go together. The others show what was chosen for them, whatever the desk's instrument is. */
export function ChartGrid({ children, first, isRoomy, onOpen }: ChartGridProps) {
  const { layout, change } = useDeskLayout();
  const [pointer] = useState(makeChartPointer);
  const instruments = useInstruments().data ?? [];
  const others = isRoomy
    ? filledOthers(
        layout,
        first,
        instruments.map(({ symbol }) => symbol),
      )
    : [];
  return (
    <ChartPointerContext value={pointer}>
      <div
        data-many={others.length > 0 ? "" : undefined}
        className={cn(
          "group/charts grid min-h-0 min-w-0 flex-1 auto-rows-fr max-md:block",
          // The desk's own tools go over all charts, so that every chart has the same room.
          others.length === 0 ? "grid-cols-1" : "grid-cols-2 grid-rows-[auto]",
        )}
      >
        <div className="flex min-h-0 min-w-0 flex-col group-data-many/charts:contents">{children}</div>
        {others.map((chart, place) => (
          <ExtraChart
            // By its place: choosing another instrument for it keeps what has the focus.
            // biome-ignore lint/suspicious/noArrayIndexKey: a place is what it is
            key={place}
            chart={chart}
            instruments={instruments}
            onChange={(next) => change({ others: others.map((each, at) => (at === place ? next : each)) })}
            onOpen={onOpen}
          />
        ))}
      </div>
    </ChartPointerContext>
  );
}

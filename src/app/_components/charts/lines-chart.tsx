"use client";

import { type PointerEvent, useMemo, useState } from "react";
import { cn } from "@/app/_lib/cn";
import { formatDate } from "@/app/_lib/format";
import { LINE_LOOKS, LINES_MAX } from "./line-looks";
import { type Frame, frameOf, linePath, niceTicks, type TimedLine, valueAt } from "./lines-path";
import { thinIndices } from "./thin";

export interface NamedLine extends TimedLine {
  readonly id: string;
  readonly name: string;
}

export interface LinesChartProps {
  readonly label: string;
  /** What it shows, in words. */
  readonly summary: string;
  /** At most `LINES_MAX`; each is told apart by colour and dashes. */
  readonly lines: readonly NamedLine[];
  readonly write: (value: number) => string;
  /** The numbers beside the scale, where they are shorter. */
  readonly writeTick?: (value: number) => string;
  readonly className?: string;
}

const [WIDTH, HEIGHT] = [1_000, 300];
/** More points than this are no finer on any screen. */
const POINTS_MAX = 2_000;
const TICKS = 5;

const thinned = ({ time, values }: TimedLine): TimedLine => {
  const kept = thinIndices([values], POINTS_MAX);
  return { time: Float64Array.from(kept, (i) => time[i] ?? 0), values: Float64Array.from(kept, (i) => values[i] ?? 0) };
};

/** Several lines on one scale, with the values under the pointer in its legend. */
export function LinesChart({ label, summary, lines, write, writeTick = write, className }: LinesChartProps) {
  const [atMs, setAtMs] = useState<number | null>(null);
  const frame = useMemo(() => frameOf(lines), [lines]);
  const paths = useMemo(
    () => (frame === null ? [] : lines.map((line) => linePath(thinned(line), frame, { width: WIDTH, height: HEIGHT }))),
    [lines, frame],
  );
  if (frame === null) return null;
  const shownMs = atMs ?? frame.toMs;
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    setAtMs(frame.fromMs + share * (frame.toMs - frame.fromMs));
  };
  return (
    <figure aria-label={label} className={cn("flex min-h-0 flex-col bg-bg-1", className)}>
      <figcaption className="num flex flex-wrap items-baseline gap-x-4 gap-y-0.5 px-3 pt-2 text-12 leading-4.5 max-md:px-4">
        {lines.map((line, place) => {
          const value = valueAt(line, shownMs);
          return (
            <span key={line.id}>
              <span
                aria-hidden="true"
                className={cn("mr-1.5 inline-block w-3 border-t-2 align-[3px]", LINE_LOOKS[place % LINES_MAX]?.border)}
              />
              <span className="text-tx-2">{line.name}</span> {value === null ? "" : write(value)}
            </span>
          );
        })}
        <span className="text-tx-3">{formatDate(shownMs, "UTC")}</span>
      </figcaption>
      <div className="relative min-h-0 flex-1 px-3 pb-5 pr-16 max-md:pl-4">
        <div className="relative h-full">
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={summary}
            className="absolute inset-0 h-full w-full touch-pan-y"
            onPointerMove={onMove}
            onPointerLeave={() => setAtMs(null)}
          >
            {niceTicks(frame, TICKS).map((tick) => (
              <path
                key={tick}
                d={`M0 ${yOf(tick, frame)}H${WIDTH}`}
                className="stroke-line-1"
                vectorEffect="non-scaling-stroke"
              />
            ))}
            {lines.map((line, place) => (
              <path
                key={line.id}
                d={paths[place]}
                className={cn("fill-none", LINE_LOOKS[place % LINES_MAX]?.stroke)}
                strokeDasharray={LINE_LOOKS[place % LINES_MAX]?.dash}
                strokeWidth={1.5}
                vectorEffect="non-scaling-stroke"
              />
            ))}
            {atMs === null ? null : (
              <path
                d={`M${((atMs - frame.fromMs) / (frame.toMs - frame.fromMs)) * WIDTH} 0V${HEIGHT}`}
                className="stroke-line-3"
                strokeDasharray="3 3"
                vectorEffect="non-scaling-stroke"
              />
            )}
          </svg>
          <Axes frame={frame} write={writeTick} />
        </div>
      </div>
    </figure>
  );
}

const yOf = (value: number, { low, high }: Frame) => (1 - (value - low) / (high - low)) * HEIGHT;

/** Numbers at the right, the first and the last date below. */
function Axes({ frame, write }: { readonly frame: Frame; readonly write: (value: number) => string }) {
  return (
    <div aria-hidden="true" className="num pointer-events-none absolute inset-0 text-11 text-tx-3">
      {niceTicks(frame, TICKS).map((tick) => (
        <span
          key={tick}
          className="absolute left-full ml-2 -translate-y-1/2 whitespace-nowrap"
          style={{ top: `${(yOf(tick, frame) / HEIGHT) * 100}%` }}
        >
          {write(tick)}
        </span>
      ))}
      <span className="absolute top-full left-0 pt-0.5">{formatDate(frame.fromMs, "UTC")}</span>
      <span className="absolute top-full right-0 pt-0.5">{formatDate(frame.toMs, "UTC")}</span>
    </div>
  );
}

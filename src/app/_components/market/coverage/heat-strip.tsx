"use client";

import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import type { HeatCell, HeatLevel } from "./heat-cells";

/** Colour and height say the same: how much of what is expected is there. */
const FILLS: Readonly<Record<HeatLevel, string>> = {
  full: "bg-accent",
  some: "bg-warn",
  much: "bg-danger",
  none: "bg-line-2",
};
/** A hole must be seen: what is there is drawn at least this high. */
const HEIGHT_MIN_PERCENT = 18;

export interface HeatStripProps {
  readonly cells: readonly HeatCell[];
  /** The series, for screen readers. */
  readonly series: string;
  /** The name of a place: `2020`, `Mar 2020`, `2020-03-17`. */
  readonly placeName: (at: number) => string;
  /** Looks closer at a place; not given where there is nothing closer. */
  readonly onZoom?: ((at: number) => void) | undefined;
}

/** The cells of one series in a line. The mouse looks closer; the keyboard has the same in the selects above. */
export function HeatStrip({ cells, series, placeName, onZoom }: HeatStripProps) {
  const t = useTranslations("coverage");
  const told = cells
    .filter(({ level }) => level !== "none")
    .map(({ at, bars, missing }) => t("cell", { series, when: placeName(at), bars, missing }));
  return (
    <span
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- one picture made of cells, not of a file
      role="img"
      aria-label={told.length === 0 ? t("cellNone", { series, when: "" }) : told.join("; ")}
      className="relative z-1 inline-flex h-4 w-full min-w-40 items-end gap-px align-middle max-md:w-44 max-md:min-w-0"
    >
      {cells.map(({ at, bars, missing, share, level }) => (
        <span
          key={at}
          title={
            level === "none"
              ? t("cellNone", { series, when: placeName(at) })
              : t("cell", { series, when: placeName(at), bars, missing })
          }
          data-level={level}
          className={cn(
            "flex h-full min-w-0 flex-1 items-end rounded-2 bg-bg-3",
            onZoom === undefined ? null : "cursor-zoom-in",
          )}
          onPointerUp={(event) => {
            if (onZoom === undefined || event.button !== 0) return;
            event.stopPropagation();
            onZoom(at);
          }}
        >
          <span
            className={cn("w-full rounded-2", FILLS[level])}
            style={{ height: level === "none" ? 1 : `${Math.max(share * 100, HEIGHT_MIN_PERCENT)}%` }}
          />
        </span>
      ))}
    </span>
  );
}

/** What the colours mean. */
export function HeatLegend() {
  const t = useTranslations("coverage");
  const entries = [
    ["full", t("legendFull")],
    ["some", t("legendSome")],
    ["much", t("legendMuch")],
    ["none", t("legendNone")],
  ] as const;
  return (
    <span className="flex items-center gap-3 text-11 text-tx-3 max-md:hidden">
      {entries.map(([level, text]) => (
        <span key={level} className="flex items-center gap-1">
          <span aria-hidden="true" className={cn("inline-block size-2 rounded-2", FILLS[level])} />
          {text}
        </span>
      ))}
    </span>
  );
}

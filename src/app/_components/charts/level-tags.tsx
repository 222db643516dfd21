"use client";

import { GripVertical } from "lucide-react";
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { formatPrice } from "@/app/_lib/format";
import { type PriceLevel, type TagPlaces, toTick } from "./levels";
import type { PriceHandle } from "./price-canvas";

const TONES: Record<PriceLevel["tone"], string> = {
  up: "border-up text-up bg-up-soft",
  down: "border-down text-down bg-down-soft",
  neutral: "border-line-3 text-tx-1 bg-bg-2",
  accent: "border-accent text-accent bg-accent-soft",
};

/** Movement in px from which a press is a drag. */
const DRAG_PX = 3;

export interface LevelTagsProps {
  readonly levels: readonly PriceLevel[];
  readonly tick: string;
  readonly handle: RefObject<PriceHandle | null>;
  /** Takes who wants to hear, at each painting of the chart, where tags belong; gives back how to stop that. */
  readonly onPlaces: (hear: (places: TagPlaces) => void) => () => void;
  /** A line was drawn to another price. */
  readonly onMove: (id: string, price: number) => void;
  readonly onPress: (id: string) => void;
}

/** Tags of the lines, beside the price axis: buttons, so that what a drag does can be done by key. */
export function LevelTags({ levels, tick, handle, onPlaces, onMove, onPress }: LevelTagsProps) {
  const box = useRef<HTMLDivElement>(null);
  const dragged = useRef<string | null>(null);
  useEffect(
    () =>
      onPlaces(({ tops, axisPx }) => {
        for (const tag of box.current?.querySelectorAll<HTMLElement>("[data-level]") ?? []) {
          const id = tag.dataset["level"] ?? "";
          if (id === dragged.current) continue;
          const top = tops.get(id) ?? null;
          tag.style.visibility = top === null ? "hidden" : "visible";
          tag.style.transform = `translateY(${top ?? 0}px)`;
          tag.style.right = `${axisPx + 6}px`;
        }
      }),
    [onPlaces],
  );
  return (
    <div ref={box} className="pointer-events-none absolute inset-0 overflow-hidden">
      {levels.map((level) => (
        <LevelTag
          key={level.id}
          level={level}
          tick={tick}
          box={box}
          handle={handle}
          onDragged={(id) => {
            dragged.current = id;
          }}
          onMove={onMove}
          onPress={onPress}
        />
      ))}
    </div>
  );
}

interface LevelTagProps extends Pick<LevelTagsProps, "tick" | "handle" | "onMove" | "onPress"> {
  readonly level: PriceLevel;
  readonly box: RefObject<HTMLDivElement | null>;
  readonly onDragged: (id: string | null) => void;
}

function LevelTag({ level, tick, box, handle, onDragged, onMove, onPress }: LevelTagProps) {
  const t = useTranslations("chart");
  const begun = useRef<number | null>(null);
  // A drag ends with a click, which is no press.
  const hasMoved = useRef(false);
  const [drawnTo, setDrawnTo] = useState<number | null>(null);
  const end = () => {
    begun.current = null;
    onDragged(null);
    setDrawnTo(null);
    handle.current?.repaint();
  };
  const priceAt = (event: PointerEvent) => {
    const top = box.current?.getBoundingClientRect().top ?? 0;
    const price = handle.current?.priceAt(event.clientY - top) ?? null;
    const onGrid = price === null ? null : toTick(price, tick);
    return onGrid !== null && onGrid > 0 ? onGrid : null;
  };
  const drag = {
    onPointerDown: (event: PointerEvent<HTMLButtonElement>) => {
      // The chart under it must not move along.
      event.stopPropagation();
      if (event.button !== 0) return;
      hasMoved.current = false;
      begun.current = event.clientY;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent<HTMLButtonElement>) => {
      if (begun.current === null || (drawnTo === null && Math.abs(event.clientY - begun.current) < DRAG_PX)) return;
      const price = priceAt(event);
      if (price === null) return;
      onDragged(level.id);
      hasMoved.current = true;
      setDrawnTo(price);
      const top = box.current?.getBoundingClientRect().top ?? 0;
      event.currentTarget.style.transform = `translateY(${event.clientY - top - event.currentTarget.offsetHeight / 2}px)`;
    },
    onPointerUp: () => {
      if (drawnTo !== null && drawnTo !== level.price) onMove(level.id, drawnTo);
      end();
    },
    onPointerCancel: end,
  };
  const price = formatPrice(drawnTo ?? level.price, tick);
  return (
    <button
      type="button"
      data-level={level.id}
      title={level.movable ? t("levelMovable") : undefined}
      aria-label={t(level.movable ? "levelChange" : "levelOpen", { label: level.label, price })}
      {...(level.movable ? drag : { onPointerDown: (event: PointerEvent) => event.stopPropagation() })}
      onClick={() => {
        if (!hasMoved.current) onPress(level.id);
        hasMoved.current = false;
      }}
      onKeyDown={(event) => {
        // The chart's own keys are not this button's.
        event.stopPropagation();
        if (event.key === "Escape" && begun.current !== null) end();
      }}
      style={{ visibility: "hidden" }}
      className={cn(
        "num pointer-events-auto absolute top-0 z-10 inline-flex h-5 touch-none items-center gap-1.5 rounded-2 border px-1.5 text-11 leading-none whitespace-nowrap select-none",
        TONES[level.tone],
        level.movable ? "cursor-ns-resize" : null,
      )}
    >
      {level.label}
      {drawnTo === null ? null : <b>{price}</b>}
      {level.movable ? <GripVertical aria-hidden="true" size={11} /> : null}
    </button>
  );
}

"use client";

import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { movedSizes } from "./moved-sizes";
import { type SplitPanel, sum } from "./split-sizes";

/** One press of an arrow key, as a share of the split. */
const KEY_SHARE = 0.05;

interface SplitLineProps {
  readonly direction: "row" | "column";
  readonly panels: readonly SplitPanel[];
  /** The place of the panel before it. */
  readonly edge: number;
  readonly label: string;
  readonly sizes: {
    /** What the panels have now, in px. */
    readonly measure: () => readonly number[];
    readonly show: (sizesPx: readonly number[]) => void;
    /** Stores what is shown. */
    readonly keep: () => void;
  };
}

interface Drag {
  readonly fromPx: number;
  readonly sizesPx: readonly number[];
}

/** The line between two panels, moved by hand or by arrow keys. */
export function SplitLine({ direction, panels, edge, label, sizes: { measure, show, keep } }: SplitLineProps) {
  const [drag, setDrag] = useState<Drag | null>(null);
  /** Where it stands, in percent of the split, for who hears it. */
  const [stands, setStands] = useState(0);
  const say = () => {
    const sizesPx = measure();
    setStands(Math.round((sum(sizesPx.slice(0, edge + 1)) / Math.max(sum(sizesPx), 1)) * 100));
  };
  const pointOf = (event: PointerEvent) => (direction === "row" ? event.clientX : event.clientY);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ fromPx: pointOf(event), sizesPx: measure() });
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (drag !== null) show(movedSizes(panels, drag.sizesPx, edge, pointOf(event) - drag.fromPx));
  };
  const onPointerEnd = () => {
    if (drag === null) return;
    setDrag(null);
    keep();
    say();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const [less, more] = direction === "row" ? ["ArrowLeft", "ArrowRight"] : ["ArrowUp", "ArrowDown"];
    const share = new Map([
      [less, -KEY_SHARE],
      [more, KEY_SHARE],
      ["Home", -1],
      ["End", 1],
    ]).get(event.key);
    if (share === undefined) return;
    event.preventDefault();
    const sizesPx = measure();
    const grower = panels[share > 0 ? edge : edge + 1];
    // A key opens what is shut.
    const leastPx = grower?.isOpen === false ? grower.leastPx : 0;
    show(movedSizes(panels, sizesPx, edge, Math.sign(share) * Math.max(Math.abs(share) * sum(sizesPx), leastPx)));
    // Once it is on the screen.
    requestAnimationFrame(() => {
      keep();
      say();
    });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line that is moved is no thematic break
    <div
      role="separator" // oxlint-disable-line jsx-a11y/prefer-tag-over-role -- a line that is moved is no thematic break
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- a separator that is moved takes keys
      aria-label={label}
      aria-controls={panels[edge]?.id}
      aria-orientation={direction === "row" ? "vertical" : "horizontal"}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={stands}
      data-active={drag === null ? undefined : ""}
      className="desk-separator"
      onFocus={say}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
    />
  );
}

"use client";

import {
  Fragment,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Sizes } from "./arrangement";
import { flexOf, type Given, givenOf, movedSizes, type SplitPanel, sharesOf, sum } from "./split-sizes";

/** One press of an arrow key, as a share of the split. */
const KEY_SHARE = 0.05;
const NO_SIZES: Given = {};

export interface SplitProps {
  readonly id: string;
  readonly direction: "row" | "column";
  readonly panels: readonly (SplitPanel & { readonly content: ReactNode })[];
  /** What the line behind each panel but the last changes. */
  readonly edges: readonly string[];
  /** Shares that are stored; empty is as at first. */
  readonly stored: Sizes;
  /** The person has moved a line. */
  readonly onMoved: (sizes: Sizes) => void;
  /** The person has drawn a panel shut or open. */
  readonly onOpen?: (id: string, open: boolean) => void;
}

/** Layout effects have no meaning where a page is written. */
const useBeforePaint = typeof window === "undefined" ? useEffect : useLayoutEffect;

/** The sizes of a split: those that are stored, and what the person makes of them. */
function useSizes({ panels, stored, direction, onMoved, onOpen }: SplitProps, box: RefObject<HTMLDivElement | null>) {
  const [given, setGiven] = useState(NO_SIZES);
  /** What the sizes on the screen are stored as. */
  const applied = useRef("{}");
  const measure = () =>
    panels.map(({ id }) => {
      const rect = box.current?.querySelector(`:scope > #${id}`)?.getBoundingClientRect();
      return (direction === "row" ? rect?.width : rect?.height) ?? 0;
    });
  useBeforePaint(() => {
    const key = JSON.stringify(stored);
    if (applied.current === key) return;
    const totalPx = sum(measure());
    // A split that is out of sight has no size yet: its first one stands.
    if (totalPx === 0) return;
    applied.current = key;
    setGiven(givenOf(panels, stored, totalPx) ?? NO_SIZES);
  });
  return {
    given,
    measure,
    show: (sizesPx: readonly number[]) => {
      setGiven((before) => ({ ...before, ...givenOf(panels, sharesOf(panels, sizesPx), sum(sizesPx)) }));
      for (const [place, panel] of panels.entries()) {
        const isOpen = (sizesPx[place] ?? 0) > 0;
        if (panel.isOpen !== undefined && panel.isOpen !== isOpen) onOpen?.(panel.id, isOpen);
      }
    },
    keep: () => {
      const sizes = sharesOf(panels, measure());
      applied.current = JSON.stringify(sizes);
      onMoved(sizes);
    },
  };
}

/** Panels beside or over each other; the lines between them are drawn by hand or by arrow keys. */
export function Split(props: SplitProps) {
  const { id, direction, panels, edges } = props;
  const box = useRef<HTMLDivElement>(null);
  const { given, measure, show, keep } = useSizes(props, box);
  return (
    <div ref={box} id={id} data-split={direction} className="flex size-full min-h-0 min-w-0 overflow-hidden">
      {panels.map((panel, place) => (
        <Fragment key={panel.id}>
          <div
            id={panel.id}
            data-panel=""
            className="flex min-h-0 min-w-0 flex-col overflow-auto"
            style={{
              flex: flexOf(panel, panels, given),
              [direction === "row" ? "minWidth" : "minHeight"]: panel.isOpen === false ? 0 : panel.leastPx,
            }}
          >
            {panel.content}
          </div>
          {place === panels.length - 1 ? null : (
            <Line
              direction={direction}
              panels={panels}
              edge={place}
              label={edges[place] ?? ""}
              sizes={{ measure, show, keep }}
            />
          )}
        </Fragment>
      ))}
    </div>
  );
}

interface LineProps extends Pick<SplitProps, "direction"> {
  readonly panels: readonly SplitPanel[];
  /** The place of the panel before it. */
  readonly edge: number;
  readonly label: string;
  readonly sizes: Omit<ReturnType<typeof useSizes>, "given">;
}

interface Drag {
  readonly fromPx: number;
  readonly sizesPx: readonly number[];
}

function Line({ direction, panels, edge, label, sizes: { measure, show, keep } }: LineProps) {
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

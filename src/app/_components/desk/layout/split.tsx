"use client";

import { Fragment, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { lazily } from "@/app/_components/ui";
import { PHONE, useIsPhone, useIsScreenKnown } from "@/app/_lib/use-media";
import type { Sizes } from "./arrangement";
import { flexOf, type Given, givenOf, type SplitPanel, sharesOf, sum } from "./split-sizes";

const NO_SIZES: Given = {};

/** A line that nobody can move: on a phone, and until what moves it is here. */
const StillLine = () => <div className="desk-separator" />;
const SplitLine = lazily(() => import("./split-line").then((module) => module.SplitLine), StillLine);
if (typeof window !== "undefined" && !window.matchMedia(PHONE).matches) SplitLine.ahead();

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
  const isPhone = useIsPhone();
  const isMovable = useIsScreenKnown() && !isPhone;
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
          {place === panels.length - 1 ? null : !isMovable ? (
            <StillLine />
          ) : (
            <SplitLine
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

"use client";

import { type PointerEvent, type ReactNode, useCallback, useEffect, useId, useRef, useState } from "react";
import { foreseeFloating, useFloating } from "./floating/load";
import { Kbd } from "./kbd";
import { Slot } from "./slot";

const SHOW_AFTER_MS = 400;
/** Whoever reads one tip after the other does not wait for each. */
const SHOW_NEXT_WITHIN_MS = 300;
/** Long enough to move the pointer from a button onto its tip. */
const HIDE_AFTER_MS = 150;

/** One tip at a time, in all of the page. */
let shown: { readonly id: string; readonly hide: () => void } | null = null;
let hiddenAtMs = Number.NEGATIVE_INFINITY;

export interface TooltipProps {
  readonly text: ReactNode;
  readonly keys?: string;
  readonly side?: "top" | "right" | "bottom" | "left";
  /** One element that takes a ref and can be focused, so that the keyboard reaches the text too. */
  readonly children: ReactNode;
}

/** Whether a tip is shown, and what of the pointer and the keyboard shows and hides it. */
function useTip() {
  const [isOpen, setOpen] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isHovered = useRef(false);

  const id = useId();
  const hide = useCallback(() => {
    clearTimeout(timer.current);
    if (shown?.id === id) {
      shown = null;
      hiddenAtMs = performance.now();
    }
    setOpen(false);
  }, [id]);
  const show = () => {
    clearTimeout(timer.current);
    if (shown?.id !== id) shown?.hide();
    shown = { id, hide };
    setOpen(true);
  };
  const after = (call: () => void, delayMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(call, delayMs);
  };
  useEffect(() => hide, [hide]);
  return {
    id,
    isOpen,
    show,
    hide,
    hold: () => clearTimeout(timer.current),
    leave: () => after(hide, HIDE_AFTER_MS),
    onPointerMove: (event: PointerEvent) => {
      if (event.pointerType === "touch" || isHovered.current) return;
      isHovered.current = true;
      foreseeFloating();
      if (isOpen) clearTimeout(timer.current);
      else after(show, performance.now() - hiddenAtMs < SHOW_NEXT_WITHIN_MS ? 0 : SHOW_AFTER_MS);
    },
    onPointerLeave: () => {
      isHovered.current = false;
      after(hide, isOpen ? HIDE_AFTER_MS : 0);
    },
  };
}

export function Tooltip({ text, keys, side = "bottom", children }: TooltipProps) {
  const anchor = useRef<HTMLElement>(null);
  const { id, isOpen, show, hide, hold, leave, onPointerMove, onPointerLeave } = useTip();
  const parts = useFloating(isOpen, hide);

  useEffect(() => {
    if (!isOpen) return undefined;
    const onScroll = ({ target }: Event) => {
      if (target instanceof Node && target.contains(anchor.current)) hide();
    };
    window.addEventListener("scroll", onScroll, { capture: true });
    return () => window.removeEventListener("scroll", onScroll, { capture: true });
  }, [isOpen, hide]);

  return (
    <>
      <Slot
        ref={anchor}
        aria-describedby={isOpen ? id : undefined}
        onPointerMove={onPointerMove}
        onPointerLeave={onPointerLeave}
        onPointerDown={hide}
        onClick={hide}
        // A finger and a mouse that press focus too: they know what they press.
        onFocus={({ currentTarget }) => {
          if (currentTarget.matches(":focus-visible")) show();
        }}
        onBlur={hide}
      >
        {children}
      </Slot>
      {parts === null || !isOpen ? null : (
        <parts.TooltipPart id={id} anchor={anchor} side={side} onClose={hide} onHold={hold} onLeave={leave}>
          {text}
          {keys === undefined ? null : <Kbd className="ml-2">{keys}</Kbd>}
        </parts.TooltipPart>
      )}
    </>
  );
}

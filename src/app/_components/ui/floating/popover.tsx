"use client";

import { Popover as RadixPopover } from "radix-ui";
import { type RefObject, useRef } from "react";
import { cn } from "@/app/_lib/cn";
import { FLOAT } from "./looks";
import type { PopoverPartProps } from "./props";

/**
 * What a box that opens from a button of the page does about it: the button closes it by itself, and has the focus again unless the
 * person went elsewhere.
 */
export function useAnchored(anchor: RefObject<HTMLElement | null>) {
  const hasLeft = useRef(false);
  return {
    onInteractOutside(event: { readonly target: EventTarget | null; preventDefault(): void }) {
      if (event.target instanceof Node && anchor.current?.contains(event.target) === true) event.preventDefault();
      else hasLeft.current = true;
    },
    onCloseAutoFocus(event: { preventDefault(): void }) {
      event.preventDefault();
      if (!hasLeft.current) anchor.current?.focus();
      hasLeft.current = false;
    },
  };
}

/** A box that opens from a button. */
export function PopoverPart({ id, anchor, label, open, onOpenChange, align, className, children }: PopoverPartProps) {
  return (
    <RadixPopover.Root open={open} onOpenChange={onOpenChange}>
      <RadixPopover.Anchor virtualRef={anchor} />
      <RadixPopover.Portal>
        <RadixPopover.Content
          id={id}
          aria-label={label}
          align={align ?? "start"}
          sideOffset={6}
          collisionPadding={8}
          {...useAnchored(anchor)}
          className={cn(
            FLOAT,
            "max-h-(--radix-popover-content-available-height) w-90 max-w-[calc(100vw-16px)] overflow-auto",
            className,
          )}
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}

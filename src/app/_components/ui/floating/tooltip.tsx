"use client";

import { Portal } from "radix-ui";
import { DismissableLayer, Popper } from "radix-ui/internal";
import type { TooltipPartProps } from "./props";

/** The text of a tip that is open. */
export function TooltipPart({ id, anchor, side, onClose, onHold, onLeave, children }: TooltipPartProps) {
  return (
    <Popper.Root>
      <Popper.Anchor virtualRef={anchor} />
      <Portal.Root asChild>
        <DismissableLayer.Root asChild onDismiss={onClose} onFocusOutside={(event) => event.preventDefault()}>
          <Popper.Content
            id={id}
            role="tooltip"
            side={side}
            sideOffset={6}
            collisionPadding={8}
            onPointerEnter={onHold}
            onPointerLeave={onLeave}
            className="float-in z-60 max-w-72 rounded-4 border border-line-2 bg-bg-2 px-2 py-1 text-12 text-tx-1 shadow-float"
          >
            {children}
          </Popper.Content>
        </DismissableLayer.Root>
      </Portal.Root>
    </Popper.Root>
  );
}

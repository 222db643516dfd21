"use client";

import { Tooltip as RadixTooltip } from "radix-ui";
import type { ReactNode } from "react";
import { Kbd } from "./marks";

const SHOW_AFTER_MS = 400;

export function TooltipProvider({ children }: { readonly children: ReactNode }) {
  return <RadixTooltip.Provider delayDuration={SHOW_AFTER_MS}>{children}</RadixTooltip.Provider>;
}

export interface TooltipProps {
  readonly text: ReactNode;
  readonly keys?: string;
  readonly side?: "top" | "right" | "bottom" | "left";
  /** One element that takes a ref and can be focused, so that the keyboard reaches the text too. */
  readonly children: ReactNode;
}

export function Tooltip({ text, keys, side = "bottom", children }: TooltipProps) {
  return (
    <RadixTooltip.Root>
      <RadixTooltip.Trigger asChild>{children}</RadixTooltip.Trigger>
      <RadixTooltip.Portal>
        <RadixTooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="float-in z-60 max-w-72 rounded-4 border border-line-2 bg-bg-2 px-2 py-1 text-12 text-tx-1 shadow-float"
        >
          {text}
          {keys === undefined ? null : <Kbd className="ml-2">{keys}</Kbd>}
        </RadixTooltip.Content>
      </RadixTooltip.Portal>
    </RadixTooltip.Root>
  );
}

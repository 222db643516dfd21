"use client";

import { X } from "lucide-react";
import { Dialog as RadixDialog } from "radix-ui";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { IconButton } from "../icon-button";

import { FLOAT, keepForToasts } from "./looks";
import type { DialogProps, SheetProps } from "./props";

const SCRIM = "float-in fixed inset-0 z-40 bg-scrim";

export function DialogPart({ open, onOpenChange, title, description, children, actions, className }: DialogProps) {
  const t = useTranslations("ui");
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={SCRIM} data-scrim="" />
        <RadixDialog.Content
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
          onInteractOutside={keepForToasts}
          className={cn(
            FLOAT,
            "fixed top-1/2 left-1/2 flex max-h-[calc(100dvh-32px)] w-[min(480px,calc(100vw-32px))] -translate-x-1/2 -translate-y-1/2 flex-col bg-bg-1 text-13",
            className,
          )}
        >
          <div className="flex items-center gap-2 border-b border-line-2 py-2 pr-2 pl-4">
            <RadixDialog.Title className="min-w-0 flex-1 truncate text-15 font-semibold">{title}</RadixDialog.Title>
            <RadixDialog.Close asChild>
              <IconButton label={t("close")} icon={<X size={16} />} tooltip={false} />
            </RadixDialog.Close>
          </div>
          <div className="min-h-0 overflow-auto p-4">
            {description === undefined ? null : (
              <RadixDialog.Description asChild>
                <div className="mb-3 text-tx-2">{description}</div>
              </RadixDialog.Description>
            )}
            {children}
          </div>
          {actions === undefined ? null : (
            <div className="flex flex-wrap justify-end gap-2 border-t border-line-2 p-3">{actions}</div>
          )}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** A drawer from the right on a desk, from below on a phone. */
export function SheetPart({ open, onOpenChange, title, sub, children, className }: SheetProps) {
  const t = useTranslations("ui");
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={SCRIM} data-scrim="" />
        <RadixDialog.Content
          aria-describedby={undefined}
          onInteractOutside={keepForToasts}
          className={cn(
            "sheet-in fixed z-50 flex flex-col border-line-2 bg-bg-1 shadow-float",
            "inset-y-0 right-0 w-[min(420px,100vw)] border-l",
            "max-md:inset-x-0 max-md:top-auto max-md:bottom-0 max-md:max-h-[88dvh] max-md:w-full max-md:rounded-t-8 max-md:border-t max-md:border-l-0",
            className,
          )}
        >
          <div className="flex min-h-11 shrink-0 items-center gap-2 border-b border-line-2 pr-2 pl-4">
            <RadixDialog.Title className="text-13 font-semibold">{title}</RadixDialog.Title>
            {sub === undefined ? null : <span className="num truncate text-12 text-tx-3">{sub}</span>}
            <span className="flex-1" />
            <RadixDialog.Close asChild>
              <IconButton label={t("close")} icon={<X size={16} />} tooltip={false} />
            </RadixDialog.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-auto">{children}</div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

"use client";

import { X } from "lucide-react";
import { DropdownMenu, Dialog as RadixDialog, Popover as RadixPopover } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { assertNever } from "@/modules/_kernel";
import { Button, IconButton } from "./button";
import { Field } from "./field";
import { TextInput } from "./inputs";
import { Kbd } from "./marks";

/** A passing word lies above what is open: whoever answers it has not left the dialog. */
function keepForToasts(event: { readonly target: EventTarget | null; preventDefault(): void }): void {
  if (event.target instanceof Element && event.target.closest("[data-sonner-toaster]") !== null) event.preventDefault();
}

/** What floats: the only things in the product with a shadow. */
const FLOAT = "float-in z-50 rounded-8 border border-line-2 bg-bg-2 text-12 shadow-float";
const SCRIM = "float-in fixed inset-0 z-40 bg-scrim";

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, at the lower right. */
  readonly actions?: ReactNode;
  readonly className?: string;
}

export function Dialog({ open, onOpenChange, title, description, children, actions, className }: DialogProps) {
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

export interface SheetProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly sub?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A drawer from the right on a desk, from below on a phone. */
export function Sheet({ open, onOpenChange, title, sub, children, className }: SheetProps) {
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

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What exactly will happen, in one sentence. */
  readonly consequence: ReactNode;
  readonly confirmLabel: string;
  readonly onConfirm: () => void;
  readonly busy?: boolean;
  readonly danger?: boolean;
  /** For what cannot be taken back: the word to type first. */
  readonly typed?: string;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    open,
    onOpenChange,
    title,
    consequence,
    confirmLabel,
    onConfirm,
    busy = false,
    danger = false,
    typed,
  } = props;
  const t = useTranslations("ui");
  const [written, setWritten] = useState("");
  const blocked = typed !== undefined && written.trim() !== typed;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={consequence}
      actions={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("cancel")}</Button>
          <Button variant={danger ? "danger-fill" : "primary"} busy={busy} disabled={blocked} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {typed === undefined ? null : (
        <Field label={t("typeToConfirm", { word: typed })}>
          <TextInput value={written} onChange={(event) => setWritten(event.target.value)} autoComplete="off" />
        </Field>
      )}
    </Dialog>
  );
}

export interface PopoverProps {
  readonly trigger: ReactNode;
  /** Says what the box is to a screen reader. */
  readonly label: string;
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly align?: "start" | "center" | "end";
  readonly className?: string;
  readonly children: ReactNode;
}

export function Popover({ trigger, label, open, onOpenChange, align = "start", className, children }: PopoverProps) {
  const control = {
    ...(open === undefined ? {} : { open }),
    ...(onOpenChange === undefined ? {} : { onOpenChange }),
  };
  return (
    <RadixPopover.Root {...control}>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal>
        <RadixPopover.Content
          aria-label={label}
          align={align}
          sideOffset={6}
          collisionPadding={8}
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

export type MenuItem =
  | {
      readonly kind: "item";
      readonly key: string;
      readonly label: ReactNode;
      readonly icon?: ReactNode;
      readonly keys?: string;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      readonly onSelect: () => void;
    }
  | {
      readonly kind: "check";
      readonly key: string;
      readonly label: ReactNode;
      readonly checked: boolean;
      readonly onChange: (checked: boolean) => void;
    }
  | {
      readonly kind: "radio";
      readonly key: string;
      readonly label: string;
      readonly value: string;
      readonly options: readonly { readonly value: string; readonly label: ReactNode }[];
      readonly onChange: (value: string) => void;
    }
  | { readonly kind: "text"; readonly key: string; readonly label: ReactNode }
  | { readonly kind: "line"; readonly key: string };

export interface MenuProps {
  readonly trigger: ReactNode;
  readonly items: readonly MenuItem[];
  readonly align?: "start" | "center" | "end";
  readonly side?: "top" | "right" | "bottom" | "left";
}

const MENU_ITEM =
  "flex min-h-8 items-center gap-2.5 px-3 text-12 whitespace-nowrap text-tx-1 outline-none select-none data-disabled:text-tx-3 data-highlighted:bg-bg-3 max-md:min-h-11";

export function Menu({ trigger, items, align = "end", side = "bottom" }: MenuProps) {
  return (
    // Not modal: the page behind stays readable, to eyes and to screen readers.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={cn(FLOAT, "max-h-(--radix-dropdown-menu-content-available-height) min-w-52 overflow-auto py-1")}
        >
          {items.map((item) => (
            <MenuEntry key={item.key} item={item} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function MenuEntry({ item }: { readonly item: MenuItem }) {
  switch (item.kind) {
    case "line":
      return <DropdownMenu.Separator className="my-1 h-px bg-line-2" />;
    case "text":
      return <DropdownMenu.Label className="px-3 py-1.5 text-11 text-tx-3">{item.label}</DropdownMenu.Label>;
    case "check":
      return (
        <DropdownMenu.CheckboxItem
          className={MENU_ITEM}
          checked={item.checked}
          onCheckedChange={item.onChange}
          // The menu stays open: people switch several columns in one go.
          onSelect={(event) => event.preventDefault()}
        >
          <MenuMark />
          {item.label}
        </DropdownMenu.CheckboxItem>
      );
    case "radio":
      return (
        <DropdownMenu.RadioGroup value={item.value} onValueChange={item.onChange} aria-label={item.label}>
          <DropdownMenu.Label className="px-3 pt-1.5 pb-0.5 text-11 text-tx-3">{item.label}</DropdownMenu.Label>
          {item.options.map((option) => (
            <DropdownMenu.RadioItem key={option.value} value={option.value} className={MENU_ITEM}>
              <MenuMark />
              {option.label}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      );
    case "item":
      return (
        <DropdownMenu.Item
          className={cn(MENU_ITEM, item.danger === true ? "text-danger" : null)}
          disabled={item.disabled === true}
          onSelect={item.onSelect}
        >
          {item.icon}
          <span className="flex-1">{item.label}</span>
          {item.keys === undefined ? null : <Kbd>{item.keys}</Kbd>}
        </DropdownMenu.Item>
      );
    default:
      return assertNever(item, "MenuEntry");
  }
}

function MenuMark() {
  return (
    <span className="grid w-3 place-items-center">
      <DropdownMenu.ItemIndicator>
        <span className="block size-1.5 rounded-8 bg-accent" />
      </DropdownMenu.ItemIndicator>
    </span>
  );
}

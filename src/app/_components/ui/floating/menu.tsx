"use client";

import { Menu } from "radix-ui/internal";
import { useRef } from "react";
import { cn } from "@/app/_lib/cn";
import { assertNever } from "@/modules/_kernel";
import { Kbd } from "../kbd";
import { FLOAT } from "./looks";
import type { MenuItem, MenuPartProps } from "./props";

const MENU_ITEM =
  "flex min-h-8 items-center gap-2.5 px-3 text-12 whitespace-nowrap text-tx-1 outline-none select-none data-disabled:text-tx-3 data-highlighted:bg-bg-3 max-md:min-h-11";

/** The list of a menu. */
export function MenuPart({ id, labelledBy, anchor, open, onOpenChange, byKey, items, align, side }: MenuPartProps) {
  const hasLeft = useRef(false);
  const hasEntered = useRef(false);
  return (
    // Not modal: the page behind stays readable, to eyes and to screen readers.
    <Menu.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Menu.Anchor virtualRef={anchor} />
      <Menu.Portal>
        <Menu.Content
          id={id}
          aria-labelledby={labelledBy}
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          onEntryFocus={(event) => {
            // Radix counts only keys that it was there for.
            if (!byKey || hasEntered.current || !(event.target instanceof HTMLElement)) return;
            hasEntered.current = true;
            event.preventDefault();
            event.target
              .querySelector<HTMLElement>("[role^='menuitem']:not([data-disabled])")
              ?.focus({ preventScroll: true });
          }}
          onInteractOutside={() => {
            hasLeft.current = true;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (!hasLeft.current) anchor.current?.focus();
            hasLeft.current = false;
            hasEntered.current = false;
          }}
          className={cn(FLOAT, "max-h-(--radix-popper-available-height) min-w-52 overflow-auto py-1")}
        >
          {items.map((item) => (
            <MenuEntry key={item.key} item={item} />
          ))}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function MenuEntry({ item }: { readonly item: MenuItem }) {
  switch (item.kind) {
    case "line":
      return <Menu.Separator className="my-1 h-px bg-line-2" />;
    case "text":
      return <Menu.Label className="px-3 py-1.5 text-11 text-tx-3">{item.label}</Menu.Label>;
    case "check":
      return (
        <Menu.CheckboxItem
          className={MENU_ITEM}
          checked={item.checked}
          onCheckedChange={item.onChange}
          // The menu stays open: people switch several columns in one go.
          onSelect={(event) => event.preventDefault()}
        >
          <MenuMark />
          {item.label}
        </Menu.CheckboxItem>
      );
    case "radio":
      return (
        <Menu.RadioGroup value={item.value} onValueChange={item.onChange} aria-label={item.label}>
          <Menu.Label className="px-3 pt-1.5 pb-0.5 text-11 text-tx-3">{item.label}</Menu.Label>
          {item.options.map((option) => (
            <Menu.RadioItem key={option.value} value={option.value} className={MENU_ITEM}>
              <MenuMark />
              {option.label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      );
    case "item":
      return (
        <Menu.Item
          className={cn(MENU_ITEM, item.danger === true ? "text-danger" : null)}
          disabled={item.disabled === true}
          onSelect={item.onSelect}
        >
          {item.icon}
          <span className="flex-1">{item.label}</span>
          {item.keys === undefined ? null : <Kbd>{item.keys}</Kbd>}
        </Menu.Item>
      );
    default:
      return assertNever(item, "MenuEntry");
  }
}

function MenuMark() {
  return (
    <span className="grid w-3 place-items-center">
      <Menu.ItemIndicator>
        <span className="block size-1.5 rounded-8 bg-accent" />
      </Menu.ItemIndicator>
    </span>
  );
}

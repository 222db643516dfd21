"use client";

import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";
import { foreseeFloating, useFloating } from "./floating/load";
import type { DialogProps, MenuProps, PopoverProps, SheetProps } from "./floating/props";
import { Slot } from "./slot";

export function Dialog(props: DialogProps) {
  const parts = useFloating(props.open, () => props.onOpenChange(false));
  return parts === null ? null : <parts.DialogPart {...props} />;
}

/** A drawer from the right on a desk, from below on a phone. */
export function Sheet(props: SheetProps) {
  const parts = useFloating(props.open, () => props.onOpenChange(false));
  return parts === null ? null : <parts.SheetPart {...props} />;
}

export function Popover({ trigger, open, onOpenChange, align = "start", ...box }: PopoverProps) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const [own, setOwn] = useState(false);
  const isOpen = open ?? own;
  const change = (next: boolean) => {
    setOwn(next);
    onOpenChange?.(next);
  };
  const parts = useFloating(isOpen, () => change(false));
  return (
    <>
      <Slot
        ref={anchor}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        data-state={isOpen ? "open" : "closed"}
        onPointerEnter={foreseeFloating}
        onFocus={foreseeFloating}
        onClick={() => change(!isOpen)}
      >
        {trigger}
      </Slot>
      {parts === null ? null : (
        <parts.PopoverPart id={id} anchor={anchor} open={isOpen} onOpenChange={change} align={align} {...box} />
      )}
    </>
  );
}

const MENU_KEYS = ["Enter", " ", "ArrowDown"];

export function Menu({ trigger, items, align = "end", side = "bottom" }: MenuProps) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [byKey, setByKey] = useState(false);
  const parts = useFloating(isOpen, () => setOpen(false));
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || event.ctrlKey) return;
    // The list takes the focus, not the button under the pointer.
    if (!isOpen) event.preventDefault();
    setByKey(false);
    setOpen(!isOpen);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!MENU_KEYS.includes(event.key)) return;
    event.preventDefault();
    setByKey(true);
    setOpen(event.key === "ArrowDown" || !isOpen);
  };
  return (
    <>
      <Slot
        ref={anchor}
        id={`${id}-trigger`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        data-state={isOpen ? "open" : "closed"}
        onPointerEnter={foreseeFloating}
        onFocus={foreseeFloating}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
      >
        {trigger}
      </Slot>
      {parts === null ? null : (
        <parts.MenuPart
          id={id}
          labelledBy={`${id}-trigger`}
          anchor={anchor}
          open={isOpen}
          onOpenChange={setOpen}
          byKey={byKey}
          items={items}
          align={align}
          side={side}
        />
      )}
    </>
  );
}

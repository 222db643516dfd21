"use client";

/** Everything that floats, in one piece: loaded, never imported. */
export { DialogPart, SheetPart } from "./dialog";
export { ListPart } from "./list";
export { MenuPart } from "./menu";
export { PopoverPart } from "./popover";
export { TooltipPart } from "./tooltip";

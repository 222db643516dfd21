import type { ComponentType, ReactNode, RefObject } from "react";
import type { ComboboxOption } from "../options";

/** What the kit's floating controls take, and what of each is loaded when it is first wanted. */

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

export interface SheetProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly sub?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
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

export interface ComboboxProps {
  readonly options: readonly ComboboxOption[];
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  /** What one types to find: "Search time zones". */
  readonly searchLabel: string;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  /** The options are not here yet, or still those of an older text. */
  readonly loading?: boolean;
  /** Given when the server does the searching: called with the text, and the options are shown as they come. */
  readonly onSearch?: (text: string) => void;
  readonly emptyText?: ReactNode;
  /** A last entry for what is not in the list: what it says of the typed text, and what choosing it does. */
  readonly beyond?: { readonly label: (text: string) => string; readonly onChoose: (text: string) => void };
  readonly className?: string;
}

/** The button that opens it: it is placed at it, and gives it the focus back. */
type Anchor = RefObject<HTMLElement | null>;

interface Opened {
  readonly id: string;
  readonly anchor: Anchor;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export interface MenuPartProps extends Opened, Required<Omit<MenuProps, "trigger">> {
  readonly labelledBy: string;
  /** Opened by a key: the first entry has the focus, not the menu. */
  readonly byKey: boolean;
}

export type PopoverPartProps = Opened & Omit<PopoverProps, "trigger" | "open" | "onOpenChange">;

export interface ListPartProps
  extends Opened,
    Pick<ComboboxProps, "options" | "value" | "onChange" | "searchLabel" | "onSearch" | "emptyText" | "beyond"> {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly loading: boolean;
}

export interface TooltipPartProps {
  readonly id: string;
  readonly anchor: Anchor;
  readonly side: "top" | "right" | "bottom" | "left";
  readonly onClose: () => void;
  /** The pointer rests on the text itself, or has left it. */
  readonly onHold: () => void;
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

export interface FloatingParts {
  readonly DialogPart: ComponentType<DialogProps>;
  readonly SheetPart: ComponentType<SheetProps>;
  readonly MenuPart: ComponentType<MenuPartProps>;
  readonly PopoverPart: ComponentType<PopoverPartProps>;
  readonly ListPart: ComponentType<ListPartProps>;
  readonly TooltipPart: ComponentType<TooltipPartProps>;
}

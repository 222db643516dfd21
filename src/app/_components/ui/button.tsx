"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/app/_lib/cn";
import { Kbd } from "./kbd";
import { Slot } from "./slot";

type Variant = "default" | "primary" | "quiet" | "danger" | "danger-fill";
type Size = "sm" | "md" | "lg";

const VARIANTS: Record<Variant, string> = {
  default: "border-line-3 text-tx-1 hover:bg-bg-2 active:bg-bg-3",
  primary: "border-tx-1 bg-tx-1 text-tx-inv hover:opacity-90",
  quiet: "border-transparent text-tx-2 hover:bg-bg-2 hover:text-tx-1",
  danger: "border-danger text-danger hover:bg-danger-soft",
  "danger-fill": "border-danger bg-danger text-on-danger hover:opacity-90",
};

const SIZES: Record<Size, string> = {
  sm: "h-(--ctl-sm) px-2",
  md: "h-(--ctl) px-3",
  lg: "h-(--ctl-lg) px-4 text-13",
};

const BASE =
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-4 border text-12 font-medium whitespace-nowrap select-none transition-colors duration-(--m-1) ease-soft";
const OFF =
  "disabled:border-line-2 disabled:bg-transparent disabled:text-tx-3 disabled:opacity-100 aria-disabled:border-line-2 aria-disabled:bg-transparent aria-disabled:text-tx-3";

export interface ButtonProps extends ComponentProps<"button"> {
  /** One primary button a screen: it is the loud thing. */
  readonly variant?: Variant;
  readonly size?: Size;
  readonly icon?: ReactNode;
  /** Key that does the same, drawn inside. */
  readonly keys?: string;
  /** Work is under way: the button keeps its place and cannot be pressed again. */
  readonly busy?: boolean;
  /** Dresses the one child (a link) as a button instead of making one. `icon`, `keys` and `busy` are not drawn then. */
  readonly asChild?: boolean;
}

export function Button({
  variant = "default",
  size = "md",
  icon,
  keys,
  busy = false,
  asChild = false,
  className,
  children,
  disabled,
  type = "button",
  ...rest
}: ButtonProps) {
  const classes = cn(BASE, VARIANTS[variant], SIZES[size], OFF, className);
  if (asChild) {
    return (
      <Slot className={classes} {...rest}>
        {children}
      </Slot>
    );
  }
  return (
    <button
      type={type}
      className={classes}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy ? <span className="spinner" aria-hidden="true" /> : icon}
      {children}
      {keys === undefined ? null : <Kbd className="border-current text-inherit opacity-90 max-md:hidden">{keys}</Kbd>}
    </button>
  );
}

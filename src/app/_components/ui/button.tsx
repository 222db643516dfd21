"use client";

import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/app/_lib/cn";
import { Kbd } from "./marks";
import { Tooltip } from "./tooltip";

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
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
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

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  /** What it does, said by screen readers and shown on hover. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly keys?: string;
  /** Small number at the corner; 0 draws nothing. */
  readonly count?: number;
  readonly tooltip?: boolean;
}

const COUNT_SHOWN_MAX = 99;

export function IconButton({
  label,
  icon,
  keys,
  count = 0,
  tooltip = true,
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type={type}
      aria-label={count > 0 ? `${label}, ${count}` : label}
      className={cn(
        "relative inline-flex size-7 shrink-0 items-center justify-center rounded-4 text-tx-2 transition-colors duration-(--m-1)",
        "hover:bg-bg-2 hover:text-tx-1 disabled:text-tx-3 disabled:hover:bg-transparent aria-pressed:bg-bg-3 aria-pressed:text-tx-1 data-[state=open]:bg-bg-3 max-md:size-11",
        className,
      )}
      {...rest}
    >
      {icon}
      {count > 0 ? (
        <span
          aria-hidden="true"
          className="num absolute -top-0.5 -right-0.5 min-w-3.5 rounded-8 bg-bg-3 px-1 text-center text-[9.5px] leading-3.5 font-medium text-tx-1 max-md:top-1 max-md:right-1"
        >
          {count > COUNT_SHOWN_MAX ? `${COUNT_SHOWN_MAX}+` : count}
        </span>
      ) : null}
    </button>
  );
  if (!tooltip) return button;
  return (
    <Tooltip text={label} {...(keys === undefined ? {} : { keys })}>
      {button}
    </Tooltip>
  );
}

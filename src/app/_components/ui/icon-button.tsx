"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/app/_lib/cn";
import { Tooltip } from "./tooltip";

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

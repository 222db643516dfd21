"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/app/_lib/cn";
import { CONTROL, useFieldWiring } from "./field";

export interface TextInputProps extends Omit<ComponentProps<"input">, "type"> {
  readonly type?: "text" | "email" | "password" | "search" | "date" | "datetime-local" | "url";
  /** Drawn inside, at the left. */
  readonly icon?: ReactNode;
}

export function TextInput({ type = "text", icon, className, ...rest }: TextInputProps) {
  const field = useFieldWiring();
  const input = (
    <input
      id={field.id}
      type={type}
      {...field.aria}
      {...rest}
      className={cn(
        CONTROL,
        "read-only:bg-bg-1",
        type === "date" ? "num" : null,
        icon === undefined ? null : "pl-7",
        className,
      )}
    />
  );
  if (icon === undefined) return input;
  return (
    <span className="relative block min-w-0 flex-1">
      <span aria-hidden="true" className="pointer-events-none absolute inset-y-0 left-2 flex items-center text-tx-3">
        {icon}
      </span>
      {input}
    </span>
  );
}

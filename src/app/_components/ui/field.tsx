"use client";

import { createContext, type ReactNode, useContext, useId, useMemo } from "react";
import { cn } from "@/app/_lib/cn";

interface FieldWiring {
  readonly id: string;
  readonly labelId: string;
  readonly describedBy: string | undefined;
  readonly invalid: boolean;
  readonly required: boolean;
}

const FieldContext = createContext<FieldWiring | null>(null);

/** Attributes that tie a control to the label, hint and error of the `Field` around it. Empty outside of one. */
export function useFieldWiring() {
  const field = useContext(FieldContext);
  return {
    id: field?.id,
    labelId: field?.labelId,
    aria: {
      "aria-describedby": field?.describedBy,
      "aria-invalid": field?.invalid === true ? true : undefined,
      "aria-required": field?.required === true ? true : undefined,
    },
  };
}

export interface FieldProps {
  readonly label: string;
  /** Always visible, under the control. */
  readonly hint?: ReactNode;
  /** What is wrong and what would pass. Takes the hint's place. */
  readonly error?: string | null | undefined;
  readonly required?: boolean;
  /** For controls that are their own label to the eye (a search box). Screen readers still hear it. */
  readonly hideLabel?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** Label, control, hint and error. The control inside finds its id and description by context. */
export function Field({ label, hint, error, required = false, hideLabel = false, className, children }: FieldProps) {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== "";
  const hasHint = hint !== undefined && hint !== null;
  const describedBy = hasError ? `${id}-error` : hasHint ? `${id}-hint` : undefined;
  const wiring = useMemo(
    () => ({ id, labelId: `${id}-label`, describedBy, invalid: hasError, required }),
    [id, describedBy, hasError, required],
  );
  return (
    <FieldContext value={wiring}>
      <div className={cn("flex min-w-0 flex-col gap-[3px]", className)}>
        <label
          id={wiring.labelId}
          htmlFor={id}
          className={hideLabel ? "sr-only" : "truncate text-11 leading-4 text-tx-2"}
        >
          {label}
        </label>
        {children}
        {hasError ? (
          <p id={`${id}-error`} className="text-11 leading-[15px] text-danger">
            {error}
          </p>
        ) : hasHint ? (
          <p id={`${id}-hint`} className="text-11 leading-[15px] text-tx-3">
            {hint}
          </p>
        ) : null}
      </div>
    </FieldContext>
  );
}

/** The frame every one-line control shares. */
export const CONTROL =
  "h-(--ctl) w-full min-w-0 rounded-4 border border-line-3 bg-bg-2 px-2 text-13 text-tx-1 transition-colors duration-(--m-1) aria-invalid:border-danger data-invalid:border-danger disabled:border-line-2 disabled:bg-bg-1 disabled:text-tx-3";

"use client";

import type { ParameterField } from "@/app/_components/form";
import { cn } from "@/app/_lib/cn";
import { writeNumber } from "@/app/_lib/number-text";

export interface ParameterListProps {
  readonly parameters: readonly ParameterField[];
  /** What the list is, for screen readers. */
  readonly label: string;
  readonly className?: string;
}

/** Parameters with their defaults, in the order of the form. */
export function ParameterList({ parameters, label, className }: ParameterListProps) {
  return (
    <dl className={cn("grid grid-cols-[1fr_auto] gap-x-4 text-12 leading-5.5", className)} aria-label={label}>
      {parameters.map((field) => (
        <div key={field.name} className="col-span-2 grid grid-cols-subgrid" title={field.description}>
          <dt className="text-tx-2">{field.label}</dt>
          <dd className="num text-right text-tx-1">
            {typeof field.default === "number" ? writeNumber(field.default) : String(field.default)}{" "}
            <span className="text-tx-3">{field.unit}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

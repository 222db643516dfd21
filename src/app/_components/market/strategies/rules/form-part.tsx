import type { ReactNode } from "react";
import type { DraftRules } from "@/modules/strategy";
import type { Faults } from "../../screener/operand-editor";

export interface RuleFormProps {
  readonly rules: DraftRules;
  readonly faults: Faults;
  readonly readOnly: boolean;
  readonly onChange: (rules: DraftRules) => void;
}

/** A titled part of the form. */
export function FormPart({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-3 border-b border-line-2 px-4 py-3">
      <h2 className="text-12 font-semibold text-tx-1">{title}</h2>
      {children}
    </section>
  );
}

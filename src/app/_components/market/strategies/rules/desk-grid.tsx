import type { ReactNode } from "react";

/** The form left, what it comes to right; on a phone one under the other. */
export function DeskGrid({ form, side }: { readonly form: ReactNode; readonly side: ReactNode }) {
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(340px,34%)] max-lg:flex max-lg:flex-col max-lg:overflow-auto max-md:flex-none max-md:overflow-visible">
      <div className="min-h-0 min-w-0 overflow-auto max-lg:overflow-visible">{form}</div>
      <div className="flex min-h-0 min-w-0 flex-col overflow-auto border-l border-line-2 bg-bg-1 max-lg:overflow-visible max-lg:border-l-0">
        {side}
      </div>
    </div>
  );
}

import type { ReactNode } from "react";
import { cn } from "@/app/_lib/cn";

/** A key, as it is drawn beside what it does. */
export function Kbd({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <kbd
      className={cn(
        "rounded-[3px] border border-line-2 px-1 font-sans text-[10.5px] leading-4 font-medium whitespace-nowrap text-tx-3",
        className,
      )}
    >
      {children}
    </kbd>
  );
}

"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { Link } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { useScope, withScope } from "@/app/_lib/scope";

export interface AreaTab {
  readonly path: string;
  readonly label: string;
  /** What stands behind the label, such as a count. */
  readonly mark?: ReactNode;
  /** Addresses of the pages that it stands for; not given: its own. */
  readonly pages?: readonly string[];
}

export interface AreaTabsProps {
  /** What the area is called; not shown on a phone, where the bar below says it. Not given: a second row. */
  readonly title?: string;
  /** What the row of pages is called to a screen reader. */
  readonly label: string;
  readonly tabs: readonly AreaTab[];
}

/** The pages of one area of the rail, each an address. */
export function AreaTabs({ title, label, tabs }: AreaTabsProps) {
  const path = usePathname();
  const [scope] = useScope();
  const current = useRef<HTMLAnchorElement>(null);
  // On a phone the row is wider than the screen: the page one is on must be in sight. Keyed by the path it shows.
  useEffect(() => {
    if (path !== "") current.current?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [path]);
  const isCurrent = ({ path: own, pages = [own] }: AreaTab) => pages.includes(path);
  return (
    <div
      className={cn(
        "flex shrink-0 items-stretch gap-6 border-b border-line-2 px-4",
        title === undefined ? "h-9 max-md:h-11" : "h-11",
      )}
    >
      {title === undefined ? null : (
        <span className="flex items-center text-15 font-semibold tracking-[-.01em] max-md:hidden">{title}</span>
      )}
      <nav aria-label={label} className="flex min-w-0 items-stretch gap-4 overflow-x-auto">
        {tabs.map((tab) => (
          <Link
            often
            key={tab.path}
            ref={isCurrent(tab) ? current : null}
            href={withScope(tab.path, scope)}
            aria-current={isCurrent(tab) ? (tab.pages === undefined ? "page" : "true") : undefined}
            className={cn(
              "relative flex items-center text-12 whitespace-nowrap text-tx-3 hover:text-tx-1 focus-visible:-outline-offset-2",
              isCurrent(tab)
                ? "font-medium text-tx-1 after:absolute after:inset-x-0 after:bottom-0 after:h-0.5 after:bg-accent"
                : null,
            )}
          >
            {tab.label}
            {tab.mark}
          </Link>
        ))}
      </nav>
    </div>
  );
}

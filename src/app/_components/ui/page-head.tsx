import type { ReactNode } from "react";

export interface PageHeadProps {
  readonly title: ReactNode;
  /** Where the page hangs: drawn before the title. */
  readonly crumb?: ReactNode;
  readonly sub?: ReactNode;
  readonly tools?: ReactNode;
}

/** First line of a page: its one h1. */
export function PageHead({ title, crumb, sub, tools }: PageHeadProps) {
  return (
    <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-3 border-b border-line-2 bg-bg-1 px-4 whitespace-nowrap max-md:gap-y-1.5 max-md:py-1.5">
      {crumb === undefined ? null : (
        <>
          <span className="text-13 text-tx-3">{crumb}</span>
          <span aria-hidden="true" className="text-tx-3">
            /
          </span>
        </>
      )}
      <h1 className="min-w-0 truncate text-15 font-semibold tracking-[-.01em]">{title}</h1>
      {sub === undefined ? null : <span className="num min-w-0 truncate text-12 text-tx-2">{sub}</span>}
      <span className="flex-1" />
      {tools}
    </header>
  );
}

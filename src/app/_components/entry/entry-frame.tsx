"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Mark } from "../shell/mark";

/** The frame of pages before one is signed in: the mark, and one thing to do. */
export function EntryFrame({ children }: { readonly children: ReactNode }) {
  const t = useTranslations("app");
  return (
    <div className="grid min-h-dvh grid-cols-[264px_minmax(0,1fr)] bg-bg-1 max-md:grid-cols-1 max-md:grid-rows-[auto_1fr]">
      <header className="border-r border-line-2 bg-bg-0 px-6 py-7 max-md:border-r-0 max-md:border-b max-md:px-4 max-md:py-3">
        <Brand name={t("name")} />
      </header>
      <main className="flex flex-col items-start px-18 pt-26 pb-8 max-lg:px-8 max-md:px-4 max-md:pt-8">{children}</main>
    </div>
  );
}

export function Brand({ name }: { readonly name: string }) {
  return (
    <p className="flex items-center gap-2.5 text-15 font-semibold tracking-[-.01em]">
      <Mark size={26} />
      {name}
    </p>
  );
}

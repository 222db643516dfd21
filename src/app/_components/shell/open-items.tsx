"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/app/_lib/trpc";

/** How many differences between accounts and their venues wait for somebody; nothing where there are none. */
export function OpenItems() {
  const t = useTranslations("shell");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.reconcile.status.queryOptions(undefined, { meta: { quiet: true } }));
  const count = data?.reduce((sum, { open }) => sum + open, 0) ?? 0;
  if (count === 0) return null;
  return (
    <span className="absolute top-1.5 right-2.5 min-w-4 rounded-full bg-danger px-1 text-center text-[10px] leading-4 font-semibold text-bg-0 max-md:right-[calc(50%-22px)]">
      <span aria-hidden="true">{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{t("openItems", { count })}</span>
    </span>
  );
}

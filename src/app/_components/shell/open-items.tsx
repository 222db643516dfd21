"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { useTRPC } from "@/app/_lib/trpc";
import { useWaiting } from "../risk/use-waiting";

const SHOWN_MAX = 99;

/** A number that wants somebody, read out as `label`. */
function CountMark({
  count,
  label,
  className,
}: {
  readonly count: number;
  readonly label: string;
  readonly className: string;
}) {
  return (
    <span
      className={cn("min-w-4 rounded-full px-1 text-center text-[10px] leading-4 font-semibold text-bg-0", className)}
    >
      <span aria-hidden="true">{count > SHOWN_MAX ? `${SHOWN_MAX}+` : count}</span>
      <span className="sr-only">{label}</span>
    </span>
  );
}

const ON_RAIL = "absolute top-1.5 right-2.5 max-md:right-[calc(50%-22px)]";

/** How many differences between accounts and their venues wait for somebody; nothing where there are none. */
export function OpenItems() {
  const t = useTranslations("shell");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.reconcile.status.queryOptions(undefined, { meta: { quiet: true } }));
  const count = data?.reduce((sum, { open }) => sum + open, 0) ?? 0;
  if (count === 0) return null;
  return <CountMark count={count} label={t("openItems", { count })} className={cn(ON_RAIL, "bg-danger")} />;
}

/** How much waits for the person to let it in: orders, changes of limits and of deployments; nothing where nothing does. */
export function WaitingItems({ onRail = false }: { readonly onRail?: boolean }) {
  const t = useTranslations("shell");
  const { count } = useWaiting();
  if (count === 0) return null;
  return (
    <CountMark
      count={count}
      label={t("waitingItems", { count })}
      className={cn("bg-warn", onRail ? ON_RAIL : "ml-1.5")}
    />
  );
}

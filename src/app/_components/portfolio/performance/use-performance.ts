"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { accountPerformance } from "@/modules/portfolio";
import { drawdownSeries } from "@/modules/risk";
import type { AccountView } from "../types";
import { useOverview } from "../use-portfolio";
import { DAY_RANGES, daysWithNow, ofRange } from "./account-days";

/** Days that are over, and today by the newest prices. */
export function usePerformance({ accountId }: AccountView) {
  const trpc = useTRPC();
  const [range, setRange] = useQueryState("range", parseAsStringLiteral(DAY_RANGES).withDefault("1Y"));
  const days = useQuery(trpc.accounts.days.queryOptions({ accountId }, { meta: { quiet: true } }));
  const { data: overview } = useOverview(accountId);
  const all = useMemo(
    () => (days.data === undefined || overview === undefined ? null : daysWithNow(days.data, overview, overview.asOf)),
    [days.data, overview],
  );
  const shown = useMemo(() => {
    if (all === null) return null;
    const performance = accountPerformance(ofRange(all, range));
    return { performance, drawdown: drawdownSeries(performance.growth) };
  }, [all, range]);
  const error = days.data === undefined ? days.error : null;
  return { shown, isNew: all !== null && all.length < 2, error, retry: () => void days.refetch(), range, setRange };
}

/** How the account did in the range of the address, and how far it lay under its peak on each day. */
export type Shown = NonNullable<ReturnType<typeof usePerformance>["shown"]>;

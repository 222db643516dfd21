"use client";

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { RESOLUTIONS } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { FINDING_KINDS } from "@/modules/data";
import type { RouterOutputs } from "@/server/api/root";
import type { MapZoom } from "./heat-cells";

export type CoveredSeries = RouterOutputs["quality"]["series"][number];
export type Finding = RouterOutputs["quality"]["findings"]["rows"][number];

export const COVERAGE_TABS = ["map", "findings", "storage"] as const;
export const FINDING_STATES = ["open", "explained", "all"] as const;
export const SCORE_LIMITS = [100, 95, 80, 50] as const;

const ADDRESS = {
  tab: parseAsStringLiteral(COVERAGE_TABS).withDefault("map"),
  year: parseAsInteger,
  month: parseAsInteger,
  bars: parseAsStringLiteral(RESOLUTIONS),
  below: parseAsInteger,
  of: parseAsString,
  kind: parseAsStringLiteral(FINDING_KINDS),
  state: parseAsStringLiteral(FINDING_STATES).withDefault("open"),
};

const YEAR_MIN = 1900;
const YEAR_MAX = 2099;

/** What the page shows, kept in its address. */
export function useCoverageAddress() {
  return useQueryStates(ADDRESS, { history: "push" });
}

/** The zoom that an address means; what is no year or month is all years. */
export function zoomOf(year: number | null, month: number | null): MapZoom {
  if (year === null || year < YEAR_MIN || year > YEAR_MAX) return { by: "year" };
  if (month === null || month < 1 || month > 12) return { by: "month", year };
  return { by: "day", year, month };
}

export function useCoveredSeries() {
  return useQuery(useTRPC().quality.series.queryOptions());
}

export function useCoverageMap(zoom: MapZoom) {
  return useQuery(useTRPC().quality.map.queryOptions(zoom, { placeholderData: keepPreviousData }));
}

const FINDINGS_A_PAGE = 100;

export function useFindings(filter: {
  readonly symbol: string | null;
  readonly resolution: (typeof RESOLUTIONS)[number] | null;
  readonly kind: (typeof FINDING_KINDS)[number] | null;
  readonly state: (typeof FINDING_STATES)[number];
}) {
  return useInfiniteQuery(
    useTRPC().quality.findings.infiniteQueryOptions(
      { ...filter, limit: FINDINGS_A_PAGE },
      {
        getNextPageParam: (last) => last.cursor ?? undefined,
        initialCursor: null,
        placeholderData: keepPreviousData,
      },
    ),
  );
}

export function useStartCheck(onStarted: () => void) {
  return useMutation(useTRPC().quality.check.mutationOptions({ onSuccess: onStarted }));
}

/** What people say about findings; the lists are read again once it is said. */
export function useSayOfFinding() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = () => void queryClient.invalidateQueries(trpc.quality.pathFilter());
  return {
    explain: useMutation(trpc.quality.explain.mutationOptions({ onSuccess })),
    repair: useMutation(trpc.quality.repair.mutationOptions({ onSuccess })),
    reopen: useMutation(trpc.quality.reopen.mutationOptions({ onSuccess })),
  };
}

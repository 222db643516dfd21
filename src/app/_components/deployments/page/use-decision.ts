"use client";

import { skipToken, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { EpochMs } from "@/modules/_kernel";
import { useTrace } from "../use-deployments";

/** A pointer that rests this long on a bar wants to know about it. */
const REST_MS = 120;

function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = window.setTimeout(() => setRested(value), REST_MS);
    return () => window.clearTimeout(timer);
  }, [value]);
  return rested;
}

/** What was decided at the close of a bar; null is the last one. Looked for among those of the trace first. */
export function useDecision(deploymentId: string, barMs: number | null) {
  const trpc = useTRPC();
  const trace = useTrace(deploymentId, { symbol: null, outcome: null });
  const known = barMs === null ? trace.rows?.[0] : trace.rows?.find(({ barAt }) => barAt === barMs);
  const rested = useRested(known === undefined ? barMs : null);
  const one = useQuery(
    trpc.deployments.trace.queryOptions(
      rested === null
        ? skipToken
        : { deploymentId, from: EpochMs.of(rested), to: EpochMs.of(rested), limit: 1, cursor: null },
      { meta: { quiet: true } },
    ),
  );
  const found = rested === barMs ? one.data?.rows[0] : undefined;
  const isWaiting =
    known === undefined &&
    (barMs === null ? trace.rows === undefined && trace.error === null : rested !== barMs || one.isFetching);
  return { decision: known ?? found ?? null, isWaiting, error: barMs === null ? trace.error : one.error };
}

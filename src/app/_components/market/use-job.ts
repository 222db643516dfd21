"use client";

import { skipToken, useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { hasEnded, timeLeftMs } from "./time-left";
import type { Job } from "./types";

/** News moves the job in the cache; asking again is only for a stream that is down. */
const ASK_AGAIN_MS = 4_000;
const CLOCK_MS = 1_000;

/** A job as it stands, until it has ended. */
export function useJob(jobId: Job["jobId"] | null) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.job.get.queryOptions(jobId === null ? skipToken : { jobId }),
    refetchInterval: (query) =>
      query.state.data !== undefined && hasEnded(query.state.data.status) ? false : ASK_AGAIN_MS,
  });
}

export function useCancelJob() {
  const trpc = useTRPC();
  return useMutation(trpc.job.cancel.mutationOptions());
}

/** Time left of a running job, told anew every second; null while it is not known. */
export function useTimeLeft(job: Job | undefined): number | null {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const isRunning = job?.status === "running";
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = window.setInterval(() => setNowMs(Date.now()), CLOCK_MS);
    return () => window.clearInterval(timer);
  }, [isRunning]);
  return job === undefined ? null : timeLeftMs(job, nowMs);
}

"use client";

import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { HubEvent } from "@/app/_lib/event-hub";
import { useLiveEvent } from "@/app/_lib/events";
import { useTRPC } from "@/app/_lib/trpc";
import { isJobView } from "@/app/_lib/use-event-effects";
import { useStartOnce } from "@/app/_lib/use-start-once";
import type { simulateLimitJob } from "@/modules/risk";
import type { RouterInputs, RouterOutputs } from "@/server/api/root";

export type Simulation = RouterOutputs["risk"]["simulation"];
export type ListedSimulation = RouterOutputs["risk"]["simulations"][number];
export type Asked = RouterInputs["risk"]["simulate"];

const JOB: (typeof simulateLimitJob)["name"] = "risk.simulate-limit";
/** News says how far it is; asking again is only for a stream that is down. */
const ASK_AGAIN_MS = 2_000;
/** What is answered sooner feels answered at once: nothing is drawn in between. */
const AT_ONCE_MS = 300;

export const isOpen = ({ status }: Pick<Simulation, "status">) => status === "queued" || status === "running";

/** One simulation, with its replay once it succeeded. */
export function useSimulation(simulationId: string | null) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.risk.simulation.queryOptions(simulationId === null ? skipToken : { simulationId }, {
      meta: { quiet: true },
    }),
    refetchInterval: ({ state }) => (state.data !== undefined && isOpen(state.data) ? ASK_AGAIN_MS : false),
  });
}

/** Asks again for simulations when their jobs say something. */
export function useSimulationNews(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onJob = useCallback(
    ({ payload }: HubEvent) => {
      if (!isJobView(payload) || payload.name !== JOB) return;
      void queryClient.invalidateQueries(trpc.risk.simulation.pathFilter());
      if (payload.finishedAt !== null) void queryClient.invalidateQueries(trpc.risk.simulations.pathFilter());
    },
    [queryClient, trpc],
  );
  useLiveEvent("job.updated", onJob);
}

/** The simulation that was asked for last, and until it has succeeded the one that was looked at before. */
export function useSimulations() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [ids, setIds] = useState<{ readonly current: string | null; readonly before: string | null }>({
    current: null,
    before: null,
  });
  const [asked, setAsked] = useState<Asked | null>(null);
  const current = useSimulation(ids.current);
  const before = useSimulation(ids.before);
  const shown = current.data?.status === "succeeded" ? current.data : before.data;
  const show = (simulationId: string) => setIds({ current: simulationId, before: shown?.simulationId ?? null });
  const ask = useMutation(
    trpc.risk.simulate.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ simulationId }) => {
        show(simulationId);
        void queryClient.invalidateQueries(trpc.risk.simulations.pathFilter());
      },
    }),
  );
  const start = useStartOnce(ask);
  useSimulationNews();
  return {
    /** What waits, or how it ended where it did not succeed. */
    current: current.data ?? null,
    shown: shown ?? null,
    busy:
      ask.isPending || (ids.current !== null && current.isPending) || (current.data != null && isOpen(current.data)),
    error: ask.error ?? current.error,
    /** Why it was not begun at all. */
    refused: ask.error,
    /** What `shown` belongs to, where it was asked for here. */
    asked: shown?.simulationId === ids.current ? asked : null,
    start: (input: Asked) => {
      setAsked(input);
      start(input);
    },
    /** What was refused belongs to what was asked: it goes once that is changed. */
    forget: () => {
      if (ask.error !== null) ask.reset();
    },
    open: (simulationId: string) => {
      setAsked(null);
      ask.reset();
      show(simulationId);
    },
  };
}

/** True once something has lasted longer than what feels answered at once. */
export function useLasting(on: boolean): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    if (!on) return undefined;
    const timer = setTimeout(() => setLasts(true), AT_ONCE_MS);
    return () => {
      clearTimeout(timer);
      setLasts(false);
    };
  }, [on]);
  return on && lasts;
}

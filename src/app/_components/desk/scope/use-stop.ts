"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import type { RouterInputs, RouterOutputs } from "@/server/api/root";

export type StopDone = RouterOutputs["orders"]["stop"];
export type StopScope = RouterInputs["orders"]["stop"]["scope"];
export type StopStep = RouterInputs["orders"]["stop"]["step"];

/** Pulls the kill switch, once for one opening of the dialog. */
export function useStop({ onDone }: { readonly onDone: (done: StopDone) => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const stop = useMutation(
    trpc.orders.stop.mutationOptions({
      onSuccess: onDone,
      onSettled: () => void queryClient.invalidateQueries(trpc.orders.pathFilter()),
    }),
  );
  return {
    pull: (input: Omit<RouterInputs["orders"]["stop"], "idempotencyKey">) => stop.mutate({ ...input, idempotencyKey }),
    isBusy: stop.isPending,
  };
}

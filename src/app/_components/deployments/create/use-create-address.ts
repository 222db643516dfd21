"use client";

import { parseAsBoolean, parseAsString, useQueryStates } from "nuqs";
import { RunId } from "@/modules/_kernel";

/** Whether something new is to be deployed, and what it begins with: a strategy, or what a run was done with. In the address, so that other pages lead here. */
export function useCreateAddress() {
  const [{ create, of, run }, set] = useQueryStates(
    { create: parseAsBoolean.withDefault(false), of: parseAsString, run: parseAsString },
    { history: "push" },
  );
  return {
    isOpen: create,
    strategy: of,
    runId: RunId.is(run) ? run : null,
    open: () => void set({ create: true }),
    close: () => void set({ create: null, of: null, run: null }, { history: "replace" }),
  };
}

export type CreateAddress = ReturnType<typeof useCreateAddress>;

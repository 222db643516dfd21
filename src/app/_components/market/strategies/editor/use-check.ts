"use client";

import { useCallback, useRef, useState } from "react";
import { useTRPCClient } from "@/app/_lib/trpc";
import type { Fault } from "./place-faults";

/** How the text stands with the server's check. */
export type Check =
  | { readonly state: "unchecked" }
  | { readonly state: "checking" }
  | { readonly state: "checked"; readonly source: string; readonly faults: readonly Fault[] }
  | { readonly state: "failed"; readonly error: unknown };

/** Asks the server what is wrong with a text. Of several questions under way only the newest one's answer is shown. */
export function useCheck() {
  const client = useTRPCClient();
  const [check, setCheck] = useState<Check>({ state: "unchecked" });
  const asked = useRef(0);
  const run = useCallback(
    async (source: string): Promise<readonly Fault[]> => {
      asked.current += 1;
      const turn = asked.current;
      const show = (next: Check) => (turn === asked.current ? setCheck(next) : undefined);
      show({ state: "checking" });
      try {
        const { diagnostics } = await client.strategy.check.mutate({ kind: "code", source });
        show({ state: "checked", source, faults: diagnostics });
        return diagnostics;
      } catch (error) {
        // Shown beside the text, with a way to ask again; the editor marks nothing meanwhile.
        show({ state: "failed", error });
        return [];
      }
    },
    [client],
  );
  return { check, run };
}

/** Errors among the faults of exactly this text; none while it is not checked. */
export function errorsOf(check: Check, source: string): readonly Fault[] {
  if (check.state !== "checked" || check.source !== source) return [];
  return check.faults.filter(({ severity }) => severity === "error");
}

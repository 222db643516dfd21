"use client";

import { useRouter } from "next/navigation";
import { startTransition, useEffect, useState } from "react";
import { readFields, readFlag } from "@/app/_lib/read";

const ASK_EVERY_MS = 2_000;
const ANSWER_TIMEOUT_MS = 5_000;

interface Readiness {
  readonly ready: boolean;
  readonly parts: { readonly database: boolean };
}

const readReadiness = readFields<Readiness>({ ready: readFlag, parts: readFields({ database: readFlag }) });

/** What of the server does not answer; null when all of it does. */
export type Outage = "server" | "database" | null;

async function findOutage(): Promise<Outage> {
  try {
    const answer = await fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    const state = readReadiness(await answer.json());
    if (state === undefined) return "server";
    if (!state.parts.database) return "database";
    return state.ready ? null : "server";
  } catch {
    // Refused, cut off or no JSON: whoever answers is not a server that can serve.
    return "server";
  }
}

/**
 * Why a page could not be made: mostly because the database or the server was away. Asks until both are back and then
 * loads the page again by itself; a page that broke while everything answered stays as it is.
 */
export function useOutage(reset: () => void): { readonly outage: Outage; readonly retry: () => void } {
  const router = useRouter();
  const [outage, setOutage] = useState<Outage>(null);
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  useEffect(() => {
    let wasOut = false;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const found = await findOutage();
      if (isGone) return;
      setOutage(found);
      if (found !== null) {
        wasOut = true;
        timer = setTimeout(() => void look(), ASK_EVERY_MS);
      } else if (wasOut) {
        startTransition(() => {
          router.refresh();
          reset();
        });
      }
    };
    void look();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [router, reset]);
  return { outage, retry };
}

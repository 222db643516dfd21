"use client";

import { useEffect, useMemo, useSyncExternalStore } from "react";
import type { BarColumns } from "@/modules/data";
import type { IndicatorLines } from "./indicator-lines";
import type * as Catalog from "./shaded-lines";
import { countUsual, usualLines } from "./usual-indicators";

const NONE: readonly IndicatorLines[] = [];
const RETRY_MS = 5_000;
const nothing = () => null;
let catalog: typeof Catalog | null = null;
let asking: Promise<void> | null = null;
const listeners = new Set<() => void>();
const now = () => catalog;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function ask(): Promise<void> {
  asking ??= import("./shaded-lines").then(
    (module) => {
      catalog = module;
      for (const listener of listeners) listener();
    },
    (error: unknown) => {
      asking = null;
      throw error;
    },
  );
  return asking;
}

/** Every indicator there is, loaded by the chart that shows one which is not usual; null until then, and asked for until it comes. */
function useCatalog(isWanted: boolean): typeof Catalog | null {
  // A page is written without it and wakes up as it was written.
  const loaded = useSyncExternalStore(subscribe, now, nothing);
  const isMissing = isWanted && loaded === null;
  useEffect(() => {
    if (!isMissing) return undefined;
    let timer: number | undefined;
    let isGone = false;
    const attempt = () => {
      ask().catch(() => {
        if (!isGone) timer = window.setTimeout(attempt, RETRY_MS);
      });
    };
    attempt();
    return () => {
      isGone = true;
      window.clearTimeout(timer);
    };
  }, [isMissing]);
  return isWanted ? loaded : null;
}

/** Lines of the indicators that an address names, over the bars on the chart; none until what computes them has come. */
export function useIndicatorLines(text: string, bars: BarColumns): readonly IndicatorLines[] {
  const usual = useMemo(() => usualLines(text, bars), [text, bars]);
  const all = useCatalog(usual === null);
  return useMemo(() => usual ?? (all === null ? NONE : all.shadedLines(text, bars)), [usual, all, text, bars]);
}

/** How many indicators an address names; null until that is known. */
export function useIndicatorCount(text: string): number | null {
  const usual = countUsual(text);
  const all = useCatalog(usual === null);
  return usual ?? all?.parseIndicators(text).length ?? null;
}

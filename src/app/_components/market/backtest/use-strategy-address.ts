"use client";

import { parseAsString, useQueryState } from "nuqs";

/** The strategy a link asked for: `?strategy=rsi-reversion`. */
export function useStrategyAddress(): string | null {
  const [name] = useQueryState("strategy", parseAsString);
  return name;
}

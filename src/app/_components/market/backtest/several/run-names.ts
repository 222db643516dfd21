import type { RunSpec } from "../../types";

/** Symbols that a title names; the rest is counted. */
const NAMED = 3;

/** `SPY, TLT, GLD` or `SPY, TLT, GLD +4`: the instruments of a run where there is little room. */
export function symbolsLabel({ symbol, others = [] }: Pick<RunSpec, "symbol" | "others">): string {
  const all = [symbol, ...others];
  return all.length <= NAMED ? all.join(", ") : `${all.slice(0, NAMED).join(", ")} +${all.length - NAMED}`;
}

/** What is held for comparison: the chosen benchmark, the one instrument, or all of them. */
export function heldLabel(
  { symbol, others = [], benchmark }: Pick<RunSpec, "symbol" | "others" | "benchmark">,
  equalParts: string,
): string {
  if (benchmark !== undefined) return benchmark;
  return others.length === 0 ? symbol : equalParts;
}

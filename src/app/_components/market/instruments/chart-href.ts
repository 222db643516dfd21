import { SCOPE_DEFAULT, withScope } from "@/app/_lib/scope";
import type { Instrument } from "../types";

/** The chart of an instrument, at a resolution that it has: daily where it can. */
export function chartHref({
  symbol,
  resolutions,
  coverage,
}: Pick<Instrument, "symbol" | "resolutions" | "coverage">): string {
  const hasUsual = resolutions.some(({ resolution }) => resolution === SCOPE_DEFAULT.resolution);
  const resolution = hasUsual ? SCOPE_DEFAULT.resolution : (coverage[0]?.resolution ?? SCOPE_DEFAULT.resolution);
  return withScope("/chart", { symbol, resolution });
}

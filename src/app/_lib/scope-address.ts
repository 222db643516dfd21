import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { RouterInputs } from "@/server/api/root";

export type ResolutionName = RouterInputs["backtest"]["submit"]["resolution"];

export const RESOLUTIONS = [
  "1m",
  "5m",
  "15m",
  "1h",
  "4h",
  "1d",
  "1w",
  "1mo",
] as const satisfies readonly ResolutionName[];

/** What a page shows when its address names nothing: the sample data of a new installation. */
export const SCOPE_DEFAULT = { symbol: "^GSPC", resolution: "1d" } as const;

/** Symbol, resolution and account of a page, as its address says them. No account is the one last worked with. */
export const SCOPE_ADDRESS = {
  account: parseAsString,
  symbol: parseAsString.withDefault(SCOPE_DEFAULT.symbol),
  resolution: parseAsStringLiteral(RESOLUTIONS).withDefault(SCOPE_DEFAULT.resolution),
};

import { exact } from "@/modules/_kernel";
import type { DeploymentLine } from "./types";

type Line = Pick<DeploymentLine, "state" | "currency" | "pnl" | "pnlToday" | "exposure">;
interface Sums {
  readonly pnl: string | null;
  readonly pnlToday: string | null;
  readonly exposure: string | null;
}

const DECIDING: ReadonlySet<Line["state"]> = new Set(["running", "reduce_only"]);
const TROUBLED: ReadonlySet<Line["state"]> = new Set(["reduce_only", "failed"]);
const NOTHING: Sums = { pnl: "0", pnlToday: "0", exposure: "0" };

const plus = (one: string | null, other: string | null) =>
  one === null || other === null ? null : exact(one).plus(exact(other)).toFixed();

/** How many decide, how many are held back or broken, and the money of each currency; null where some of it is not known. */
export function totalsOf(lines: readonly Line[]) {
  const sums = new Map<string, Sums>();
  for (const { currency, pnl, pnlToday, exposure } of lines) {
    const before = sums.get(currency) ?? NOTHING;
    sums.set(currency, {
      pnl: plus(before.pnl, pnl),
      pnlToday: plus(before.pnlToday, pnlToday),
      exposure: plus(before.exposure, exposure),
    });
  }
  return {
    running: lines.filter(({ state }) => DECIDING.has(state)).length,
    troubled: lines.filter(({ state }) => TROUBLED.has(state)).length,
    sums: [...sums].map(([currency, sum]) => ({ currency, ...sum })),
  };
}

import type { OrderPreview } from "../trading/types";

export type Breach = OrderPreview["breaches"][number];

/** Kinds that let something through or not: they have no number that says anything. */
const BARS: ReadonlySet<string> = new Set([
  "trading_hours",
  "restricted",
  "easy_to_borrow",
  "blackout",
  "duplicate_order",
]);

/** How a broken limit is told: by its numbers, that it bars, or that nobody knows. */
export function breachForm({
  kind,
  actual,
}: Pick<Breach, "kind" | "actual">): "barred" | "unknown" | "power" | "approval" | "over" {
  if (BARS.has(kind)) return "barred";
  if (actual === null) return "unknown";
  if (kind === "buying_power") return "power";
  return kind === "approval_value" ? "approval" : "over";
}

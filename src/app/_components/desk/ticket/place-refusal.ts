import type { Failure } from "@/app/_lib/failure";
import type { DraftField } from "./draft";

/** The field of the ticket that stands for a part of the request. */
const FIELDS: Readonly<Record<string, DraftField>> = {
  qty: "size",
  kind: "executeAs",
  durationS: "minutes",
  slices: "size",
  participation: "volumePart",
  side: "side",
  ordType: "ordType",
  limitPrice: "limitPrice",
  stopPrice: "stopPrice",
  trailAmount: "trail",
  trailPercent: "trail",
  timeInForce: "timeInForce",
  expireAt: "expireAt",
  reduceOnly: "reduceOnly",
  postOnly: "postOnly",
  takeProfit: "takeProfit",
  "takeProfit.limitPrice": "takeProfit",
  stopLoss: "stopLoss",
  "stopLoss.stopPrice": "stopLoss",
  "stopLoss.limitPrice": "stopLossLimit",
};

/** Where a refusal of the server belongs; null is nowhere in the form: it is told above the button. */
export function fieldOf(failure: Failure): DraftField | null {
  const path = failure.path?.replace(/^request\./, "") ?? "";
  return FIELDS[path] ?? null;
}

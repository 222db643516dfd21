import type { BarOrderRequest } from "@/modules/execution";
import type { Gate } from "./gate";

/** One thing a decision wanted, and what became of it. */
export interface StoredIntent {
  readonly number: number;
  readonly symbol: string;
  readonly action: "order" | "cancel";
  readonly side: "buy" | "sell" | null;
  readonly wantedQty: string | null;
  readonly qty: string | null;
  readonly ordType: string | null;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  readonly gates: readonly Gate[];
  readonly orderId: string | null;
}

/** What a strategy wanted, before anybody was asked; null: the cancel of an order. */
export function wantedIntent(symbol: string, request: BarOrderRequest | null): StoredIntent {
  const text = (value: number | undefined) => (value === undefined ? null : String(value));
  const nothing = { number: 0, symbol, qty: null, gates: [], orderId: null } as const;
  if (request === null)
    return {
      ...nothing,
      action: "cancel",
      side: null,
      wantedQty: null,
      ordType: null,
      limitPrice: null,
      stopPrice: null,
    };
  const { quantity, type, limitPrice, stopPrice } = request;
  return {
    ...nothing,
    action: "order",
    side: quantity > 0 ? "buy" : "sell",
    wantedQty: String(Math.abs(quantity)),
    ordType: type,
    limitPrice: text(limitPrice),
    stopPrice: text(stopPrice),
  };
}

/** Whether something was done about it: an order was sent or canceled, or the engine has it for a shadow. */
export const isDone = ({ orderId, gates }: Pick<StoredIntent, "orderId" | "gates">): boolean =>
  gates.every(({ passed }) => passed) && (orderId !== null || gates.some(({ gate }) => gate === "virtual"));

/** What the intents of a moment come to; `isRefused`: risk alone let nothing of it pass. */
export function sumUpIntents(intents: readonly StoredIntent[]): {
  readonly intents: readonly StoredIntent[];
  readonly outcome: "ordered" | "blocked" | "none";
  readonly isRefused: boolean;
} {
  const isAny = intents.some(isDone);
  const byRisk = intents.filter(({ gates }) => gates.some(({ passed, layer }) => !passed && layer === "risk"));
  return {
    intents,
    outcome: isAny ? "ordered" : intents.length > 0 ? "blocked" : "none",
    isRefused: !isAny && byRisk.length > 0 && byRisk.length === intents.length,
  };
}

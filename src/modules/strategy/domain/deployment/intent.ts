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

/**
 * What the intents of a moment come to. `refusedBy`: what kept all of it from passing, where that does not pass by itself: risk, or its
 * capital while it holds nothing. One that is invested and asks for more in vain does what it was made for, as does one whose wish is
 * less than a lot; a state (no fresh bar, reduce only, no session) passes.
 */
export function sumUpIntents(
  intents: readonly StoredIntent[],
  { isFlat }: { readonly isFlat: boolean },
): {
  readonly intents: readonly StoredIntent[];
  readonly outcome: "ordered" | "blocked" | "none";
  readonly refusedBy: Gate | null;
} {
  const isAny = intents.some(isDone);
  const blocks = intents.flatMap(({ gates }) => gates.find((gate) => !gate.passed && counts(gate, isFlat)) ?? []);
  return {
    intents,
    outcome: isAny ? "ordered" : intents.length > 0 ? "blocked" : "none",
    refusedBy: !isAny && blocks.length === intents.length ? (blocks[0] ?? null) : null,
  };
}

const counts = ({ layer, gate }: Gate, isFlat: boolean): boolean => layer === "risk" || (gate === "capital" && isFlat);

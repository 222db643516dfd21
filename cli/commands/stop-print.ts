import type { StopDoneView, StopOrderView, StopPreviewView, StopStep } from "@/server/flows/contract/stop";
import { print } from "../refusal";
import { ORDER_SENTENCES } from "./order-sentences";

const STATES = {
  reduce_only: "Only orders that reduce pass from then on.",
  cancel: "Only orders that reduce pass from then on.",
  flatten: "Only orders that reduce pass from then on.",
  halted: "No order passes from then on; nothing is canceled and nothing is sold.",
} as const;

const orderOf = ({ side, qty, symbol }: Pick<StopOrderView, "side" | "qty" | "symbol">) => `${side} ${qty} ${symbol}`;
const why = ({
  kind,
  facts,
}: {
  readonly kind: keyof typeof ORDER_SENTENCES;
  readonly facts?: Parameters<NonNullable<(typeof ORDER_SENTENCES)["order.closed"]>>[0];
}) => ORDER_SENTENCES[kind]?.(facts ?? {}) ?? kind;

/** What a step would do, account by account. */
export function printPreview(
  { accounts, isMore }: { readonly accounts: readonly StopPreviewView[]; readonly isMore: boolean },
  step: StopStep,
): void {
  print(STATES[step]);
  for (const { account, cancels, closes, stays } of accounts) {
    const canceled =
      cancels.length === 0 ? "cancels no order" : `cancels ${cancels.length}: ${cancels.map(orderOf).join(", ")}`;
    const stay = stays === 0 ? "" : `, ${stays} stay and may still fill`;
    print(`${account}: ${canceled}${stay}`);
    for (const close of closes)
      print(`  ${orderOf(close)} at market${close.why === null ? "" : `: not now. ${why(close.why)}`}`);
  }
  if (isMore) print("There are more accounts than are gone through at once.");
}

/** What it did. */
export function printDone({ accounts }: { readonly accounts: readonly StopDoneView[] }, step: StopStep): void {
  print(STATES[step].replace("from then on", "now"));
  for (const { account, canceled, closing, refused } of accounts) {
    print(`${account}: ${canceled} canceled, ${closing.length} closing`);
    for (const order of closing) print(`  ${orderOf(order)} at market`);
    for (const { symbol, error } of refused) print(`  ${symbol ?? "all"}: not done. ${why(error)}`);
  }
}

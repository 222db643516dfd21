import { exact, toDecimalText, ZERO } from "@/modules/_kernel";
import type { CheckedRequest, Standing } from "@/modules/execution";
import type { AppError } from "../errors";

/** Open orders of one account: far more than anybody watches, and a fifth of what its worker looks at in a round. */
const OPEN_ORDERS_MAX = 1_000;

/** Why an order does not fit what the account holds and has under way; null: it does. */
export function whyUnfit({ intent, children }: CheckedRequest, standing: Standing): AppError | null {
  const { symbol, side, reduceOnly } = intent;
  const held = standing.positions.find((each) => each.symbol === symbol)?.qty ?? ZERO;
  const closable = side === "sell" ? held : held.neg();
  if (reduceOnly && exact(intent.qty).gt(closable))
    return {
      kind: "order.reduce_only",
      path: "reduceOnly",
      facts: { symbol, closable: closable.isPositive() ? toDecimalText(closable) : "0" },
    };
  if (children.length > 0 && closable.isPositive())
    return { kind: "order.exits_of_closing", path: "takeProfit", facts: { symbol } };
  const unknown = standing.working.find((each) => each.isUnknown && each.symbol === symbol);
  if (!reduceOnly && unknown !== undefined)
    return { kind: "order.outcome_unknown", path: "symbol", facts: { symbol, orderId: unknown.orderId } };
  if (standing.working.length + 1 + children.length > OPEN_ORDERS_MAX)
    return { kind: "order.too_many_open", facts: { max: OPEN_ORDERS_MAX } };
  return null;
}

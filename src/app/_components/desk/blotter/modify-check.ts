import { err, exact, ok, type Result } from "@/modules/_kernel";
import { gridNeighbours, type ProblemFacts } from "../ticket/check-draft";
import { readDecimal } from "../trading/amounts";
import type { OrderView } from "../trading/types";

/** What somebody has written into the form that changes an order: text as typed. */
export interface Modification {
  readonly qty: string;
  /** Empty where the order has none. */
  readonly limitPrice: string;
  readonly stopPrice: string;
}

export type ModificationField = keyof Modification;

export interface ModificationProblem {
  readonly field: ModificationField;
  readonly kind: "no_number" | "not_above_zero" | "off_grid" | "below_filled";
  readonly facts: ProblemFacts;
}

/** The changed terms as the server takes them; null where the order has no such price. */
export interface Terms {
  readonly qty: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
}

export type Changeable = Pick<OrderView, "qty" | "filledQty" | "limitPrice" | "stopPrice">;

export function modificationOf(order: Changeable): Modification {
  return { qty: order.qty, limitPrice: order.limitPrice ?? "", stopPrice: order.stopPrice ?? "" };
}

/** The terms that the form asks for, or everything that is wrong with it. */
export function checkModification(
  order: Changeable,
  typed: Modification,
  { tick, lot }: { readonly tick: string; readonly lot: string },
): Result<Terms, readonly ModificationProblem[]> {
  const problems: ModificationProblem[] = [];
  const read = (field: ModificationField, step: string) => {
    const value = readDecimal(typed[field]);
    const refuse = (kind: ModificationProblem["kind"], facts: ModificationProblem["facts"] = {}) => {
      problems.push({ field, kind, facts });
      return null;
    };
    if (value === null) return refuse("no_number");
    if (!value.isPositive()) return refuse("not_above_zero");
    const near = gridNeighbours(value, exact(step));
    if (near.length > 1) return refuse("off_grid", { step, near: near.map((one) => one.toFixed()).join(" / ") });
    if (field === "qty" && value.lte(exact(order.filledQty))) return refuse("below_filled");
    return value.toFixed();
  };
  const qty = read("qty", lot);
  const limitPrice = order.limitPrice === null ? null : read("limitPrice", tick);
  const stopPrice = order.stopPrice === null ? null : read("stopPrice", tick);
  if (problems.length > 0 || qty === null) return err(problems);
  return ok({ qty, limitPrice, stopPrice });
}

/** The fields in which the terms differ from the order. */
export function changedFields(order: Changeable, terms: Terms): readonly ModificationField[] {
  return (["qty", "limitPrice", "stopPrice"] as const).filter((field) => {
    const [before, after] = [order[field], terms[field]];
    return before !== null && after !== null && !exact(before).eq(exact(after));
  });
}

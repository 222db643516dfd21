import { type Exact, exact, least, proportion, ZERO } from "@/modules/_kernel";
import { hasStop } from "@/modules/execution";
import { closingSide, type MarkedPosition } from "../desk/blotter/marks";
import { leavesOf } from "../desk/blotter/order-words";
import type { OrderView } from "../desk/trading/types";

export interface Unprotected {
  readonly symbol: string;
  readonly currency: string;
  /** Units that no working stop would close, without their direction. */
  readonly qty: string;
  /** What they are worth, without their direction; null is unknown. */
  readonly value: string | null;
}

/** Orders that the venue has. One that waits for its parent, or whose fate is unknown, protects nothing. */
const STANDING: ReadonlySet<OrderView["status"]> = new Set(["working", "pending_replace"]);

/** Positions, or parts of them, that no working stop order would close, the largest first. Positions without a price come last. */
export function unprotectedOf(
  positions: readonly MarkedPosition[],
  orders: readonly OrderView[],
): readonly Unprotected[] {
  const open = positions.flatMap((position): readonly Unprotected[] => {
    const held = exact(position.qty).abs();
    const covered = orders
      .filter(
        ({ symbol, side, ordType, status }) =>
          symbol === position.symbol && side === closingSide(position.qty) && STANDING.has(status) && hasStop(ordType),
      )
      .reduce<Exact>((sum, order) => sum.plus(exact(leavesOf(order))), ZERO);
    const qty = held.minus(least(held, covered));
    if (qty.isZero()) return [];
    const { symbol, currency, liveValue } = position;
    const value = liveValue === null ? null : proportion(exact(liveValue).abs(), qty, held).toFixed();
    return [{ symbol, currency, qty: qty.toFixed(), value }];
  });
  return open.toSorted((left, right) => Number(right.value ?? -1) - Number(left.value ?? -1));
}

import type { BarColumns } from "@/modules/data";

/** Commission of the published workload, inlined as everything here. */
const RATE = 0.001;

/**
 * The published workload written out by hand for this one strategy: no orders, no statuses, no check but that of cash, no
 * trades. What no event engine can be faster than, and so what the engine is measured against in the same run.
 */
export function bareLoop(
  { open, close }: BarColumns,
  { fast, slow, quantity }: { readonly fast: number; readonly slow: number; readonly quantity: number },
): { readonly equity: number; readonly fills: number } {
  const count = close.length;
  const equity = new Float64Array(count);
  let cash = 100_000;
  let position = 0;
  let pending = 0;
  let fills = 0;
  let fastSum = 0;
  let slowSum = 0;
  let side = 0;
  for (let i = 0; i < count; i += 1) {
    if (pending !== 0) {
      const price = open[i] ?? Number.NaN;
      const left = cash - pending * price - Math.abs(pending) * price * RATE;
      // After millions of bars of commissions there is no cash for another purchase.
      if (pending < 0 || left >= 0) {
        cash = left;
        position += pending;
        fills += 1;
      }
      pending = 0;
    }
    const price = close[i] ?? Number.NaN;
    fastSum += price;
    slowSum += price;
    if (i >= fast) fastSum -= close[i - fast] ?? Number.NaN;
    if (i >= slow) slowSum -= close[i - slow] ?? Number.NaN;
    if (i >= slow - 1) {
      const gap = fastSum / fast - slowSum / slow;
      const now = gap > 0 ? 1 : gap < 0 ? -1 : 0;
      if (now !== 0) {
        if (side !== 0 && now !== side) {
          if (now > 0 && position === 0) pending = quantity;
          else if (now < 0 && position > 0) pending = -position;
        }
        side = now;
      }
    }
    equity[i] = cash + position * price;
  }
  return { equity: equity[count - 1] ?? cash, fills };
}

/** What the trades of one group came to. */
export interface TradeGroup {
  readonly trades: number;
  readonly wins: number;
  /** Quote currency. */
  readonly pnl: number;
}

/**
 * Sums trades by a whole number each of them has: the hour or the weekday of its entry. Always `groups` groups, those
 * without a trade with zeros; a key outside of 0 to groups − 1 belongs to none.
 *
 * @param pnl - Profit or loss of each trade.
 * @param keys - Group of each trade, of the same length.
 */
export function groupTrades(pnl: Float64Array, keys: Float64Array, groups: number): readonly TradeGroup[] {
  const sums = Array.from({ length: groups }, () => ({ trades: 0, wins: 0, pnl: 0 }));
  pnl.forEach((each, index) => {
    const group = sums[keys[index] ?? -1];
    if (group === undefined) return;
    group.trades += 1;
    group.wins += each > 0 ? 1 : 0;
    group.pnl += each;
  });
  return sums;
}

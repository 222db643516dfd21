/** The row that a key goes to, from 0 to `last`; null: the key goes nowhere. `page`: how many rows are in sight. */
export function nextPlace(
  key: string,
  { current, page, last }: { readonly current: number; readonly page: number; readonly last: number },
): number | null {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    PageDown: current + page,
    PageUp: current - page,
    Home: 0,
    End: last,
  };
  const place = moves[key];
  return place === undefined ? null : Math.min(Math.max(place, 0), last);
}

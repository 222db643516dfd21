import type { FillColumns } from "@/modules/execution";
import type { TradedInstrument } from "./market";

/**
 * Fills as if the splits that came after each had come before it: quantities times, prices divided by the ratios of those
 * splits. A purchase of 10 at 200 before a 2-for-1 split is one of 20 at 100, so it pairs with a later sale of 20.
 */
export function onOneFooting(fills: FillColumns, { base, actions = [] }: TradedInstrument): FillColumns {
  const splits = actions.flatMap((action) => (action.type === "split" ? [action] : []));
  if (splits.length === 0) return fills;
  const ratios = fills.bar.map((bar) => {
    const begunMs = base.bars.time[bar] ?? Number.NaN;
    return splits.reduce((product, { atMs, ratio }) => (atMs > begunMs ? product * ratio : product), 1);
  });
  return {
    ...fills,
    quantity: fills.quantity.map((quantity, i) => quantity * (ratios[i] ?? 1)),
    price: fills.price.map((price, i) => price / (ratios[i] ?? 1)),
    positionAfter: fills.positionAfter.map((position, i) => position * (ratios[i] ?? 1)),
  };
}

import { Decimal } from "@/modules/_kernel";
import type { FillView, OrderPreview, OrderView } from "@/server/flows/contract/trading";
import { print } from "../refusal";

/** What an order would do, in sentences. */
export function printPreview(value: OrderPreview): void {
  const { currency } = value;
  const fees = value.fees.map(({ amount, currency: of }) => `${amount} ${of}`).join(" and ");
  print(
    `At ${value.price ?? "an unknown price"} it is worth ${value.notional ?? "unknown"} ${currency}, fees ${fees || "none"}.`,
  );
  print(`Position ${value.positionBefore} -> ${value.positionAfter}.`);
  print(`Buying power ${value.buyingPowerBefore ?? "unknown"} -> ${value.buyingPowerAfter ?? "unknown"}.`);
  if (value.riskAtStop !== null)
    print(`At its stop it loses ${value.riskAtStop}, ${value.riskPercentOfEquity ?? "unknown"} % of the equity.`);
  if (value.impact !== null) printImpact(value.impact);
  for (const { kind, limit, actual } of value.breaches)
    print(`Breaks ${kind}: limit ${limit}, with it ${actual ?? "unknown"}.`);
  if (value.largestQtyThatPasses !== null)
    print(`The largest quantity that passes now is ${value.largestQtyThatPasses}.`);
}

/** Six lines before and after, in the account's currency. */
function printImpact({ before, after }: NonNullable<OrderPreview["impact"]>): void {
  const percent = (part: number | null | undefined) => (part == null ? "unknown" : `${(part * 100).toFixed(2)} %`);
  const rows: readonly (readonly [string, (of: typeof before) => string])[] = [
    ["exposure", ({ exposure }) => exposure.toFixed(2)],
    ["leverage", ({ leverage }) => leverage?.toFixed(3) ?? "unknown"],
    ["largest weight", ({ largest }) => (largest === null ? "none" : `${largest.symbol} ${percent(largest.weight)}`)],
    ["expected shortfall 95 %", ({ shortfall95 }) => shortfall95.toFixed(2)],
    ["worst scenario", ({ worst }) => (worst === null ? "none" : `${worst.name ?? worst.id} ${worst.gain.toFixed(2)}`)],
    [
      "nearest limit",
      ({ nearest }) => (nearest === null ? "none" : `${nearest.name ?? nearest.kind} ${percent(nearest.part)}`),
    ],
  ];
  for (const [name, write] of rows) print(`${name}: ${write(before)} -> ${write(after)}`);
}

/** Decimals of an average that are read, and digits of one below 1: one of several fills may have no end. */
const AVERAGE_DIGITS = 8;

/** An average price as people read it; `--json` has it whole. */
export function averageText(price: string): string {
  const value = new Decimal(price);
  const read = value.abs().lt(1) ? value.toSignificantDigits(AVERAGE_DIGITS) : value.toDecimalPlaces(AVERAGE_DIGITS);
  return read.toFixed();
}

export const iso = (ms: number) => new Date(ms).toISOString();

export function line(order: OrderView): string {
  const { orderId, accountId, side, qty, symbol, ordType, limitPrice, stopPrice, timeInForce, status, reason } = order;
  const prices = [limitPrice === null ? "" : ` at ${limitPrice}`, stopPrice === null ? "" : ` stop ${stopPrice}`].join(
    "",
  );
  const filled = order.averagePrice === null ? "" : `, ${order.filledQty} filled at ${averageText(order.averagePrice)}`;
  const why = reason === null ? "" : ` (${reason})`;
  return `${orderId}\t${accountId}\t${side} ${qty} ${symbol} ${ordType}${prices} ${timeInForce}\t${status}${why}${filled}`;
}

export function fillLine({ at, accountId, execId, side, qty, symbol, price, currency, fees }: FillView): string {
  const paid = fees.map(({ amount, currency: of }) => `${amount} ${of}`).join(" and ");
  return `${iso(at)}\t${accountId}\t${execId}\t${side} ${qty} ${symbol} at ${price} ${currency}\tfees ${paid || "none"}`;
}

import { exact } from "@/modules/_kernel";
import type { AccountOverview } from "../desk/trading/types";

type Worth = Pick<AccountOverview, "equity" | "dayPnl"> & {
  readonly account: Pick<AccountOverview["account"], "baseCurrency">;
};

const plus = (one: string | null, other: string | null) =>
  one === null || other === null ? null : exact(one).plus(exact(other)).toFixed();

/** What accounts of one base currency are worth together; null where one of them is not known. */
export function sumByCurrency(accounts: readonly Worth[]) {
  const sums = new Map<string, { readonly equity: string | null; readonly dayPnl: string | null }>();
  for (const { account, equity, dayPnl } of accounts) {
    const before = sums.get(account.baseCurrency) ?? { equity: "0", dayPnl: "0" };
    sums.set(account.baseCurrency, { equity: plus(before.equity, equity), dayPnl: plus(before.dayPnl, dayPnl) });
  }
  return [...sums].map(([currency, sum]) => ({ currency, ...sum }));
}

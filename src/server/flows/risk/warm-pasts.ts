import { makeAccountStore, makeLedgerStore } from "@/modules/portfolio/server";
import { rateSymbols } from "../accounts/marks";
import type { FlowDeps } from "../deps";
import { openDailyPasts } from "./daily-closes";
import { BENCHMARKS } from "./read-benchmark";

/** Accounts whose holdings are read ahead: more than anybody trades on. */
const ACCOUNTS_MAX = 200;

/**
 * Reads the pasts of everything that is held, once, so that the first look at what an order changes finds them. Whoever looks before
 * that waits for the same reads. How many pasts there are.
 */
export async function warmPasts(deps: Pick<FlowDeps, "sql">): Promise<number> {
  const { sql } = deps;
  const pasts = openDailyPasts(deps);
  const accounts = (await makeAccountStore().list(sql, null)).filter(({ archivedAt }) => archivedAt === null);
  const symbols = new Set<string>(BENCHMARKS);
  for (const { accountId, baseCurrency } of accounts.slice(0, ACCOUNTS_MAX)) {
    const { positions, cash } = await makeLedgerStore().readState(sql, accountId);
    for (const { symbol } of positions) symbols.add(symbol);
    for (const { currency } of [...positions, ...cash])
      if (currency !== baseCurrency) for (const symbol of rateSymbols(currency, baseCurrency)) symbols.add(symbol);
  }
  return (await pasts.read([...symbols])).size;
}

import type { Begins } from "@/server/api/page-ahead";
import { accountAhead } from "../desk/trading/account-ahead";

/** What the chosen account is worth, and what it holds. */
export const overviewAhead: Begins = async (facts) => {
  const account = await accountAhead(facts);
  if (account === null) return [];
  const { accountId } = account;
  return [facts.api.accounts.get.queryKey({ accountId }), facts.api.accounts.positions.queryKey({ accountId })];
};

import type { Begins } from "@/server/api/page-ahead";
import { accountAhead } from "../desk/trading/account-ahead";

/** What stands around every page: whose money it is, whether it trades, whether all is well, and what waits for somebody. */
export const shellAhead: Begins = async (facts) => {
  const { api, role } = facts;
  const decides = role === "risk" || role === "admin";
  const account = await accountAhead(facts);
  return [
    api.accounts.list.queryKey(),
    api.system.health.queryKey(),
    api.reconcile.status.queryKey(),
    ...(decides ? [api.approvals.count.queryKey()] : []),
    ...(account === null ? [] : [api.orders.state.queryKey({ accountId: account.accountId })]),
  ];
};

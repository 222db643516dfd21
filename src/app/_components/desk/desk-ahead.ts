import { createLoader } from "nuqs/server";
import { SCOPE_ADDRESS } from "@/app/_lib/scope-address";
import type { Begins } from "@/server/api/page-ahead";
import { accountAhead } from "./trading/account-ahead";
import { FILLS_MAX } from "./trading/fills-max";
import { WORKING_MAX } from "./trading/working-max";

const loadScope = createLoader({ symbol: SCOPE_ADDRESS.symbol });

/** What the chart's instrument is, and what of the account is drawn on it. */
export const deskAhead: Begins = async (facts) => {
  const { api, address } = facts;
  const { symbol } = loadScope(address);
  const ofInstrument = [api.instrument.get.queryKey({ symbol })];
  const account = await accountAhead(facts);
  if (account === null) return ofInstrument;
  const { accountId } = account;
  return [
    ...ofInstrument,
    api.accounts.positions.queryKey({ accountId }),
    api.orders.list.queryKey({ accountId, state: "open", limit: WORKING_MAX }),
    api.orders.fills.infiniteQueryKey({ accountId, symbol, limit: FILLS_MAX }),
  ];
};

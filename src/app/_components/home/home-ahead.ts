import { readFlag } from "@/app/_lib/read";
import { parseStored } from "@/app/_lib/stored-text";
import type { Begins } from "@/server/api/page-ahead";
import { accountAhead } from "../desk/trading/account-ahead";
import { WORKING_MAX } from "../desk/trading/working-max";
import { INSTRUMENTS_MAX } from "../market/instruments-max";

/** The figures of home, what needs a person, and, as long as they are wanted, the first steps. */
export const homeAhead: Begins = async (facts) => {
  const { api, role, kept } = facts;
  const account = await accountAhead(facts);
  const accountId = account?.accountId ?? null;
  const wantsSteps = role !== "viewer" && parseStored(kept["home-steps-hidden"] ?? null, readFlag) !== true;
  const ofSteps = [
    api.instrument.search.queryKey({ query: "", limit: INSTRUMENTS_MAX }),
    api.backtest.list.queryKey({ limit: 1, cursor: null }),
    api.orders.list.queryKey({ accountId, state: "all", limit: 1, cursor: null }),
  ];
  const ofHouse = [
    api.risk.limits.queryKey(),
    api.risk.changes.queryKey({ limitId: null }),
    api.feed.list.queryKey(),
    api.deployments.list.queryKey({ accountId: null, over: false }),
  ];
  const ofAccount =
    accountId === null
      ? []
      : [
          api.accounts.get.queryKey({ accountId }),
          api.accounts.positions.queryKey({ accountId }),
          api.orders.list.queryKey({ accountId, state: "open", limit: WORKING_MAX }),
          api.risk.usage.queryKey({ accountId }),
        ];
  return [...ofAccount, ...ofHouse, ...(wantsSteps ? ofSteps : [])];
};

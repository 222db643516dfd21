"use client";

import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { parseAsBoolean, useQueryState } from "nuqs";
import { useAccount } from "@/app/_components/desk/trading/use-account";
import { useTRPC } from "@/app/_lib/trpc";
import type { RouterOutputs } from "@/server/api/root";

export type PortfolioRisk = RouterOutputs["risk"]["portfolio"];

/** Prices move by themselves; a distribution of two years does not hurry. */
const RISK_EVERY_MS = 10_000;
const USAGE_EVERY_MS = 3_000;

/** Whether all of one's own accounts are looked at together: in the address. */
export const useTogether = () => useQueryState("together", parseAsBoolean.withDefault(false));

/** The risk of the chosen account, or of all of one's own. */
export function usePortfolioRisk() {
  const trpc = useTRPC();
  const { accounts, account, error: accountsError, retry } = useAccount();
  const [together] = useTogether();
  const accountId = together ? null : (account?.accountId ?? undefined);
  const risk = useQuery({
    ...trpc.risk.portfolio.queryOptions(accountId === undefined ? skipToken : { accountId }, { meta: { quiet: true } }),
    refetchInterval: RISK_EVERY_MS,
    placeholderData: keepPreviousData,
  });
  return {
    risk: risk.data,
    account: together ? null : account,
    hasNoAccount: accounts !== undefined && account === null,
    error: accountsError ?? risk.error,
    retry: () => {
      retry();
      void risk.refetch();
    },
  };
}

/** How much of each limit an account uses, with what the limits are. */
export function useLimitUsage(accountId: string | null) {
  const trpc = useTRPC();
  const limits = useQuery(trpc.risk.limits.queryOptions());
  const usage = useQuery({
    ...trpc.risk.usage.queryOptions(accountId === null ? skipToken : { accountId }, { meta: { quiet: true } }),
    refetchInterval: USAGE_EVERY_MS,
    placeholderData: keepPreviousData,
  });
  return { limits: limits.data?.limits, usage: usage.data };
}

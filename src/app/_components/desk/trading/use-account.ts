"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useScope } from "@/app/_lib/scope";
import { useStored } from "@/app/_lib/stored";
import { useTRPC } from "@/app/_lib/trpc";
import { readAccountId } from "./account-ahead";
import { chooseAccount } from "./choose-account";
import type { AccountView } from "./types";

export interface AccountScope {
  /** Undefined until they are read. */
  readonly accounts: readonly AccountView[] | undefined;
  /** Null where there is none. */
  readonly account: AccountView | null;
  readonly error: unknown;
  readonly retry: () => void;
  readonly choose: (accountId: string) => void;
}

/** The account of every page: in the address, and remembered in this browser for addresses that name none. */
export function useAccount(): AccountScope {
  const trpc = useTRPC();
  const [scope, setScope] = useScope();
  const [last, setLast] = useStored("desk-account", readAccountId);
  const { data, error, refetch } = useQuery(trpc.accounts.list.queryOptions());
  const choose = useCallback(
    (accountId: string) => {
      setLast(accountId);
      void setScope({ account: accountId });
    },
    [setLast, setScope],
  );
  return {
    accounts: data,
    account: data === undefined ? null : chooseAccount(data, [scope.account, last]),
    error: data === undefined ? error : null,
    retry: () => void refetch(),
    choose,
  };
}

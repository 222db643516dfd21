"use client";

import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { useDeployments } from "../deployments/use-deployments";
import { useMarkedPositions } from "../desk/blotter/use-marked-positions";
import type { AccountView } from "../desk/trading/types";
import { useOverview, useTradingState, useWorkingOrders } from "../desk/trading/use-trading";
import { useWaiting } from "../risk/use-waiting";
import { useHealth } from "../shell/health-lamp";
import { liveMoney } from "./live-money";
import { needsOf } from "./needs";
import { unprotectedOf } from "./unprotected";

/** Prices move by themselves; what is decided is told by news. */
const USAGE_EVERY_MS = 5_000;
const FEEDS_EVERY_MS = 15_000;
const QUIET = { meta: { quiet: true } } as const;

/** Limits that bind an account, how much of each it uses, and changes that wait. */
export function useHeadroom(account: AccountView | null) {
  const trpc = useTRPC();
  const limits = useQuery(trpc.risk.limits.queryOptions(undefined, QUIET));
  const changes = useQuery(trpc.risk.changes.queryOptions({ limitId: null }, QUIET));
  const usage = useQuery({
    ...trpc.risk.usage.queryOptions(account === null ? skipToken : { accountId: account.accountId }, QUIET),
    refetchInterval: USAGE_EVERY_MS,
    placeholderData: keepPreviousData,
  });
  return {
    limits: limits.data?.limits,
    changes: changes.data,
    usage: usage.data,
    error: limits.error ?? changes.error ?? usage.error,
  };
}

export function useFeeds() {
  const trpc = useTRPC();
  return useQuery({ ...trpc.feed.list.queryOptions(undefined, QUIET), refetchInterval: FEEDS_EVERY_MS });
}

/** What is held against the venue, and what trades by itself. */
function useRunning() {
  const trpc = useTRPC();
  const venues = useQuery(trpc.reconcile.status.queryOptions(undefined, QUIET));
  const deployments = useDeployments(false);
  return { venues: venues.data, deployments: deployments.data, error: venues.error ?? deployments.error };
}

/** What the page is made of: one account by the newest prices, and what needs a person. */
export function useHome(account: AccountView | null) {
  const accountId = account?.accountId ?? null;
  const overview = useOverview(accountId);
  const positions = useMarkedPositions(accountId);
  const working = useWorkingOrders(accountId);
  const { data: state, error: stateError } = useTradingState(accountId);
  const headroom = useHeadroom(account);
  const { data: feeds, error: feedsError } = useFeeds();
  const { venues, deployments, error: runningError } = useRunning();
  const { decides, waiting, error: waitingError } = useWaiting();
  const { reasons, level, error: healthError } = useHealth();
  const orders = working.data?.rows;
  // An account that is kept by hand has no orders: nothing of it can be protected here.
  const hasOrders = account?.kind === "paper";
  const open = useMemo(
    () =>
      hasOrders && positions.rows !== undefined && orders !== undefined
        ? unprotectedOf(positions.rows, orders)
        : undefined,
    [hasOrders, positions.rows, orders],
  );
  const money = useMemo(
    () => (overview.data === undefined ? null : liveMoney(overview.data, positions.rows)),
    [overview.data, positions.rows],
  );
  const needs = needsOf({
    orders,
    state: hasOrders ? state : undefined,
    ...headroom,
    waiting,
    open,
    positions: positions.rows,
    unpriced: overview.data?.unpriced,
    venues,
    deployments,
    feeds,
    reasons,
  });
  const ofHouse = [headroom.limits, headroom.changes, venues, deployments, feeds, level === "off" ? undefined : level];
  const ofDecider = decides ? [waiting] : [];
  const ofAccount = account === null ? [] : [overview.data, positions.rows, headroom.usage];
  const ofOrders = hasOrders ? [orders, state] : [];
  /** Nothing needs a person only where all that may was read. */
  const isRead = [...ofHouse, ...ofDecider, ...ofAccount, ...ofOrders].every((part) => part !== undefined);
  const ofPage = [headroom.error, runningError, feedsError, healthError, waitingError];
  const errors = [...ofPage, overview.error, working.error, stateError];
  const unread = isRead ? null : (errors.find((error) => error !== null && error !== undefined) ?? "reading");
  return { overview, money, positions, working, orders, state, headroom, feeds, open, needs, unread };
}

export type Home = ReturnType<typeof useHome>;

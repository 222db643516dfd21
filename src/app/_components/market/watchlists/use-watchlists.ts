"use client";

import { keepPreviousData, skipToken, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { useCallback, useEffect, useMemo } from "react";
import { useTranslations } from "use-intl";
import { makeConflated } from "@/app/_lib/conflated";
import type { HubEvent } from "@/app/_lib/event-hub";
import { useLiveEvent } from "@/app/_lib/events";
import { markOld } from "@/app/_lib/mark-old";
import { notifyFailure, notifyUndo } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import type { RouterOutputs } from "@/server/api/root";
import { changedSeries } from "../use-bars-news";

export type Watchlist = RouterOutputs["watchlist"]["get"];
export type StoredPrice = RouterOutputs["watchlist"]["prices"][number];

/** As many as the API answers at once. */
export const PRICES_A_CALL = 100;
/** Prices of closed sessions: nobody waits for them by the second. */
const RENEWED_EVERY_MS = 3_000;
/** More than a list may hold, and than anybody scrolls through. */
const PRICED_MAX = 2_000;

/** The lists there are, the chosen one (`asked`; the first where that is none of them), and what is in it. */
export function useWatchlist(asked: string | null, fallback: "first" | "none") {
  const trpc = useTRPC();
  const lists = useQuery(trpc.watchlist.list.queryOptions());
  const listed = lists.data;
  const chosen =
    listed?.find(({ watchlistId }) => watchlistId === asked) ?? (fallback === "first" ? listed?.[0] : undefined);
  const list = useQuery(
    trpc.watchlist.get.queryOptions(chosen === undefined ? skipToken : { watchlistId: chosen.watchlistId }, {
      placeholderData: keepPreviousData,
    }),
  );
  return { lists, list, chosen };
}

/** The lists there are, and the one that the address names; else the first. */
export function useWatchlists() {
  const [asked, choose] = useQueryState("list", parseAsString);
  return { ...useWatchlist(asked, "first"), choose: (watchlistId: string | null) => void choose(watchlistId) };
}

/** Last stored closes of instruments, by id; of at most {@link PRICED_MAX}. Those without bars have none. Lines cost time. */
export function useStoredPrices(
  symbols: readonly string[],
  { spark }: { readonly spark: boolean },
): ReadonlyMap<number, StoredPrice> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const pages = Math.ceil(Math.min(symbols.length, PRICED_MAX) / PRICES_A_CALL);
  // A fetch of many instruments tells of each page of each: the prices are asked for again once for all that come meanwhile.
  const renewal = useMemo(
    () => makeConflated(() => markOld(queryClient, trpc.watchlist.prices.pathFilter()), RENEWED_EVERY_MS),
    [queryClient, trpc],
  );
  useEffect(() => renewal.stop, [renewal]);
  const shown = useMemo(() => new Set(symbols), [symbols]);
  const onBars = useCallback(
    ({ payload }: HubEvent) => {
      const series = changedSeries(payload);
      if (series === null || shown.has(series.symbol)) renewal.call();
    },
    [renewal, shown],
  );
  useLiveEvent("bars.changed", onBars);
  return useQueries({
    queries: Array.from({ length: pages }, (_unused, page) =>
      trpc.watchlist.prices.queryOptions(
        { symbols: symbols.slice(page * PRICES_A_CALL, Math.min((page + 1) * PRICES_A_CALL, PRICED_MAX)), spark },
        { placeholderData: keepPreviousData },
      ),
    ),
    combine: pricesById,
  });
}

/** Stable: a list whose prices did not change is not drawn again. */
function pricesById(answers: readonly { readonly data: readonly StoredPrice[] | undefined }[]) {
  return new Map(answers.flatMap(({ data }) => (data ?? []).map((price) => [price.instrumentId, price] as const)));
}

/** Changes of lists. Each answers the list as it is then, which is shown at once; others hear of it as news. */
export function useWatchlistChanges(onMade: (watchlistId: string) => void) {
  const t = useTranslations("watchlists");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSuccess = (list: Watchlist) => {
    queryClient.setQueryData(trpc.watchlist.get.queryKey({ watchlistId: list.watchlistId }), list);
    void queryClient.invalidateQueries(trpc.watchlist.list.queryFilter());
  };
  const onError = (error: unknown) => {
    notifyFailure(error);
    // Refused because somebody else was quicker, perhaps: show what is.
    void queryClient.invalidateQueries(trpc.watchlist.pathFilter());
  };
  const quiet = { meta: { quiet: true }, onSuccess, onError };
  const create = useMutation(
    trpc.watchlist.create.mutationOptions({
      meta: { quiet: true },
      onSuccess: (list) => {
        onSuccess(list);
        onMade(list.watchlistId);
      },
    }),
  );
  const edit = useMutation(trpc.watchlist.edit.mutationOptions({ meta: { quiet: true }, onSuccess }));
  const remove = useMutation(
    trpc.watchlist.delete.mutationOptions({
      onSuccess: () => void queryClient.invalidateQueries(trpc.watchlist.pathFilter()),
    }),
  );
  const add = useMutation(trpc.watchlist.add.mutationOptions(quiet));
  const take = useMutation(trpc.watchlist.take.mutationOptions(quiet));
  const move = useMutation(trpc.watchlist.move.mutationOptions(quiet));
  const restore = useMutation(trpc.watchlist.restore.mutationOptions(quiet));
  /** Deletes a list, and offers to bring it back. */
  const removeList = ({ watchlistId, name }: Watchlist, onGone: () => void) =>
    remove.mutate(
      { watchlistId },
      {
        onSuccess: () => {
          onGone();
          notifyUndo(t("removed", { name }), () =>
            restore.mutate({ watchlistId }, { onSuccess: () => onMade(watchlistId) }),
          );
        },
      },
    );
  /** Takes a symbol out, and offers to put it back where it stood. */
  const takeOut = ({ watchlistId, name, instruments }: Watchlist, symbol: string) => {
    const place = instruments.findIndex((instrument) => instrument.symbol === symbol);
    const before = instruments[place + 1]?.symbol ?? null;
    // Both steps are taken wherever the person has gone meanwhile; what fails is told by the step itself.
    const putBack = () =>
      add
        .mutateAsync({ watchlistId, symbols: [symbol] })
        .then(() => (before === null ? undefined : move.mutateAsync({ watchlistId, symbol, before })))
        .catch(() => undefined);
    take.mutate(
      { watchlistId, symbols: [symbol] },
      { onSuccess: () => notifyUndo(t("taken", { symbol, name }), () => void putBack()) },
    );
  };
  return { create, edit, isRemoving: remove.isPending, removeList, add, takeOut, move };
}

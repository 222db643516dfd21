"use client";

import { keepPreviousData, skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsString, useQueryState } from "nuqs";
import { notifyFailure } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import type { RouterOutputs } from "@/server/api/root";

export type Watchlist = RouterOutputs["watchlist"]["get"];
export type StoredPrice = RouterOutputs["watchlist"]["prices"][number];

/** As many as the API answers at once. */
const PRICES_MAX = 100;

/** The lists there are, and the one that the address names; else the first. */
export function useWatchlists() {
  const trpc = useTRPC();
  const [asked, choose] = useQueryState("list", parseAsString);
  const lists = useQuery(trpc.watchlist.list.queryOptions());
  const listed = lists.data;
  const chosen = listed?.find(({ watchlistId }) => watchlistId === asked) ?? listed?.[0];
  const list = useQuery(
    trpc.watchlist.get.queryOptions(chosen === undefined ? skipToken : { watchlistId: chosen.watchlistId }, {
      placeholderData: keepPreviousData,
    }),
  );
  return { lists, list, chosen, choose: (watchlistId: string | null) => void choose(watchlistId) };
}

/** Last stored closes of the first instruments of a list, by id. */
export function useStoredPrices(symbols: readonly string[]): ReadonlyMap<number, StoredPrice> {
  const trpc = useTRPC();
  const wanted = symbols.slice(0, PRICES_MAX);
  const prices = useQuery(
    trpc.watchlist.prices.queryOptions(wanted.length === 0 ? skipToken : { symbols: [...wanted] }, {
      placeholderData: keepPreviousData,
    }),
  );
  return new Map((prices.data ?? []).map((price) => [price.instrumentId, price]));
}

/** Changes of lists. Each answers the list as it is then, which is shown at once; others hear of it as news. */
export function useWatchlistChanges(onMade: (watchlistId: string) => void) {
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
  return { create, edit, remove, add, take, move };
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import type { RouterInputs } from "@/server/api/root";
import type { AlgoChoice, OrderRequest, TicketRequest } from "./check-draft";

/** A preview is of now: prices move under it. */
export const PREVIEW_AGAIN_MS = 3_000;

/** The parent of which an order is the whole. */
export function algoRequestOf(
  { accountId, symbol, side, qty, limitPrice, reduceOnly }: OrderRequest,
  { kind, durationS, participation }: AlgoChoice,
): RouterInputs["algos"]["preview"] {
  return { accountId, symbol, side, qty, kind, limitPrice, reduceOnly, durationS, participation };
}

const NOTHING_ASKED: RouterInputs["algos"]["preview"] = {
  accountId: "",
  symbol: "",
  side: "buy",
  qty: "1",
  kind: "twap",
  durationS: 60,
};

/** What a parent would send and do now, asked anew every few seconds while it is shown. */
export function useAlgoPreview(request: TicketRequest | null) {
  const trpc = useTRPC();
  const algo = request?.algo ?? null;
  return useQuery(
    trpc.algos.preview.queryOptions(request === null || algo === null ? NOTHING_ASKED : algoRequestOf(request, algo), {
      enabled: algo !== null,
      refetchInterval: PREVIEW_AGAIN_MS,
      retry: false,
      gcTime: 0,
      meta: { quiet: true },
    }),
  );
}

"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { fromJobError } from "@/app/_lib/failure";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";

/** What can be done to orders and positions. Each says what it did; what failed says why and stays until it is read. */
export function useOrderActions(onDone: () => void) {
  const t = useTranslations("blotter.done");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSettled = useCallback(() => {
    // Refused because it was filled meanwhile, perhaps: show what is.
    void queryClient.invalidateQueries(trpc.orders.pathFilter());
    void queryClient.invalidateQueries(trpc.accounts.pathFilter());
  }, [queryClient, trpc]);
  const told = (title: string, body?: string) => {
    notify("success", title, body);
    onDone();
  };
  return {
    cancel: useMutation(trpc.orders.cancel.mutationOptions({ onSettled, onSuccess: () => told(t("canceled")) })),
    cancelAll: useMutation(
      trpc.orders.cancelAll.mutationOptions({
        onSettled,
        onSuccess: ({ asked }) => told(t("canceledAll", { count: asked })),
      }),
    ),
    close: useMutation(
      trpc.orders.close.mutationOptions({
        onSettled,
        onSuccess: ({ canceled }, { symbol }) => told(t("closed", { symbol }), t("closedText", { count: canceled })),
      }),
    ),
    flatten: useMutation(
      trpc.orders.flatten.mutationOptions({
        onSettled,
        onSuccess: ({ orders, canceled, refused }) => {
          told(t("flattened", { count: orders.length }), t("closedText", { count: canceled }));
          // What stays open must be known: each with its reason, until it is read.
          for (const { symbol, error } of refused) notifyFailed(t("notClosed", { symbol }), say(fromJobError(error)));
        },
      }),
    ),
    modify: useMutation(
      trpc.orders.modify.mutationOptions({
        onSettled,
        meta: { quiet: true },
        onSuccess: () => told(t("modified")),
      }),
    ),
  };
}

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Banner, Button } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { Status } from "./types";

/** Says so wherever an account is looked at whose venue is in a practice outage. */
export function OutageBanner({ accountId }: { readonly accountId: string }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.reconcile.status.queryOptions(undefined, { meta: { quiet: true } }));
  return <OutageBanners statuses={data?.filter((each) => each.accountId === accountId) ?? []} />;
}

export function OutageBanners({ statuses }: { readonly statuses: readonly Status[] }) {
  const t = useTranslations("reconcile.outage");
  const format = useFormat();
  return statuses.map(({ accountId, accountName, outage }) =>
    outage === null ? null : (
      <Banner key={accountId} tone="warn">
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="min-w-0">{t("banner", { name: accountName, time: format.time(outage.endsAt) })}</span>
          <StopButton accountId={accountId} />
        </span>
      </Banner>
    ),
  );
}

function StopButton({ accountId }: { readonly accountId: string }) {
  const t = useTranslations("reconcile.outage");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayTrade = useMayTrade();
  const stop = useMutation(
    trpc.paper.stopOutage.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => notify("success", t("stopped")),
      onError: (error) => notifyFailed(t("stop"), say(toFailure(error))),
      onSettled: () => void queryClient.invalidateQueries(trpc.reconcile.pathFilter()),
    }),
  );
  return mayTrade ? (
    <Button size="sm" busy={stop.isPending} onClick={() => stop.mutate({ accountId })}>
      {t("stop")}
    </Button>
  ) : null;
}

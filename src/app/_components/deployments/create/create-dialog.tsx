"use client";

import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Dialog, FailedState, SkeletonRows } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useScope } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { useAccount } from "../../desk/trading/use-account";
import { useRunnable } from "../../market/strategies/use-runnable";
import { deploymentHref } from "../deployment-href";
import { CreateFields } from "./create-fields";
import { type Draft, draftFrom, type Missing, toRequest } from "./draft";
import type { CreateAddress } from "./use-create-address";

const SKELETON_ROWS = 5;
const FORM = "new-deployment";
const PLACED = ["name", "strategy", "capital", "instruments", "accountId", "presetId", "resolution"];

/** Deploys a strategy: begins with what the address names, and leads to its page. */
export function CreateDialog({ address }: { readonly address: CreateAddress }) {
  const t = useTranslations("deployments.new");
  const trpc = useTRPC();
  const [scope] = useScope();
  const { accounts, account } = useAccount();
  const { strategies, error } = useRunnable();
  const run = useQuery(trpc.backtest.get.queryOptions(address.runId === null ? skipToken : { runId: address.runId }));
  const isReady =
    strategies !== undefined && accounts !== undefined && (address.runId === null || run.data !== undefined);
  if (!isReady)
    return (
      <Dialog open onOpenChange={address.close} title={t("title")}>
        {error === null && run.error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("failed")} error={error ?? run.error} onRetry={() => void run.refetch()} />
        )}
      </Dialog>
    );
  const known = strategies.some(({ name }) => name === address.strategy) ? address.strategy : null;
  const first = draftFrom({
    run: run.data?.spec ?? null,
    strategy: known ?? strategies[0]?.name ?? "",
    accountId: account?.kind === "paper" && account.archivedAt === null ? account.accountId : null,
    symbol: scope.symbol,
  });
  return <CreateForm first={first} onClose={address.close} />;
}

function CreateForm({ first, onClose }: { readonly first: Draft; readonly onClose: () => void }) {
  const t = useTranslations("deployments.new");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(first);
  const [missing, setMissing] = useState<{ readonly missing: Missing; readonly param?: string } | null>(null);
  const create = useMutation(
    trpc.deployments.create.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ deploymentId, name }) => {
        void queryClient.invalidateQueries(trpc.deployments.pathFilter());
        notify("success", t("created", { name }));
        router.push(deploymentHref(deploymentId));
      },
    }),
  );
  const start = useStartOnce(create);
  const failure = create.error === null ? null : toFailure(create.error);
  const errorOf = (path: string) => {
    if (missing !== null && (missing.missing === path || `params.${missing.param}` === path))
      return t(`missing.${missing.missing}`);
    return failure?.path === path ? say(failure) : null;
  };
  const isPlaced =
    failure !== null && (PLACED.includes(failure.path ?? "") || failure.path?.startsWith("params.") === true);
  const save = () => {
    const asked = toRequest(draft);
    if ("request" in asked) {
      setMissing(null);
      start(asked.request);
    } else setMissing(asked);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title")}
      description={t("text")}
      className="w-[min(640px,calc(100vw-32px))]"
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button variant="primary" type="submit" form={FORM} busy={create.isPending}>
            {t("create")}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <CreateFields draft={draft} onChange={setDraft} errorOf={errorOf} />
        {failure === null || isPlaced ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </form>
    </Dialog>
  );
}

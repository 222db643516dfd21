"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Checkbox, EmptyState, PanelHead } from "@/app/_components/ui";
import { notify, notifyFailure } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import type { PublicationLine } from "../../market/strategies/types";
import { DataTable } from "../../table";
import { usePublicationColumns } from "./publication-columns";
import { WithdrawDialog } from "./withdraw-dialog";

const rowId = ({ publicationId }: PublicationLine) => publicationId;

/** Everything that traders may run of what is not their own, and how it ends. For administrators. */
export function PublicationsPage() {
  const t = useTranslations("publications");
  const trpc = useTRPC();
  const [withdrawn, setWithdrawn] = useState(false);
  const [asked, setAsked] = useState<PublicationLine | null>(null);
  const lines = useQuery(trpc.publication.list.queryOptions({ withdrawn }));
  const columns = usePublicationColumns(setAsked);
  return (
    <>
      <PanelHead
        title={t("label")}
        tools={<Checkbox checked={withdrawn} onChange={setWithdrawn} label={t("showWithdrawn")} />}
      />
      <RequiredSwitch />
      <DataTable
        id="publications"
        label={t("label")}
        columns={columns}
        rows={lines.data}
        rowId={rowId}
        error={lines.error}
        failedTitle={t("failed")}
        onRetry={() => void lines.refetch()}
        defaultSort={{ id: "at", desc: true }}
        empty={<EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>}
      />
      {asked === null ? null : <WithdrawDialog publication={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

/** Whether traders need a publication for what is not their own. */
function RequiredSwitch() {
  const t = useTranslations("publications");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const terms = useQuery(trpc.publication.terms.queryOptions());
  const set = useMutation(
    trpc.publication.setTerms.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ isRequired }) => {
        void queryClient.invalidateQueries(trpc.publication.terms.queryFilter());
        notify("success", t(isRequired ? "requiredSaved" : "notRequiredSaved"));
      },
      onError: (error) => notifyFailure(error, t("requiredFailed")),
    }),
  );
  return (
    <div className="border-b border-line-1 px-4 py-2.5 text-12">
      <Checkbox
        checked={terms.data?.isRequired ?? false}
        disabled={terms.data === undefined || set.isPending}
        onChange={(isRequired) => set.mutate({ isRequired })}
        label={t("required")}
      />
      <p className="mt-0.5 pl-6 text-tx-3">{t("requiredHint")}</p>
    </div>
  );
}

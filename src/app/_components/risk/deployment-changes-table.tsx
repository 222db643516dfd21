"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { deploymentHref } from "@/app/_components/deployments/deployment-href";
import { useBecause } from "@/app/_components/deployments/page/change-parts";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, EmptyState, Link } from "@/app/_components/ui";
import { notify, notifyFailure } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { differenceText } from "./difference-text";

type AskedChange = RouterOutputs["deployments"]["askedChanges"][number];

const rowId = ({ changeId }: AskedChange) => changeId;
const TONES = {
  waiting: "warn",
  approved: "ok",
  rejected: "bad",
  withdrawn: "neutral",
  expired: "neutral",
  stopped: "neutral",
  overtaken: "neutral",
} as const;

/** Changes of deployments that wait for a second person, and what became of those that did. */
export function DeploymentChangesTable() {
  const t = useTranslations("approvals.deployments");
  const trpc = useTRPC();
  const changes = useQuery(trpc.deployments.askedChanges.queryOptions());
  const columns = useColumns();
  const waiting = changes.data?.filter(({ state }) => state === "waiting").length ?? 0;
  return (
    <DataTable
      id="deployment-changes"
      label={t("title")}
      sub={waiting === 0 ? undefined : t("waiting", { count: waiting })}
      columns={columns}
      rows={changes.data}
      rowId={rowId}
      error={changes.error}
      failedTitle={t("failed")}
      onRetry={() => void changes.refetch()}
      empty={<EmptyState title={t("none")} />}
    />
  );
}

function useColumns(): readonly TableColumn<AskedChange>[] {
  const t = useTranslations("approvals.deployments");
  const params = useTranslations("deployments.params");
  const becauseOf = useBecause();
  const format = useFormat();
  return useMemo(() => {
    const what = ({ differences }: AskedChange) => differences.map(differenceText).join(", ");
    const whenIn = ({ from }: AskedChange) =>
      from === null ? t("nextBar") : t("fromMoment", { when: format.dateTime(from) });
    return [
      {
        id: "deployment",
        header: t("columns.deployment"),
        value: ({ deployment, account }) => `${deployment}, ${account}`,
        cell: ({ deploymentId, deployment, account }) => (
          <span className="truncate">
            <Link href={deploymentHref(deploymentId)} className="font-medium hover:underline">
              {deployment}
            </Link>{" "}
            <span className="text-tx-3">{account}</span>
          </span>
        ),
        width: 200,
        grow: 2,
        pinned: true,
        card: "title",
      },
      {
        id: "change",
        header: t("columns.what"),
        value: what,
        cell: (row) => (
          <span className="truncate max-md:whitespace-normal" title={`${what(row)}, ${whenIn(row)}`}>
            <span className="num">{what(row)}</span> <span className="text-tx-3">{whenIn(row)}</span>
          </span>
        ),
        width: 230,
        grow: 3,
        card: "detail",
      },
      {
        id: "because",
        header: t("columns.because"),
        value: ({ because }) => becauseOf(because),
        width: 180,
        grow: 1,
        card: "detail",
      },
      {
        id: "who",
        header: t("columns.who"),
        value: ({ askedBy }) => askedBy ?? params("machine"),
        width: 120,
        grow: 1,
        card: "detail",
      },
      {
        id: "when",
        header: t("columns.when"),
        value: ({ askedAt }) => askedAt,
        cell: ({ askedAt }) => <time className="num">{format.dateTime(askedAt)}</time>,
        text: ({ askedAt }) => format.dateTime(askedAt),
        width: 140,
        grow: 0,
        card: "detail",
      },
      {
        id: "expires",
        header: t("columns.expires"),
        value: ({ expiresAt, state }) => (state === "waiting" ? expiresAt : null),
        cell: ({ expiresAt, state }) =>
          state === "waiting" ? <time className="num">{format.dateTime(expiresAt)}</time> : null,
        text: ({ expiresAt, state }) => (state === "waiting" ? format.dateTime(expiresAt) : ""),
        width: 140,
        grow: 0,
        card: "detail",
      },
      {
        id: "state",
        header: t("columns.state"),
        value: ({ state }) => t(`states.${state}`),
        cell: (row) => <State change={row} />,
        width: 260,
        grow: 0,
        card: "change",
      },
    ];
  }, [t, params, becauseOf, format]);
}

function State({ change }: { readonly change: AskedChange }) {
  const t = useTranslations("approvals.deployments");
  const params = useTranslations("deployments.params");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const decide = useMutation(
    trpc.deployments.decideChange.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ outcome }) => notify("success", params(`decided.${outcome}`)),
      onError: (error) => notifyFailure(error, params("decideFailed")),
      onSettled: () =>
        Promise.all([
          queryClient.invalidateQueries(trpc.deployments.pathFilter()),
          queryClient.invalidateQueries(trpc.approvals.pathFilter()),
        ]),
    }),
  );
  const { changeId, deployment, state, decidedBy, askedBy } = change;
  const button = (decision: "approve" | "reject" | "withdraw") => (
    <Button
      size="sm"
      variant="quiet"
      busy={decide.isPending}
      onClick={() => decide.mutate({ changeId, decision })}
      aria-label={t("decideOf", { decision: params(decision), name: deployment })}
      className="max-md:h-11"
    >
      {params(decision)}
    </Button>
  );
  return (
    <span className="flex items-center gap-1.5 max-md:flex-col max-md:items-end">
      <Chip tone={TONES[state]}>{t(`states.${state}`)}</Chip>
      {decidedBy === null || decidedBy === askedBy ? null : (
        <span className="truncate text-tx-3">{t("decided", { person: decidedBy })}</span>
      )}
      {change.mayDecide ? button("approve") : null}
      {change.mayDecide ? button("reject") : null}
      {change.mayWithdraw ? button("withdraw") : null}
    </span>
  );
}

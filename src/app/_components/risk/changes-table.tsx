"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, EmptyState } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { type LimitChangeView, useLimitWords } from "./use-limit-words";

const rowId = ({ changeId }: LimitChangeView) => changeId;
const TONES = { waiting: "warn", in_force: "ok", rejected: "bad", withdrawn: "neutral", expired: "neutral" } as const;

/** Changes that were asked for, those that wait first or alone, with what the person may do about them. */
export function ChangesTable({ of = "all" }: { readonly of?: "all" | "waiting" }) {
  const t = useTranslations("risk.changes");
  const limits = useTranslations("risk.limits");
  const approvals = useTranslations("approvals");
  const trpc = useTRPC();
  const changes = useQuery(trpc.risk.changes.queryOptions({ limitId: null }));
  const columns = useColumns();
  const waiting = useMemo(() => changes.data?.filter(({ state }) => state === "waiting"), [changes.data]);
  return (
    <DataTable
      id="limit-changes"
      label={of === "all" ? t("title") : approvals("changes")}
      sub={(waiting?.length ?? 0) === 0 ? undefined : t("waiting", { count: waiting?.length ?? 0 })}
      columns={columns}
      rows={of === "all" ? changes.data : waiting}
      rowId={rowId}
      error={changes.error}
      failedTitle={limits("failed")}
      onRetry={() => void changes.refetch()}
      empty={<EmptyState title={t(of === "all" ? "none" : "noneWaits")} />}
    />
  );
}

function useColumns(): readonly TableColumn<LimitChangeView>[] {
  const t = useTranslations("risk.changes");
  const words = useLimitWords();
  const format = useFormat();
  return useMemo(() => {
    const what = ({ before, terms }: LimitChangeView) =>
      [before === null ? null : words.terms(before), terms === null ? t("removed") : words.terms(terms)]
        .filter((text) => text !== null)
        .join(" → ");
    return [
      {
        id: "what",
        header: t("columns.limit"),
        value: ({ name, kind, scope }) => `${words.title({ name, kind })}, ${words.scope(scope)}`,
        cell: ({ name, kind, scope }) => (
          <span className="truncate">
            <b className="font-medium">{words.title({ name, kind })}</b>{" "}
            <span className="text-tx-3">{words.scope(scope)}</span>
          </span>
        ),
        width: 190,
        grow: 2,
        pinned: true,
        card: "title",
      },
      {
        id: "change",
        header: t("columns.what"),
        value: what,
        cell: (row) => (
          <span className="flex items-center gap-2">
            <span className="num">{what(row)}</span>
            <span className="text-tx-3">{t(row.before === null ? "first" : row.isLooser ? "looser" : "tighter")}</span>
          </span>
        ),
        width: 200,
        grow: 2,
        card: "value",
      },
      {
        id: "who",
        header: t("columns.who"),
        value: ({ askedBy, reason }) => t("by", { person: askedBy, reason }),
        width: 200,
        grow: 2,
        card: "detail",
      },
      {
        id: "when",
        header: t("columns.when"),
        value: ({ askedAt }) => askedAt,
        cell: ({ askedAt }) => <time className="num">{format.dateTime(askedAt)}</time>,
        text: ({ askedAt }) => format.dateTime(askedAt),
        width: 150,
        grow: 0,
        card: "detail",
      },
      {
        id: "state",
        header: t("columns.state"),
        value: ({ state }) => t(`states.${state}`),
        cell: (change) => <State change={change} />,
        width: 260,
        grow: 0,
        card: "change",
      },
    ];
  }, [t, words, format]);
}

function State({ change }: { readonly change: LimitChangeView }) {
  const t = useTranslations("risk.changes");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const decide = useMutation(
    trpc.risk.decide.mutationOptions({
      onSettled: () => void queryClient.invalidateQueries(trpc.risk.pathFilter()),
    }),
  );
  const { changeId, state, decidedBy, note } = change;
  const button = (decision: "approve" | "reject" | "withdraw") => (
    <Button
      size="sm"
      variant="quiet"
      busy={decide.isPending}
      onClick={() => decide.mutate({ changeId, decision, note: null })}
    >
      {t(decision)}
    </Button>
  );
  return (
    <span className="flex items-center gap-1.5">
      <Chip tone={TONES[state]}>{t(`states.${state}`)}</Chip>
      {decidedBy === null || decidedBy === change.askedBy ? null : (
        <span className="truncate text-tx-3" title={note ?? undefined}>
          {t("decided", { person: decidedBy })}
        </span>
      )}
      {change.mayDecide ? button("approve") : null}
      {change.mayDecide ? button("reject") : null}
      {change.mayWithdraw ? button("withdraw") : null}
    </span>
  );
}

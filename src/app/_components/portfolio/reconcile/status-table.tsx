"use client";

import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, EmptyState } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { Status } from "./types";

const TONES = { agreed: "ok", differs: "bad", no_answer: "warn" } as const;
const rowId = ({ accountId }: Status) => accountId;

export interface StatusTableProps {
  readonly status: {
    readonly data: readonly Status[] | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly onVenue: (status: Status) => void;
}

/** Each paper account, when it was last held against its venue, and what came of it. */
export function StatusTable({ status, onVenue }: StatusTableProps) {
  const t = useTranslations("reconcile");
  const columns = useColumns(onVenue);
  return (
    <DataTable
      id="reconcile-accounts"
      label={t("accounts.title")}
      columns={columns}
      rows={status.data}
      rowId={rowId}
      error={status.error}
      failedTitle={t("statusFailed")}
      onRetry={() => void status.refetch()}
      filterable={false}
      empty={<EmptyState title={t("accounts.none")}>{t("accounts.noneText")}</EmptyState>}
    />
  );
}

function useColumns(onVenue: (status: Status) => void): readonly TableColumn<Status>[] {
  const t = useTranslations("reconcile.accounts");
  const format = useFormat();
  const mayTrade = useMayTrade();
  return useMemo(() => {
    const stateOf = ({ outcome }: Status) => t(outcome ?? "never");
    const counts = ({ at, orders, fills, positions, currencies }: Status) =>
      at === null ? "" : t("counts", { orders, fills, positions, currencies });
    return [
      {
        id: "account",
        header: t("account"),
        value: ({ accountName }) => accountName,
        pinned: true,
        width: 150,
        card: "title",
      },
      {
        id: "state",
        header: t("state"),
        value: stateOf,
        cell: (row) => (
          <span className="flex items-center gap-1.5">
            <Chip tone={row.outcome === null ? "neutral" : TONES[row.outcome]}>{stateOf(row)}</Chip>
            {row.outage === null ? null : (
              <Chip tone="warn">{t("outage", { time: format.time(row.outage.endsAt, false) })}</Chip>
            )}
          </span>
        ),
        width: 190,
        card: "value",
      },
      { id: "open", header: t("open"), value: ({ open }) => open, align: "end", width: 70, grow: 0, card: "detail" },
      {
        id: "at",
        header: t("at"),
        value: ({ at }) => at,
        text: ({ at }) => format.dateTime(at, true),
        cell: ({ at }) => (at === null ? null : <time className="num">{format.dateTime(at, true)}</time>),
        width: 160,
        grow: 0,
        card: "detail",
      },
      {
        id: "compared",
        header: t("compared"),
        value: counts,
        cell: (row) => <span className="num truncate text-tx-2">{counts(row)}</span>,
        width: 300,
        grow: 2,
        card: "detail",
      },
      {
        id: "actions",
        header: "",
        value: () => null,
        cell: (row) =>
          mayTrade ? (
            <span className="flex items-center gap-1.5">
              <CompareButton status={row} />
              <Button size="sm" variant="quiet" onClick={() => onVenue(row)}>
                {t("venue")}
              </Button>
            </span>
          ) : null,
        sortable: false,
        width: 210,
        grow: 0,
        card: "change",
      },
    ] satisfies readonly TableColumn<Status>[];
  }, [t, format, mayTrade, onVenue]);
}

function CompareButton({ status: { accountId, accountName } }: { readonly status: Status }) {
  const t = useTranslations("reconcile.accounts");
  const trpc = useTRPC();
  const ask = useMutation(
    trpc.reconcile.ask.mutationOptions({ onSuccess: () => notify("success", t("asked", { name: accountName })) }),
  );
  return (
    <Button size="sm" variant="quiet" busy={ask.isPending} onClick={() => ask.mutate({ accountId })}>
      {t("now")}
    </Button>
  );
}

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, ConfirmDialog, EmptyState, Link, PageHead } from "@/app/_components/ui";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useScope } from "@/app/_lib/scope";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { parseActions } from "@/modules/data";
import type { RouterOutputs } from "@/server/api/root";
import { ListImport, type ListToSend } from "../lists/list-import";
import { SymbolBox } from "../symbol-box";

type Action = RouterOutputs["corporateAction"]["list"]["rows"][number];
type Words = ReturnType<typeof useTranslations<"actions">>;

function factOf(
  t: Words,
  { type, ratio, amount, currency, oldSymbol, newSymbol }: Action,
  priceCurrency: string,
): string {
  if (type === "split") return t("splitFact", { ratio: ratio ?? "" });
  if (type === "dividend") return `${amount} ${currency === "" ? priceCurrency : currency}`;
  return t("symbolFact", { from: oldSymbol ?? "", to: newSymbol ?? "" });
}

interface ColumnFacts {
  readonly t: Words;
  readonly currency: string;
  readonly dateTime: (ms: number) => string;
  readonly onRemove: ((action: Action) => void) | null;
}

function columnsOf({ t, currency, dateTime, onRemove }: ColumnFacts): readonly TableColumn<Action>[] {
  return [
    {
      id: "date",
      header: t("date"),
      hint: t("dateHint"),
      value: ({ exDate }) => exDate,
      cell: ({ exDate }) => <b className="num">{exDate}</b>,
      pinned: true,
      width: 104,
      grow: 0,
      card: "title",
    },
    { id: "type", header: t("type"), value: ({ type }) => t(`types.${type}`), width: 110, grow: 0, card: "detail" },
    {
      id: "fact",
      header: t("fact"),
      value: (action) => factOf(t, action, currency),
      cell: (action) => <span className="num">{factOf(t, action, currency)}</span>,
      width: 150,
      card: "value",
    },
    { id: "source", header: t("source"), value: ({ source }) => source, width: 140, card: "detail" },
    {
      id: "known",
      header: t("known"),
      hint: t("knownHint"),
      value: ({ knownAt }) => knownAt,
      text: ({ knownAt }) => dateTime(knownAt),
      cell: ({ knownAt }) => <span className="num">{dateTime(knownAt)}</span>,
      width: 130,
      card: "detail",
    },
    ...(onRemove === null
      ? []
      : [
          {
            id: "remove",
            header: "",
            value: () => null,
            cell: (action: Action) => (
              <Button size="sm" onClick={() => onRemove(action)}>
                {t("remove")}
              </Button>
            ),
            sortable: false,
            width: 96,
            grow: 0,
            card: "change" as const,
          },
        ]),
  ];
}

/** What happened to a share: the list, one more list from a file, and taking one out. */
export function ActionsPage() {
  const t = useTranslations("actions");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const format = useFormat();
  const mayTrade = useMayTrade();
  const [{ symbol }, setScope] = useScope();
  const [removing, setRemoving] = useState<Action | null>(null);
  const list = useQuery(trpc.corporateAction.list.queryOptions({ symbol }, { meta: { quiet: true } }));
  const refresh = () => void queryClient.invalidateQueries(trpc.corporateAction.pathFilter());
  const take = useMutation(trpc.corporateAction.import.mutationOptions({ meta: { quiet: true }, onSuccess: refresh }));
  const remove = useMutation(
    trpc.corporateAction.remove.mutationOptions({
      meta: { quiet: true },
      onSuccess: refresh,
      onError: () => notifyFailed(t("removeFailed")),
      onSettled: () => setRemoving(null),
    }),
  );
  const columns = useMemo(
    () =>
      columnsOf({
        t,
        currency: list.data?.currency ?? "",
        dateTime: format.dateTime,
        onRemove: mayTrade ? setRemoving : null,
      }),
    [t, list.data?.currency, format, mayTrade],
  );
  const read = useCallback((text: string) => {
    const { actions, problems } = parseActions(text);
    return { rows: actions.length, problems };
  }, []);
  const send = (sent: ListToSend, onDone: () => void) =>
    take.mutate(
      { symbol, ...sent },
      {
        onSuccess: ({ inserted, replaced, unchanged, skipped }) => {
          notify("success", t("imported", { inserted, replaced, unchanged, skipped }));
          onDone();
        },
      },
    );
  return (
    <>
      <PageHead
        crumb={
          <Link href="/markets" className="hover:text-tx-1">
            {t("markets")}
          </Link>
        }
        title={t("title")}
        tools={
          <div className="w-56 max-md:w-full">
            <SymbolBox value={symbol} onChange={(next) => void setScope({ symbol: next })} feeds={false} />
          </div>
        }
      />
      {mayTrade ? (
        <ListImport
          title={t("importTitle", { symbol })}
          about={t("importAbout")}
          read={read}
          onSend={send}
          busy={take.isPending}
          error={take.error}
        />
      ) : null}
      <DataTable
        id="corporate-actions"
        label={t("listOf", { symbol })}
        columns={columns}
        rows={list.data?.rows}
        rowId={({ actionId }) => actionId}
        error={list.error}
        failedTitle={t("failed")}
        onRetry={() => void list.refetch()}
        exportName={`actions-${symbol}`}
        empty={<EmptyState title={t("emptyTitle", { symbol })}>{t("emptyText")}</EmptyState>}
        className="border-t border-line-2"
      />
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => (open ? undefined : setRemoving(null))}
        title={t("removeTitle")}
        consequence={
          removing === null
            ? null
            : t("removeConsequence", { what: t(`types.${removing.type}`), date: removing.exDate, symbol })
        }
        confirmLabel={t("remove")}
        busy={remove.isPending}
        danger
        onConfirm={() => (removing === null ? undefined : remove.mutate({ actionId: removing.actionId }))}
      />
    </>
  );
}

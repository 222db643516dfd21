"use client";

import { useQuery } from "@tanstack/react-query";
import { parseAsBoolean, useQueryState } from "nuqs";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, EmptyState, Segmented } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { quantity } from "../quantity";
import type { Item } from "./types";
import { useItemWords } from "./use-item-words";

const rowId = ({ itemId }: Item) => itemId;

export interface ItemsTableProps {
  readonly onResolve: (item: Item) => void;
}

/** What differs, the open ones first; with what has ended where somebody wants to see how. */
export function ItemsTable({ onResolve }: ItemsTableProps) {
  const t = useTranslations("reconcile");
  const trpc = useTRPC();
  const [all, setAll] = useQueryState("all", parseAsBoolean.withDefault(false));
  const items = useQuery(trpc.reconcile.list.queryOptions({ state: all ? null : "open" }, { meta: { quiet: true } }));
  const columns = useColumns(onResolve);
  return (
    <DataTable
      id="reconcile-items"
      label={t("items.title")}
      columns={columns}
      rows={items.data}
      rowId={rowId}
      error={items.error}
      failedTitle={t("failed")}
      onRetry={() => void items.refetch()}
      exportName="reconciliation"
      tools={
        <Segmented
          label={t("items.show")}
          options={[
            { value: "open", label: t("items.openOnly") },
            { value: "all", label: t("items.all") },
          ]}
          value={all ? "all" : "open"}
          onChange={(chosen) => void setAll(chosen === "all" ? true : null)}
        />
      }
      empty={<EmptyState title={t("items.none")}>{t("items.noneText")}</EmptyState>}
    />
  );
}

function useColumns(onResolve: (item: Item) => void): readonly TableColumn<Item>[] {
  const t = useTranslations("reconcile.items");
  const words = useItemWords();
  const format = useFormat();
  const mayTrade = useMayTrade();
  return useMemo(() => {
    const number = (text: string | null) => (text === null ? "" : quantity(text));
    return [
      {
        id: "what",
        header: t("what"),
        value: words.what,
        cell: (row) => <b className="truncate font-medium">{words.what(row)}</b>,
        pinned: true,
        width: 220,
        grow: 2,
        card: "title",
      },
      { id: "account", header: t("account"), value: ({ accountName }) => accountName, width: 110, card: "detail" },
      {
        id: "ours",
        header: t("ours"),
        value: ({ ours }) => words.side(ours),
        cell: ({ ours }) => <span className="num truncate">{words.side(ours)}</span>,
        align: "end",
        width: 150,
        card: "detail",
      },
      {
        id: "theirs",
        header: t("theirs"),
        value: ({ theirs }) => words.side(theirs),
        cell: ({ theirs }) => <span className="num truncate">{words.side(theirs)}</span>,
        align: "end",
        width: 150,
        card: "detail",
      },
      {
        id: "difference",
        header: t("difference"),
        value: ({ difference }) => (difference === null ? null : Number(difference)),
        cell: ({ difference }) => <span className="num">{number(difference)}</span>,
        align: "end",
        width: 100,
        card: "value",
      },
      {
        id: "age",
        header: t("age"),
        value: ({ foundAt }) => foundAt,
        text: ({ foundAt }) => format.dateTime(foundAt, true),
        cell: ({ foundAt }) => <time className="num">{format.dateTime(foundAt, true)}</time>,
        width: 160,
        grow: 0,
        card: "detail",
      },
      {
        id: "state",
        header: t("state"),
        value: ({ state, endedHow }) => (endedHow === null ? t(`states.${state}`) : t(`ends.${endedHow}`)),
        cell: ({ state, endedHow, reason, assignedName }) => (
          <Chip tone={state === "open" ? "bad" : state === "ignored" ? "neutral" : "ok"}>
            <span title={reason ?? undefined}>
              {assignedName !== null
                ? t("assignedTo", { name: assignedName })
                : endedHow === null
                  ? t(`states.${state}`)
                  : t(`ends.${endedHow}`)}
            </span>
          </Chip>
        ),
        width: 130,
        grow: 0,
        card: "detail",
      },
      {
        id: "resolve",
        header: "",
        value: () => null,
        cell: (row) =>
          mayTrade && row.resolutions.length > 0 ? (
            <Button size="sm" onClick={() => onResolve(row)}>
              {t("resolve")}
            </Button>
          ) : null,
        sortable: false,
        width: 96,
        grow: 0,
        card: "change",
      },
    ] satisfies readonly TableColumn<Item>[];
  }, [t, words, format, mayTrade, onResolve]);
}

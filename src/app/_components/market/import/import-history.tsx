"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, EmptyState } from "@/app/_components/ui";
import { formatInteger } from "@/app/_lib/format";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { ImportRecord } from "../types";
import { UndoDialog } from "./undo-dialog";

const IMPORTS_A_PAGE = 50;

type Words = ReturnType<typeof useTranslations<"importing">>;

interface Facts {
  readonly t: Words;
  readonly dateTime: (ms: number) => string;
  readonly mayUndo: boolean;
  readonly onUndo: (record: ImportRecord) => void;
}

function columnsOf({ t, dateTime, mayUndo, onUndo }: Facts): readonly TableColumn<ImportRecord>[] {
  const count = (id: "inserted" | "replaced" | "unchanged" | "skipped"): TableColumn<ImportRecord> => ({
    id,
    header: t(`counts.${id}`),
    hint: t(`countHints.${id}`),
    value: (record) => record[id],
    cell: (record) => formatInteger(record[id]),
    align: "end",
    width: 84,
    card: id === "inserted" ? "value" : "none",
  });
  return [
    {
      id: "file",
      header: t("file"),
      value: (record) => record.fileName,
      cell: (record) => (
        <b className={record.undoneAt === null ? undefined : "text-tx-3 line-through"}>{record.fileName}</b>
      ),
      pinned: true,
      width: 180,
      grow: 2,
      card: "title",
    },
    {
      id: "series",
      header: t("series"),
      value: (record) => `${record.symbol} ${record.resolution}`,
      width: 110,
      card: "detail",
    },
    {
      id: "when",
      header: t("when"),
      value: (record) => record.createdAt,
      text: (record) => dateTime(record.createdAt),
      cell: (record) => <span className="num">{dateTime(record.createdAt)}</span>,
      width: 130,
      card: "detail",
    },
    count("inserted"),
    count("replaced"),
    count("unchanged"),
    count("skipped"),
    {
      id: "state",
      header: "",
      value: (record) => (record.undoneAt === null ? t("imported") : t("undoneState")),
      cell: (record) =>
        record.undoneAt === null ? (
          <Button size="sm" disabled={!mayUndo} onClick={() => onUndo(record)}>
            {t("undo")}
          </Button>
        ) : (
          <Chip className="num">{t("undoneAt", { time: dateTime(record.undoneAt) })}</Chip>
        ),
      sortable: false,
      align: "end",
      width: 196,
      grow: 0,
      card: "change",
    },
  ];
}

/** Every import there was, newest first, with the way back. */
export function ImportHistory() {
  const t = useTranslations("importing");
  const format = useFormat();
  const trpc = useTRPC();
  const mayUndo = useMayTrade();
  const [toUndo, setToUndo] = useState<ImportRecord | null>(null);
  const imports = useInfiniteQuery(
    trpc.import.list.infiniteQueryOptions(
      { limit: IMPORTS_A_PAGE },
      { getNextPageParam: (last) => last.cursor ?? undefined, initialCursor: null },
    ),
  );
  const rows = useMemo(() => imports.data?.pages.flatMap((page) => page.rows), [imports.data]);
  const columns = useMemo(
    () => columnsOf({ t, dateTime: format.dateTime, mayUndo, onUndo: setToUndo }),
    [t, format, mayUndo],
  );
  return (
    <>
      <DataTable
        id="imports"
        label={t("history")}
        columns={columns}
        rows={rows}
        rowId={(record) => record.importId}
        error={imports.error}
        failedTitle={t("historyFailed")}
        onRetry={() => void imports.refetch()}
        more={
          imports.hasNextPage ? { loading: imports.isFetchingNextPage, load: () => void imports.fetchNextPage() } : null
        }
        empty={<EmptyState title={t("historyEmpty")}>{t("historyEmptyText")}</EmptyState>}
        exportName="imports"
      />
      <UndoDialog record={toUndo} onClose={() => setToUndo(null)} />
    </>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { Run } from "../types";

interface Row {
  readonly id: number;
  readonly atMs: number | null;
  readonly text: string;
}

function NoteTime({ atMs }: Pick<Row, "atMs">) {
  const t = useTranslations("runs");
  const format = useFormat();
  return <span className="num text-tx-3">{atMs === null ? t("noteBefore") : format.dateTime(atMs)}</span>;
}

function NoteText({ text }: Pick<Row, "text">) {
  return (
    <span className="block truncate" title={text}>
      {text}
    </span>
  );
}

type Words = ReturnType<typeof useTranslations<"runs">>;

function columnsOf(t: Words, format: ReturnType<typeof useFormat>): readonly TableColumn<Row>[] {
  return [
    {
      id: "time",
      header: t("noteTime"),
      value: ({ atMs }) => atMs,
      text: (note) => (note.atMs === null ? "" : format.dateTime(note.atMs)),
      cell: ({ atMs }) => <NoteTime atMs={atMs} />,
      width: 150,
      card: "detail",
    },
    {
      id: "text",
      header: t("noteText"),
      value: ({ text }) => text,
      cell: ({ text }) => <NoteText text={text} />,
      pinned: true,
      width: 320,
      grow: 4,
      card: "title",
    },
  ];
}

/** What the strategy wrote about its decisions, oldest first, each line with the time it was shown. */
export function NotesTable({ run: { runId } }: { readonly run: Run }) {
  const t = useTranslations("runs");
  const format = useFormat();
  const notes = useQuery({ ...useTRPC().backtest.notes.queryOptions({ runId }), staleTime: Number.POSITIVE_INFINITY });
  const rows = useMemo(() => notes.data?.map((note, id): Row => ({ id, ...note })), [notes.data]);
  const columns = useMemo(() => columnsOf(t, format), [t, format]);
  return (
    <DataTable
      id="backtest-notes"
      label={t("decisions")}
      columns={columns}
      rows={rows}
      rowId={({ id }) => String(id)}
      error={notes.error}
      failedTitle={t("decisionsFailed")}
      onRetry={() => void notes.refetch()}
      empty={<EmptyState title={t("noDecisionsTitle")}>{t("noDecisionsText")}</EmptyState>}
      exportName={`decisions-${runId}`}
    />
  );
}

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Trash2 } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, ConfirmDialog, EmptyState, IconButton } from "@/app/_components/ui";
import { formatBytes, formatInteger } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";

type ExportFile = RouterOutputs["export"]["list"][number];

interface Facts {
  readonly t: ReturnType<typeof useTranslations<"exporting">>;
  readonly dateTime: (ms: number) => string;
  readonly onRemove: (file: ExportFile) => void;
}

function columnsOf({ t, dateTime, onRemove }: Facts): readonly TableColumn<ExportFile>[] {
  const time = (id: "createdAt" | "expiresAt", header: string): TableColumn<ExportFile> => ({
    id,
    header,
    value: (file) => file[id],
    text: (file) => dateTime(file[id]),
    cell: (file) => <span className="num">{dateTime(file[id])}</span>,
    width: 130,
    card: "detail",
  });
  return [
    {
      id: "file",
      header: t("file"),
      value: ({ fileName }) => fileName,
      cell: ({ fileName }) => <b>{fileName}</b>,
      pinned: true,
      width: 220,
      grow: 3,
      card: "title",
    },
    {
      id: "bars",
      header: t("bars"),
      value: ({ bars }) => bars,
      cell: ({ bars }) => formatInteger(bars),
      align: "end",
      width: 100,
      card: "detail",
    },
    { id: "series", header: t("series"), value: ({ series }) => series, align: "end", width: 70, card: "none" },
    {
      id: "bytes",
      header: t("size"),
      value: ({ bytes }) => bytes,
      text: ({ bytes }) => String(bytes),
      cell: ({ bytes }) => formatBytes(bytes),
      align: "end",
      width: 84,
      card: "value",
    },
    time("createdAt", t("made")),
    time("expiresAt", t("goes")),
    {
      id: "act",
      header: "",
      value: () => "",
      cell: (file) => (
        <span className="flex items-center justify-end gap-1">
          <Button asChild size="sm">
            <a href={`/api/exports/${file.exportId}`} download={file.fileName}>
              <Download aria-hidden="true" size={13} />
              {t("download")}
            </a>
          </Button>
          <IconButton
            label={t("remove", { file: file.fileName })}
            icon={<Trash2 aria-hidden="true" size={13} />}
            tooltip={false}
            className="size-6 max-md:size-11"
            onClick={() => onRemove(file)}
          />
        </span>
      ),
      sortable: false,
      align: "end",
      width: 150,
      grow: 0,
      card: "change",
    },
  ];
}

/** The person's files, newest first, until they go by themselves. */
export function ExportFiles() {
  const t = useTranslations("exporting");
  const { dateTime } = useFormat();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asked] = useQueryState("file", parseAsString);
  const files = useQuery(trpc.export.list.queryOptions());
  const [removing, setRemoving] = useState<ExportFile | null>(null);
  const remove = useMutation(
    trpc.export.remove.mutationOptions({
      onSettled: () => {
        setRemoving(null);
        void queryClient.invalidateQueries(trpc.export.pathFilter());
      },
    }),
  );
  const columns = useMemo(() => columnsOf({ t, dateTime, onRemove: setRemoving }), [t, dateTime]);
  return (
    <>
      <DataTable
        id="exports"
        label={t("files")}
        columns={columns}
        rows={files.data}
        rowId={({ exportId }) => exportId}
        selectedId={asked}
        error={files.error}
        failedTitle={t("filesFailed")}
        onRetry={() => void files.refetch()}
        filterable={false}
        empty={<EmptyState title={t("none")}>{t("noneText")}</EmptyState>}
      />
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => (open ? undefined : setRemoving(null))}
        title={t("removeTitle")}
        consequence={removing === null ? null : t("removeText", { file: removing.fileName })}
        confirmLabel={t("removeIt")}
        danger
        busy={remove.isPending}
        onConfirm={() => (removing === null ? undefined : remove.mutate({ exportId: removing.exportId }))}
      />
    </>
  );
}

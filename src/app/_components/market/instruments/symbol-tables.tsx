"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { lineColumn, useProblemColumns } from "../problem-columns";
import type { SymbolsPreview } from "../types";

type Problem = SymbolsPreview["problems"][number];
type SampleRow = SymbolsPreview["sample"][number];

/** What is wrong with a list, line by line, and what would pass. */
export function SymbolProblems({ preview }: { readonly preview: SymbolsPreview }) {
  const t = useTranslations("symbols");
  const columns = useProblemColumns<Problem>();
  return (
    <DataTable
      id="symbol-problems"
      label={t("problems")}
      columns={columns}
      rows={preview.problems}
      rowId={({ line, column, kind }) => `${line} ${column ?? ""} ${kind}`}
      empty={null}
      exportName={`problems-${preview.fileName}`}
    />
  );
}

/** The first rows as they were understood. */
export function SymbolSample({ preview }: { readonly preview: SymbolsPreview }) {
  const t = useTranslations("symbols");
  const instruments = useTranslations("instruments");
  const columns = useMemo(
    (): readonly TableColumn<SampleRow>[] => [
      lineColumn(t("line")),
      { id: "symbol", header: t("symbol"), value: ({ symbol }) => symbol, width: 110, grow: 0, card: "value" },
      { id: "name", header: t("name"), value: ({ name }) => name, width: 200, card: "detail" },
      {
        id: "kind",
        header: instruments("kind"),
        value: ({ kind }) => (kind === null ? null : instruments(`kinds.${kind}`)),
        width: 110,
        grow: 0,
        card: "detail",
      },
      { id: "currency", header: instruments("currency"), value: ({ currency }) => currency, width: 90, card: "detail" },
    ],
    [t, instruments],
  );
  return (
    <DataTable
      id="symbol-sample"
      label={t("sample")}
      columns={columns}
      rows={preview.sample}
      rowId={({ line }) => String(line)}
      filterable={false}
      empty={null}
    />
  );
}

"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { formatInteger } from "@/app/_lib/format";
import { useProblemColumns } from "../problem-columns";
import type { ImportPreview, RowProblem } from "../types";
import { fieldOfColumn } from "./import-draft";

type Words = ReturnType<typeof useTranslations<"importing">>;

interface SampleRow {
  readonly place: number;
  readonly cells: readonly string[];
}

const COLUMN_WIDTH = 104;

function sampleColumns(t: Words, { header, reading }: ImportPreview): readonly TableColumn<SampleRow>[] {
  return header.map((name, place) => {
    const field = fieldOfColumn(reading, name);
    return {
      // Two columns of a file may have one name.
      id: `${place}-${name}`,
      header: reading.hasHeader ? name : t("columnNumber", { number: place + 1 }),
      unit: field === null ? t("unused") : t("readAs", { field: t(`fields.${field}`) }),
      value: ({ cells }) => cells[place] ?? null,
      cell: ({ cells }) => <span className={field === null ? "num text-tx-3" : "num"}>{cells[place]}</span>,
      ...(field === null || field === "time" ? {} : { align: "end" as const }),
      sortable: false,
      width: COLUMN_WIDTH,
      card: place === 0 ? "title" : "detail",
    };
  });
}

/** First rows of the file as they are, each column with the field it is read as. */
export function SampleTable({ preview }: { readonly preview: ImportPreview }) {
  const t = useTranslations("importing");
  const columns = useMemo(() => sampleColumns(t, preview), [t, preview]);
  const rows = useMemo(() => preview.sample.map((cells, place) => ({ place, cells })), [preview]);
  return (
    <DataTable
      id="import-sample"
      label={t("sample")}
      sub={t(preview.isWhole ? "sampleSub" : "sampleSubStart", {
        count: rows.length,
        rows: formatInteger(preview.rows),
      })}
      columns={columns}
      rows={rows}
      rowId={({ place }) => String(place)}
      filterable={false}
      empty={null}
      className="h-72 flex-none max-md:h-auto"
    />
  );
}

/** What is wrong, line by line, and what would pass. */
export function ProblemsTable({ preview }: { readonly preview: ImportPreview }) {
  const t = useTranslations("importing");
  const columns = useProblemColumns<RowProblem>();
  const { problems, problemCount } = preview;
  const isCut = problems.length < problemCount;
  return (
    <DataTable
      id="import-problems"
      label={t("problems")}
      sub={
        isCut
          ? t("problemsCut", { shown: formatInteger(problems.length), count: formatInteger(problemCount) })
          : formatInteger(problemCount)
      }
      columns={columns}
      rows={problems}
      rowId={({ line, column, kind }) => `${line} ${column ?? ""} ${kind}`}
      empty={
        <p className="px-4 py-4 text-12 text-tx-2">
          {t(preview.isWhole ? "noProblems" : "noProblemsStart", { rows: formatInteger(preview.validRows) })}
        </p>
      }
      exportName={`problems-${preview.fileName}`}
      className="min-h-48"
    />
  );
}

"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { TableColumn } from "@/app/_components/table";
import { formatInteger } from "@/app/_lib/format";

/** What is wrong with one line of a file or a list. */
interface LineProblem {
  readonly line: number;
  readonly column: string | null;
  readonly value: string;
  readonly message: string;
}

/** The number of a line in its file: names the row. */
export function lineColumn<Row extends { readonly line: number }>(header: string): TableColumn<Row> {
  return {
    id: "line",
    header,
    value: ({ line }) => line,
    cell: ({ line }) => <span className="num">{formatInteger(line)}</span>,
    align: "end",
    width: 68,
    grow: 0,
    pinned: true,
    card: "title",
  };
}

/** What stands in which line and column, and what would pass: the columns of every table of problems. */
export function useProblemColumns<Row extends LineProblem>(): readonly TableColumn<Row>[] {
  const t = useTranslations("lineProblems");
  return useMemo(
    () => [
      lineColumn(t("line")),
      { id: "column", header: t("column"), value: ({ column }) => column, width: 110, grow: 0, card: "value" },
      {
        id: "value",
        header: t("found"),
        value: ({ value }) => value,
        cell: ({ value }) => <code className="num font-mono text-11">{value === "" ? t("nothing") : value}</code>,
        width: 130,
        grow: 0,
        card: "detail",
      },
      {
        id: "message",
        header: t("problem"),
        value: ({ message }) => message,
        // A card has room for all of it: there is no hover to read the rest.
        cell: ({ message }) => (
          <span title={message} className="max-md:block max-md:whitespace-normal">
            {message}
          </span>
        ),
        width: 280,
        grow: 3,
        card: "detail",
      },
    ],
    [t],
  );
}

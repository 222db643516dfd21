"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { Button } from "../ui";
import { type CardPlace, isToldOnCard, type TableColumn } from "./column";
import type { TableRow } from "./model";

const CARDS_SHOWN_FIRST = 40;

export interface TableCardsProps<Row> {
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly TableRow<Row>[];
  readonly selectedId: string | null;
  readonly stale: boolean;
  readonly onOpen: ((row: Row) => void) | undefined;
  readonly more: { readonly loading: boolean; readonly load: () => void } | null;
}

/** A phone's table: each row is a card of two lines, and the page itself scrolls. */
export function TableCards<Row>({ label, columns, rows, selectedId, stale, onOpen, more }: TableCardsProps<Row>) {
  const t = useTranslations("table");
  const [shown, setShown] = useState(CARDS_SHOWN_FIRST);
  const hidden = rows.length - shown;
  return (
    <>
      <ul aria-label={label} className={stale ? "text-stale" : undefined}>
        {rows.slice(0, shown).map((row) => (
          <li key={row.id} className={cn("border-b border-line-1", row.id === selectedId ? "bg-bg-3" : null)}>
            <Card columns={columns} row={row.data} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {hidden > 0 ? (
        <Button className="m-3 self-stretch" onClick={() => setShown(shown + CARDS_SHOWN_FIRST)}>
          {t("showMore", { count: Math.min(hidden, CARDS_SHOWN_FIRST), hidden })}
        </Button>
      ) : more === null ? null : (
        <Button className="m-3 self-stretch" busy={more.loading} onClick={more.load}>
          {t("loadMore")}
        </Button>
      )}
    </>
  );
}

function placeOf<Row>(column: TableColumn<Row>, index: number): CardPlace {
  return column.card ?? (index === 0 ? "title" : index === 1 ? "value" : "detail");
}

function Card<Row>({
  columns,
  row,
  onOpen,
}: {
  readonly columns: readonly TableColumn<Row>[];
  readonly row: Row;
  readonly onOpen: ((row: Row) => void) | undefined;
}) {
  const at = (place: CardPlace) => columns.filter((column, index) => placeOf(column, index) === place);
  const draw = (column: TableColumn<Row>): ReactNode => {
    const value = column.value(row);
    if (column.cell !== undefined) return column.cell(row);
    return value === null ? null : String(value);
  };
  const lines = (
    <>
      <span className="flex w-full min-w-0 items-baseline gap-2">
        {at("title").map((column) => (
          <span key={column.id} className="min-w-0 flex-1 truncate font-medium">
            {column.link === true ? (
              <span className="[&_a]:after:absolute [&_a]:after:inset-0 [&_a]:focus-visible:after:outline-2 [&_a]:focus-visible:after:-outline-offset-2 [&_a]:focus-visible:after:outline-focus">
                {draw(column)}
              </span>
            ) : onOpen === undefined ? (
              draw(column)
            ) : (
              // The button covers the whole card; the title is its name.
              <button
                type="button"
                className="max-w-full truncate text-left after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
                onClick={() => onOpen(row)}
              >
                {draw(column)}
              </button>
            )}
          </span>
        ))}
        {at("value").map((column) => (
          <span key={column.id} className="num shrink-0 font-medium">
            {draw(column)}
          </span>
        ))}
      </span>
      <span className="flex w-full min-w-0 items-baseline gap-2.5 text-12 text-tx-2">
        <span className="flex min-w-0 flex-1 flex-wrap gap-x-2.5">
          {at("detail")
            .filter((column) => isToldOnCard(column, row))
            .map((column) => (
              <span key={column.id} className="num max-w-full truncate">
                <span className="text-tx-3">{column.header} </span>
                {draw(column)}
              </span>
            ))}
        </span>
        {at("change").map((column) => (
          <span key={column.id} className="num shrink-0">
            {draw(column)}
          </span>
        ))}
      </span>
    </>
  );
  return (
    <div className="relative flex min-h-14 w-full flex-col justify-center gap-0.5 px-4 py-1.5 text-13">{lines}</div>
  );
}

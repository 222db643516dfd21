"use client";

import { ArrowDown, ArrowUp, Copy, Download, Ellipsis, RotateCcw, Search, Settings2 } from "lucide-react";
import { type RefObject, useEffect } from "react";
import { useTranslations } from "use-intl";
import { notify } from "@/app/_lib/notify";
import { useIsPhone } from "@/app/_lib/use-media";
import { Button, Checkbox, Field, IconButton, Menu, type MenuItem, Popover, TextInput } from "../ui";
import { type TableColumn, toCsv, toTsv } from "./column";
import { moveColumn, type TableLayoutControl } from "./layout";
import { nextSort } from "./table-head";

export interface TableToolsProps<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly shown: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly control: TableLayoutControl;
  readonly filter: string | null;
  readonly onFilter: (text: string) => void;
  readonly filterBox: RefObject<HTMLInputElement | null>;
  readonly exportName: string;
}

export function TableTools<Row>(props: TableToolsProps<Row>) {
  const { columns, shown, rows, control, filter, onFilter, filterBox, exportName } = props;
  const t = useTranslations("table");
  const phone = useIsPhone();

  const copyAll = async () => {
    await navigator.clipboard.writeText(toTsv(shown, rows, true));
    notify("success", t("copied", { count: rows.length }));
  };
  const sorting: MenuItem = {
    kind: "radio",
    key: "sort",
    label: t("sort"),
    value: control.layout.sort?.id ?? "",
    options: shown
      .filter((column) => column.sortable !== false)
      .map((column) => ({ value: column.id, label: column.header })),
    onChange: (id) => {
      const column = columns.find((candidate) => candidate.id === id);
      control.change({ sort: nextSort(null, id, column?.align === "end") });
    },
  };
  const items: MenuItem[] = [
    ...(phone ? [sorting, { kind: "line", key: "line" } as const] : []),
    {
      kind: "item",
      key: "copy",
      label: t("copy"),
      icon: <Copy size={14} aria-hidden="true" />,
      onSelect: () => void copyAll(),
    },
    {
      kind: "item",
      key: "export",
      label: t("export"),
      icon: <Download size={14} aria-hidden="true" />,
      onSelect: () => saveFile(`${exportName}.csv`, toCsv(shown, rows)),
    },
  ];
  return (
    <>
      {filter === null ? null : (
        <Field label={t("filter")} hideLabel className="w-44 max-md:w-auto max-md:flex-1 max-md:basis-24">
          <TextInput
            ref={filterBox}
            type="search"
            value={filter}
            placeholder={t("filter")}
            icon={<Search size={13} />}
            onChange={(event) => onFilter(event.target.value)}
            className="h-6 text-12 max-md:h-11"
          />
        </Field>
      )}
      <ColumnChooser columns={columns} control={control} />
      <Menu trigger={<IconButton label={t("more")} icon={<Ellipsis size={15} />} tooltip={false} />} items={items} />
    </>
  );
}

function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

function ColumnChooser<Row>({
  columns,
  control,
}: {
  readonly columns: readonly TableColumn<Row>[];
  readonly control: TableLayoutControl;
}) {
  const t = useTranslations("table");
  const { layout, change, reset } = control;
  const byId = new Map(columns.map((column) => [column.id, column]));
  const show = (id: string, visible: boolean) =>
    change({ hidden: visible ? layout.hidden.filter((hidden) => hidden !== id) : [...layout.hidden, id] });
  return (
    <Popover
      label={t("columns")}
      align="end"
      className="w-64"
      trigger={<IconButton label={t("columns")} icon={<Settings2 size={15} />} tooltip={false} />}
    >
      <p className="px-3 pt-2 pb-1 text-11 text-tx-3">{t("columnsHint")}</p>
      <ul>
        {layout.order.map((id) => {
          const column = byId.get(id);
          if (column === undefined) return null;
          const pinned = column.pinned === true;
          return (
            <li key={id} className="flex items-center gap-1 px-3">
              <Checkbox
                className="min-w-0 flex-1"
                checked={!layout.hidden.includes(id)}
                disabled={pinned}
                onChange={(visible) => show(id, visible)}
                label={column.header}
              />
              <IconButton
                label={t("moveUp", { column: column.header })}
                icon={<ArrowUp size={13} />}
                disabled={pinned}
                tooltip={false}
                onClick={() => change({ order: moveColumn(layout.order, id, -1) })}
              />
              <IconButton
                label={t("moveDown", { column: column.header })}
                icon={<ArrowDown size={13} />}
                disabled={pinned}
                tooltip={false}
                onClick={() => change({ order: moveColumn(layout.order, id, 1) })}
              />
            </li>
          );
        })}
      </ul>
      <div className="mt-1 border-t border-line-2 p-2">
        <Button size="sm" variant="quiet" icon={<RotateCcw size={13} />} onClick={reset}>
          {t("reset")}
        </Button>
      </div>
    </Popover>
  );
}

/** `/` goes to the filter of the table in sight, unless the person is typing already. */
export function useFilterKey(filterBox: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target;
      if (target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null)
        return;
      if (filterBox.current === null) return;
      event.preventDefault();
      filterBox.current.focus();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [filterBox]);
}

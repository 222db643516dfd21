"use client";

import { Columns3, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import {
  Button,
  ConfirmDialog,
  EmptyState,
  FailedState,
  Field,
  IconButton,
  Link,
  Menu,
  PageHead,
  Select,
  SkeletonRows,
} from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { WATCHLIST_COLUMNS } from "@/modules/data";
import { SymbolBox } from "../symbol-box";
import { ListDialog } from "./list-dialog";
import { useWatchlistChanges, useWatchlists, type Watchlist } from "./use-watchlists";
import { WatchlistTable } from "./watchlist-table";

const SKELETON_ROWS = 10;

type Changes = ReturnType<typeof useWatchlistChanges>;

/** Lists of instruments: one's own, and those that others share. */
export function WatchlistsPage() {
  const t = useTranslations("watchlists");
  const mayTrade = useMayTrade();
  const { lists, list, chosen, choose } = useWatchlists();
  const [editing, setEditing] = useState<"new" | "old" | null>(null);
  const changes = useWatchlistChanges((watchlistId) => choose(watchlistId));
  const shown = list.data?.watchlistId === chosen?.watchlistId ? list.data : undefined;
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
          mayTrade ? (
            <Button variant="primary" icon={<Plus aria-hidden="true" size={14} />} onClick={() => setEditing("new")}>
              {t("create")}
            </Button>
          ) : undefined
        }
      />
      {chosen === undefined ? null : (
        <div className="flex flex-wrap items-center gap-2 border-b border-line-2 px-3 py-1.5 max-md:px-4">
          <Field label={t("choose")} hideLabel className="w-56 max-md:w-full">
            <Select
              value={chosen.watchlistId}
              onChange={choose}
              options={(lists.data ?? []).map(({ watchlistId, name, mine }) => ({
                value: watchlistId,
                label: mine ? name : `${name} (${t("sharedBy")})`,
              }))}
            />
          </Field>
          {shown === undefined ? null : (
            <ListTools
              list={shown}
              changes={changes}
              onEdit={() => {
                // Another name may be another place in the row of lists: this one stays the shown one.
                choose(shown.watchlistId);
                setEditing("old");
              }}
              onGone={() => choose(null)}
            />
          )}
        </div>
      )}
      {lists.error !== null && lists.data === undefined ? (
        <FailedState title={t("failed")} error={lists.error} onRetry={() => void lists.refetch()} />
      ) : lists.data === undefined ? (
        <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
      ) : chosen === undefined ? (
        <EmptyState
          title={t("emptyTitle")}
          actions={mayTrade ? <Button onClick={() => setEditing("new")}>{t("create")}</Button> : undefined}
        >
          {mayTrade ? t("emptyText") : t("emptyViewer")}
        </EmptyState>
      ) : list.error !== null && shown === undefined ? (
        <FailedState title={t("listFailed")} error={list.error} onRetry={() => void list.refetch()} />
      ) : shown === undefined ? (
        <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
      ) : shown.instruments.length === 0 ? (
        <EmptyState title={t("noItemsTitle")}>{shown.editable ? t("noItemsText") : t("readOnly")}</EmptyState>
      ) : (
        <WatchlistTable
          list={shown}
          onMove={(symbol, before) => changes.move.mutate({ watchlistId: shown.watchlistId, symbol, before })}
          onTake={(symbol) => changes.takeOut(shown, symbol)}
        />
      )}
      {editing === null ? null : (
        <ListDialog list={editing === "old" ? shown : undefined} changes={changes} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

interface ListToolsProps {
  readonly list: Watchlist;
  readonly changes: Changes;
  readonly onEdit: () => void;
  readonly onGone: () => void;
}

/** Adding symbols, columns, name, end: what the person may do with the list. */
function ListTools({ list, changes, onEdit, onGone }: ListToolsProps) {
  const t = useTranslations("watchlists");
  const [isDeleting, setIsDeleting] = useState(false);
  const { watchlistId, columns } = list;
  if (!list.editable) return <p className="text-12 text-tx-3">{t("readOnly")}</p>;
  return (
    <>
      <Field label={t("add")} hideLabel className="w-56 max-md:w-full">
        <SymbolBox
          value={null}
          onChange={(symbol) => changes.add.mutate({ watchlistId, symbols: [symbol] })}
          placeholder={t("add")}
        />
      </Field>
      <span className="flex-1" />
      <Menu
        trigger={<IconButton label={t("columns")} icon={<Columns3 aria-hidden="true" size={15} />} tooltip={false} />}
        items={WATCHLIST_COLUMNS.map((column) => ({
          kind: "check",
          key: column,
          label: t(`column.${column}`),
          checked: columns.includes(column),
          onChange: (on) => {
            const next = WATCHLIST_COLUMNS.filter((each) => (each === column ? on : columns.includes(each)));
            changes.edit.mutate({ watchlistId, change: { columns: [...next] } });
          },
        }))}
      />
      <IconButton label={t("edit")} icon={<Pencil aria-hidden="true" size={14} />} onClick={onEdit} />
      <IconButton
        label={t("remove")}
        icon={<Trash2 aria-hidden="true" size={14} />}
        onClick={() => setIsDeleting(true)}
      />
      <ConfirmDialog
        open={isDeleting}
        onOpenChange={setIsDeleting}
        title={t("removeTitle", { name: list.name })}
        consequence={t("removeText", { count: list.instruments.length })}
        confirmLabel={t("remove")}
        danger
        busy={changes.isRemoving}
        onConfirm={() =>
          changes.removeList(list, () => {
            setIsDeleting(false);
            onGone();
          })
        }
      />
    </>
  );
}

"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { DataTable, type TableColumn } from "../table";
import { EmptyState, Sheet } from "../ui";
import { AuditTools, useAuditFilter } from "./audit-tools";

type AuditView = RouterOutputs["system"]["audit"]["rows"][number];
const rowId = (row: AuditView) => row.id;
const PAGE = 100;

const detailsText = (row: AuditView) => (Object.keys(row.details).length === 0 ? "" : JSON.stringify(row.details));

/** Who changed what, when. Only read here, and nowhere written. */
export function AuditTable() {
  const t = useTranslations("admin.audit");
  const problem = useTranslations("problem");
  const trpc = useTRPC();
  const isAdmin = useSession()?.user.role === "admin";
  const [open, setOpen] = useState<AuditView | null>(null);
  const [filter] = useAuditFilter();
  const audit = useInfiniteQuery(
    trpc.system.audit.infiniteQueryOptions(
      {
        limit: PAGE,
        ...(filter.actor === "" ? {} : { actor: filter.actor }),
        ...(filter.action === "" ? {} : { action: filter.action }),
        ...(filter.subject === "" ? {} : { subject: filter.subject }),
      },
      { enabled: isAdmin, initialCursor: null, getNextPageParam: (page) => page.cursor },
    ),
  );
  const rows = useMemo(() => audit.data?.pages.flatMap((page) => page.rows), [audit.data]);
  const columns = useAuditColumns();
  const { fetchNextPage } = audit;
  const load = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  if (!isAdmin) return <EmptyState title={problem("noAccessTitle")}>{problem("noAccess")}</EmptyState>;
  return (
    <>
      <AuditTools />
      <DataTable
        id="audit"
        label={t("label")}
        sub={t("sub")}
        columns={columns}
        rows={rows}
        rowId={rowId}
        error={audit.error}
        failedTitle={t("failed")}
        onRetry={() => void audit.refetch()}
        onOpen={setOpen}
        selectedId={open?.id ?? null}
        more={audit.hasNextPage ? { loading: audit.isFetchingNextPage, load } : null}
        empty={<EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>}
      />
      <AuditSheet row={open} onClose={() => setOpen(null)} />
    </>
  );
}

function useAuditColumns(): readonly TableColumn<AuditView>[] {
  const t = useTranslations("admin.audit");
  const format = useFormat();
  return useMemo(
    (): readonly TableColumn<AuditView>[] => [
      {
        id: "at",
        header: t("at"),
        value: (row) => row.at,
        cell: (row) => <time className="num">{format.dateTime(row.at, true)}</time>,
        text: (row) => format.dateTime(row.at, true),
        width: 164,
        grow: 0,
        pinned: true,
        card: "change",
      },
      { id: "action", header: t("action"), value: (row) => row.action, width: 150, card: "title" },
      { id: "actor", header: t("actor"), value: (row) => row.actor, width: 150 },
      { id: "subject", header: t("subject"), value: (row) => row.subject, width: 160 },
      {
        id: "details",
        header: t("details"),
        value: detailsText,
        cell: (row) => <code className="font-mono text-11 text-tx-2">{detailsText(row)}</code>,
        width: 200,
        grow: 3,
        card: "none",
      },
    ],
    [t, format],
  );
}

function AuditSheet({ row, onClose }: { readonly row: AuditView | null; readonly onClose: () => void }) {
  const t = useTranslations("admin.audit");
  const format = useFormat();
  const facts =
    row === null
      ? []
      : [
          [t("at"), format.dateTime(row.at, true)],
          [t("actor"), row.actor],
          [t("action"), row.action],
          [t("subject"), row.subject],
        ];
  return (
    <Sheet
      open={row !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("rowTitle")}
      sub={row?.id}
    >
      <dl className="text-12">
        {facts.map(([name, value]) => (
          <div key={name} className="flex min-h-8 items-center gap-3 border-b border-line-1 px-4">
            <dt className="w-20 shrink-0 text-tx-2">{name}</dt>
            <dd className="num min-w-0 flex-1 break-all">{value}</dd>
          </div>
        ))}
      </dl>
      {row === null ? null : <BeforeAfter details={row.details} />}
      <pre className="p-4 font-mono text-11 leading-4 break-all whitespace-pre-wrap text-tx-2">
        {row === null ? null : JSON.stringify(row.details, null, 2)}
      </pre>
    </Sheet>
  );
}

/** What a change was from and to, side by side, where its row says both. */
function BeforeAfter({ details }: { readonly details: AuditView["details"] }) {
  const t = useTranslations("admin.audit");
  if (!("before" in details) || !("after" in details)) return null;
  const shown = (value: unknown) => (value === null ? t("nothing") : JSON.stringify(value, null, 2));
  return (
    <div className="grid grid-cols-2 gap-px border-b border-line-1 bg-line-1 max-sm:grid-cols-1">
      {(["before", "after"] as const).map((side) => (
        <div key={side} className="min-w-0 bg-bg-1 px-4 py-2">
          <p className="text-11 text-tx-3">{t(side)}</p>
          <pre className="font-mono text-11 leading-4 break-all whitespace-pre-wrap">{shown(details[side])}</pre>
        </div>
      ))}
    </div>
  );
}

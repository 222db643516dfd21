"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, ConfirmDialog, EmptyState, Link, PageHead } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { MembersDialog } from "./members-dialog";
import { NewAccountDialog } from "./new-account-dialog";
import type { AccountView } from "./types";

interface Facts {
  readonly t: ReturnType<typeof useTranslations<"portfolio">>;
  readonly date: (ms: number) => string;
  readonly onArchive: (account: AccountView) => void;
  readonly onMembers: (account: AccountView) => void;
}

function columnsOf({ t, date, onArchive, onMembers }: Facts): readonly TableColumn<AccountView>[] {
  return [
    {
      id: "name",
      header: t("name"),
      value: ({ name }) => name,
      cell: ({ name, accountId, archivedAt, mine, membership }) => (
        <span className="flex items-center gap-2">
          <Link href={`/portfolio?account=${accountId}`} className="font-semibold hover:underline">
            {name}
          </Link>
          {archivedAt === null ? null : <Chip>{t("archived")}</Chip>}
          {mine ? null : (
            <Chip>
              {membership === "viewer" || membership === "trader" ? t(`members.roles.${membership}`) : t("notMine")}
            </Chip>
          )}
        </span>
      ),
      pinned: true,
      width: 180,
      card: "title",
    },
    {
      id: "portfolio",
      header: t("portfolioName"),
      value: ({ portfolioName }) => portfolioName,
      width: 110,
      card: "detail",
    },
    { id: "kind", header: t("kind"), value: ({ kind }) => t(`kinds.${kind}`), width: 100, card: "value" },
    { id: "currency", header: t("currency"), value: ({ baseCurrency }) => baseCurrency, width: 90, card: "detail" },
    {
      id: "lots",
      header: t("lotMethod"),
      value: ({ lotMethod }) => t(`lotMethods.${lotMethod}`),
      width: 150,
      card: "detail",
    },
    {
      id: "settle",
      header: t("settleDays"),
      value: ({ settleDays }) => settleDays,
      align: "end",
      width: 110,
      card: "detail",
    },
    {
      id: "opened",
      header: t("opened"),
      value: ({ createdAt }) => createdAt,
      text: ({ createdAt }) => date(createdAt),
      cell: ({ createdAt }) => <span className="num">{date(createdAt)}</span>,
      width: 110,
      card: "detail",
    },
    {
      id: "archive",
      header: "",
      value: () => null,
      cell: (account) => (
        <span className="flex justify-end gap-1">
          <Button size="sm" aria-label={t("members.of", { name: account.name })} onClick={() => onMembers(account)}>
            {t("members.button")}
          </Button>
          {account.editable && account.archivedAt === null ? (
            <Button size="sm" onClick={() => onArchive(account)}>
              {t("archive")}
            </Button>
          ) : null}
        </span>
      ),
      sortable: false,
      width: 156,
      grow: 0,
      card: "change",
    },
  ];
}

/** Every account one may see: open another, take one out of use. */
export function AccountsPage() {
  const t = useTranslations("portfolio");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const format = useFormat();
  const mayTrade = useMayTrade();
  const [opening, setOpening] = useState(false);
  const [archiving, setArchiving] = useState<AccountView | null>(null);
  const [shared, setShared] = useState<AccountView | null>(null);
  const accounts = useQuery(trpc.accounts.list.queryOptions(undefined, { meta: { quiet: true } }));
  const archive = useMutation(
    trpc.accounts.archive.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ name }) => {
        void queryClient.invalidateQueries(trpc.accounts.pathFilter());
        notify("success", t("archivedDone", { name }));
      },
      onError: (error) => notifyFailed(t("archiveFailed"), say(toFailure(error))),
      onSettled: () => setArchiving(null),
    }),
  );
  const columns = useMemo(
    () => columnsOf({ t, date: format.date, onArchive: setArchiving, onMembers: setShared }),
    [t, format],
  );
  const open = (
    <Button variant="primary" onClick={() => setOpening(true)}>
      {t("open")}
    </Button>
  );
  return (
    <>
      <PageHead title={t("tabs.accounts")} tools={mayTrade ? open : undefined} />
      <DataTable
        id="accounts"
        label={t("tabs.accounts")}
        columns={columns}
        rows={accounts.data}
        rowId={({ accountId }) => accountId}
        error={accounts.error}
        failedTitle={t("failed")}
        onRetry={() => void accounts.refetch()}
        empty={
          <EmptyState title={t("emptyTitle")} actions={mayTrade ? open : undefined}>
            {mayTrade ? t("emptyText") : t("emptyViewer")}
          </EmptyState>
        }
      />
      {opening ? (
        <NewAccountDialog
          onClose={() => setOpening(false)}
          onOpened={({ name }) => {
            setOpening(false);
            notify("success", t("openedDone", { name }));
          }}
        />
      ) : null}
      {shared === null ? null : <MembersDialog account={shared} onClose={() => setShared(null)} />}
      <ConfirmDialog
        open={archiving !== null}
        onOpenChange={(isOpen) => (isOpen ? undefined : setArchiving(null))}
        title={t("archiveTitle", { name: archiving?.name ?? "" })}
        consequence={t("archiveText")}
        confirmLabel={t("archive")}
        busy={archive.isPending}
        danger
        onConfirm={() => (archiving === null ? undefined : archive.mutate({ accountId: archiving.accountId }))}
      />
    </>
  );
}

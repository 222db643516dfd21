"use client";

import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, ConfirmDialog, EmptyState, Panel, Segmented } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { formatInteger } from "@/app/_lib/format";
import { notify } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { isQuarantineReason } from "@/modules/data";
import type { RouterOutputs } from "@/server/api/root";

type Entry = RouterOutputs["feed"]["quarantine"]["rows"][number];
type Status = Entry["status"];

const STATUSES: readonly Status[] = ["open", "released", "discarded"];
const PAGE = 50;
const rowId = (entry: Entry) => String(entry.no);

/** What sources said and nobody believed: each with its reason and as it came, until a person decides. */
export function QuarantinePanel() {
  const t = useTranslations("feeds.quarantine");
  const trpc = useTRPC();
  const [status, setStatus] = useState<Status>("open");
  const [chosen, setChosen] = useState<number | null>(null);
  const entries = useInfiniteQuery(
    trpc.feed.quarantine.infiniteQueryOptions(
      { status, limit: PAGE },
      { getNextPageParam: ({ cursor }) => cursor, initialCursor: null },
    ),
  );
  const rows = useMemo(() => entries.data?.pages.flatMap((page) => page.rows), [entries.data]);
  const columns = useEntryColumns();
  const entry = rows?.find(({ no }) => no === chosen) ?? null;
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_380px] max-lg:grid-cols-1">
      <DataTable
        id="quarantine"
        label={t("label")}
        tools={
          <Segmented<Status>
            label={t("status")}
            value={status}
            onChange={setStatus}
            options={STATUSES.map((value) => ({ value, label: t(`statuses.${value}`) }))}
          />
        }
        columns={columns}
        rows={rows}
        rowId={rowId}
        error={entries.error}
        failedTitle={t("failed")}
        onRetry={() => void entries.refetch()}
        selectedId={chosen === null ? null : String(chosen)}
        onOpen={({ no }) => setChosen(no)}
        more={
          entries.hasNextPage ? { load: () => void entries.fetchNextPage(), loading: entries.isFetchingNextPage } : null
        }
        empty={<EmptyState title={t("emptyTitle")}>{status === "open" ? t("empty") : t("emptyDecided")}</EmptyState>}
      />
      <EntryPanel key={entry?.no ?? 0} entry={entry} />
    </div>
  );
}

function useReasonText(): (reason: string) => string {
  const t = useTranslations("feeds.quarantine");
  return (reason) => (isQuarantineReason(reason) ? t(`reasons.${reason}`) : reason);
}

function useEntryColumns(): readonly TableColumn<Entry>[] {
  const t = useTranslations("feeds.quarantine");
  const format = useFormat();
  return useMemo((): readonly TableColumn<Entry>[] => {
    const reasonOf = ({ reason }: Entry) => (isQuarantineReason(reason) ? t(`reasons.${reason}`) : reason);
    const nameOf = ({ symbol, alias }: Entry) => (symbol === "" ? alias : symbol);
    return [
      { id: "reason", header: t("reason"), value: reasonOf, pinned: true, width: 190, grow: 2, card: "title" },
      { id: "feed", header: t("feed"), value: ({ feedTitle }) => feedTitle, width: 140, card: "detail" },
      { id: "symbol", header: t("instrument"), value: nameOf, width: 110, card: "value" },
      {
        id: "bars",
        header: t("bars"),
        value: ({ bars }) => bars,
        cell: ({ bars }) => <span className="num">{formatInteger(bars)}</span>,
        align: "end",
        width: 70,
        grow: 0,
        card: "none",
      },
      {
        id: "times",
        header: t("times"),
        value: ({ timesSeen }) => timesSeen,
        align: "end",
        width: 70,
        grow: 0,
        card: "none",
      },
      {
        id: "seen",
        header: t("seen"),
        value: ({ lastSeenAt }) => lastSeenAt,
        text: ({ lastSeenAt }) => format.dateTime(lastSeenAt),
        cell: ({ lastSeenAt }) => <span className="num text-tx-2">{format.dateTime(lastSeenAt)}</span>,
        align: "end",
        width: 140,
        grow: 0,
        card: "change",
      },
    ];
  }, [t, format]);
}

function EntryPanel({ entry }: { readonly entry: Entry | null }) {
  const t = useTranslations("feeds.quarantine");
  const format = useFormat();
  const reasonText = useReasonText();
  const mayTrade = useMayTrade();
  if (entry === null) {
    return (
      <Panel title={t("raw")} className="border-l border-line-2 max-lg:border-t max-lg:border-l-0">
        <EmptyState title={t("nothing")} />
      </Panel>
    );
  }
  return (
    <Panel
      title={reasonText(entry.reason)}
      className="overflow-auto border-l border-line-2 max-lg:border-t max-lg:border-l-0"
    >
      <div className="flex flex-col gap-2.5 p-3 text-12 max-md:px-4">
        <dl className="flex flex-col gap-1">
          {entry.message === null ? null : (
            <div className="flex gap-3">
              <dt className="text-tx-2">{t("message")}</dt>
              <dd className="flex-1 text-right">{t(`messages.${entry.message}`)}</dd>
            </div>
          )}
          {Object.entries(entry.facts).map(([name, value]) => (
            <div key={name} className="flex gap-3">
              <dt className="text-tx-2">{name}</dt>
              <dd className="num flex-1 text-right wrap-anywhere">{String(value)}</dd>
            </div>
          ))}
        </dl>
        <h3 className="font-semibold">{t("raw")}</h3>
        <pre className="max-h-60 overflow-auto border border-line-1 bg-bg-0 p-2 font-mono text-11 whitespace-pre-wrap wrap-anywhere">
          {entry.sample}
        </pre>
        {entry.status === "open" ? (
          mayTrade ? (
            <Decision entry={entry} />
          ) : null
        ) : (
          <p className="text-tx-2">
            {t("decided", {
              status: t(`statuses.${entry.status}`),
              who: entry.decidedBy ?? t("somebody"),
              date: entry.decidedAt === null ? "" : format.dateTime(entry.decidedAt),
            })}
          </p>
        )}
      </div>
    </Panel>
  );
}

function Decision({ entry }: { readonly entry: Entry }) {
  const t = useTranslations("feeds.quarantine");
  const trpc = useTRPC();
  const say = useFailureText();
  const [asking, setAsking] = useState<"release" | "discard" | null>(null);
  const after = (text: string) => ({
    onSuccess: () => notify("success", text),
    onSettled: () => setAsking(null),
  });
  // Of ticks and quotes there is no bar to merge: it is their price that is said to be right.
  const isLevel = entry.bars === 0;
  const release = useMutation(trpc.feed.release.mutationOptions(after(t(isLevel ? "releasedLevel" : "released"))));
  const discard = useMutation(trpc.feed.discard.mutationOptions(after(t("discarded"))));
  const error = release.error ?? discard.error;
  const facts = { bars: entry.bars, symbol: entry.symbol };
  return (
    <>
      {entry.releasable ? null : <p className="text-tx-2">{t("unreleasable")}</p>}
      {error === null ? null : (
        <p role="alert" className="text-danger">
          {say(toFailure(error))}
        </p>
      )}
      <div className="flex gap-2">
        {entry.releasable ? <Button onClick={() => setAsking("release")}>{t("release")}</Button> : null}
        <Button onClick={() => setAsking("discard")}>{t("discard")}</Button>
      </div>
      <ConfirmDialog
        open={asking !== null}
        onOpenChange={(open) => {
          if (!open) setAsking(null);
        }}
        title={asking === "release" ? t(isLevel ? "releaseLevelTitle" : "releaseTitle", facts) : t("discardTitle")}
        consequence={asking === "release" ? t(isLevel ? "releaseLevelText" : "releaseText") : t("discardText")}
        confirmLabel={asking === "release" ? t("release") : t("discard")}
        danger={asking === "discard"}
        busy={release.isPending || discard.isPending}
        onConfirm={() => (asking === "release" ? release : discard).mutate({ no: entry.no })}
      />
    </>
  );
}

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useCallback, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Banner, Button, Combobox, ConfirmDialog, EmptyState, Field, Panel, Select } from "@/app/_components/ui";
import { formatInteger } from "@/app/_lib/format";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { zoneOptions } from "@/app/_lib/places";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { isoDate, parseEvents, timeZoneOf } from "@/modules/data";
import type { RouterOutputs } from "@/server/api/root";
import { ListImport, type ListToSend } from "../lists/list-import";

type MarketEvent = RouterOutputs["marketEvent"]["list"]["rows"][number];
type Source = RouterOutputs["marketEvent"]["sources"][number];
type Words = ReturnType<typeof useTranslations<"calendar">>;

const CHOICES = ["all", "economic", "earnings", "dividend", "split", "symbol_change"] as const;
const ALL_KINDS = ["economic", "earnings", "dividend", "split", "symbol_change"] as const;
const IMPORTANCES = ["0", "1", "2", "3"] as const;

function columnsOf(t: Words, time: (ms: number) => string): readonly TableColumn<MarketEvent>[] {
  const figure = (id: "actual" | "forecast" | "previous", header: string): TableColumn<MarketEvent> => ({
    id,
    header,
    value: (event) => (event[id] === "" ? null : event[id]),
    cell: (event) => <span className="num">{event[id]}</span>,
    align: "end",
    width: 84,
    grow: 0,
    card: id === "actual" ? "value" : "detail",
  });
  return [
    {
      id: "date",
      header: t("date"),
      value: ({ date }) => date,
      cell: ({ date }) => <b className="num">{date}</b>,
      pinned: true,
      width: 108,
      grow: 0,
      card: "detail",
    },
    {
      id: "time",
      header: t("time"),
      value: ({ at }) => at,
      text: ({ at }) => (at === null ? "" : time(at)),
      cell: ({ at }) => <span className="num">{at === null ? "" : time(at)}</span>,
      width: 60,
      grow: 0,
      card: "detail",
    },
    { id: "symbol", header: t("symbol"), value: ({ symbol }) => symbol, width: 80, grow: 0, card: "detail" },
    { id: "title", header: t("event"), value: ({ title }) => title, width: 180, card: "title" },
    { id: "kind", header: t("kind"), value: ({ kind }) => t(`kinds.${kind}`), width: 90, grow: 0, card: "none" },
    {
      id: "region",
      header: t("region"),
      value: ({ region }) => (region === "" ? null : region),
      width: 64,
      grow: 0,
      card: "none",
    },
    {
      id: "importance",
      header: t("importance"),
      value: ({ importance }) => importance,
      text: ({ importance }) => t(`importances.${IMPORTANCES[importance] ?? "0"}`),
      cell: ({ importance }) => (importance === 0 ? null : t(`importances.${IMPORTANCES[importance] ?? "0"}`)),
      width: 72,
      grow: 0,
      card: "none",
    },
    figure("actual", t("actual")),
    figure("forecast", t("forecast")),
    figure("previous", t("previousFigure")),
    { id: "source", header: t("source"), value: ({ source }) => source, width: 110, hidden: true, card: "none" },
  ];
}

/** What is expected between two dates, by day, and a way to bring in more of it. */
export function EventsPanel({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }) {
  const t = useTranslations("calendar");
  const trpc = useTRPC();
  const format = useFormat();
  const mayTrade = useMayTrade();
  const [choice, setChoice] = useQueryState("kind", parseAsStringLiteral(CHOICES).withDefault("all"));
  const kinds = choice === "all" ? [...ALL_KINDS] : [choice];
  const query = { from: isoDate(fromMs), to: isoDate(toMs), kinds };
  const events = useQuery(trpc.marketEvent.list.queryOptions(query, { meta: { quiet: true } }));
  const columns = useMemo(() => columnsOf(t, (ms) => format.time(ms, false)), [t, format]);
  return (
    <div className="flex min-h-0 min-w-0 flex-col max-lg:border-t max-lg:border-line-2">
      {events.data?.full === true ? (
        <Banner tone="warn">{t("eventsFull", { count: formatInteger(events.data.rows.length) })}</Banner>
      ) : null}
      <DataTable
        id="market-events"
        label={t("events")}
        columns={columns}
        rows={events.data?.rows}
        rowId={({ eventId }) => eventId}
        error={events.error}
        failedTitle={t("eventsFailed")}
        onRetry={() => void events.refetch()}
        exportName={`events-${query.from}`}
        tools={
          <Select
            aria-label={t("kind")}
            value={choice}
            onChange={(next) => void setChoice(next)}
            options={CHOICES.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          />
        }
        empty={<EmptyState title={t("eventsEmptyTitle")}>{t("eventsEmptyText")}</EmptyState>}
      />
      {mayTrade ? <EventImport /> : null}
      <Sources mayRemove={mayTrade} />
    </div>
  );
}

function EventImport() {
  const t = useTranslations("calendar");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const format = useFormat();
  const [timeZone, setTimeZone] = useState(format.timeZone);
  const [zones] = useState(() => zoneOptions(Date.now()));
  const take = useMutation(
    trpc.marketEvent.import.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => void queryClient.invalidateQueries(trpc.marketEvent.pathFilter()),
    }),
  );
  const read = useCallback(
    (text: string) => {
      const zone = timeZoneOf(timeZone);
      if (!zone.ok) return { rows: 0, problems: [] };
      const { events, problems } = parseEvents(text, zone.value);
      return { rows: events.length, problems };
    },
    [timeZone],
  );
  const send = (list: ListToSend, onDone: () => void) =>
    take.mutate(
      { ...list, timeZone },
      {
        onSuccess: ({ inserted, updated, unchanged, skipped }) => {
          notify("success", t("imported", { inserted, updated, unchanged, skipped }));
          onDone();
        },
      },
    );
  return (
    <div className="border-t border-line-2">
      <ListImport
        title={t("importTitle")}
        about={t("importAbout")}
        read={read}
        onSend={send}
        busy={take.isPending}
        error={take.error}
      >
        <Field label={t("timeZone")} hint={t("timeZoneHint")}>
          <Combobox value={timeZone} onChange={setTimeZone} searchLabel={t("timeZone")} options={zones} />
        </Field>
      </ListImport>
    </div>
  );
}

/** Who told what, and a way to forget it. */
function Sources({ mayRemove }: { readonly mayRemove: boolean }) {
  const t = useTranslations("calendar");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [removing, setRemoving] = useState<Source | null>(null);
  const sources = useQuery(trpc.marketEvent.sources.queryOptions(undefined, { meta: { quiet: true } })).data ?? [];
  const remove = useMutation(
    trpc.marketEvent.removeSource.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ removed }) => {
        notify("success", t("removed", { count: removed }));
        void queryClient.invalidateQueries(trpc.marketEvent.pathFilter());
      },
      onError: () => notifyFailed(t("removeFailed")),
      onSettled: () => setRemoving(null),
    }),
  );
  if (sources.length === 0) return null;
  return (
    <Panel title={t("sources")} className="border-t border-line-2">
      <ul className="flex flex-col gap-1 px-3 py-2 text-12 max-md:px-4">
        {sources.map((one) => (
          <li key={one.source} className="flex flex-wrap items-center gap-2">
            <span className="min-w-0 flex-1 truncate">
              {t("sourceFact", { source: one.source, count: one.events })}
            </span>
            {mayRemove ? (
              <Button size="sm" aria-label={t("removeSource", { source: one.source })} onClick={() => setRemoving(one)}>
                {t("forget")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => (open ? undefined : setRemoving(null))}
        title={t("removeTitle")}
        consequence={
          removing === null ? null : t("removeConsequence", { source: removing.source, count: removing.events })
        }
        confirmLabel={t("forget")}
        busy={remove.isPending}
        danger
        onConfirm={() => (removing === null ? undefined : remove.mutate({ source: removing.source }))}
      />
    </Panel>
  );
}

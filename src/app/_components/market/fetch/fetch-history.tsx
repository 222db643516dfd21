"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useCallback, useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, EmptyState, Lamp, type LampState } from "@/app/_components/ui";
import type { HubEvent } from "@/app/_lib/event-hub";
import { useLiveEvent } from "@/app/_lib/events";
import { formatDate, formatInteger } from "@/app/_lib/format";
import { withScope } from "@/app/_lib/scope";
import { useMayCancel, useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { isJobView } from "@/app/_lib/use-event-effects";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";

type Fetch = RouterOutputs["backfill"]["list"]["rows"][number];

const FETCHES_A_PAGE = 50;
/** Asked again while something is on its way; news of pages comes by itself. */
const REFRESH_MS = 5_000;

const LAMPS: Record<Fetch["status"], LampState> = {
  waiting: "off",
  running: "ok",
  completed: "ok",
  failed: "bad",
  canceled: "off",
};

const isOnItsWay = ({ status }: Fetch) => status === "waiting" || status === "running";

/** How much of its span a fetch has, in whole percent. */
function percentOf({ fromMs, toMs, completeToMs }: Fetch): number {
  return Math.floor((100 * (completeToMs - fromMs)) / (toMs - fromMs));
}

interface Facts {
  readonly t: ReturnType<typeof useTranslations<"fetching">>;
  readonly dateTime: (ms: number) => string;
  readonly mayTrade: boolean;
  readonly mayCancel: ReturnType<typeof useMayCancel>;
  readonly isBusy: boolean;
  readonly onResume: (fetch: Fetch) => void;
  readonly onCancel: (fetch: Fetch) => void;
}

function columnsOf({
  t,
  dateTime,
  mayTrade,
  mayCancel,
  isBusy,
  onResume,
  onCancel,
}: Facts): readonly TableColumn<Fetch>[] {
  const count = (id: "inserted" | "replaced" | "kept" | "quarantined", hint?: string): TableColumn<Fetch> => ({
    id,
    header: t(id),
    ...(hint === undefined ? {} : { hint }),
    value: (fetch) => fetch[id],
    cell: (fetch) => formatInteger(fetch[id]),
    align: "end",
    width: 84,
    card: id === "inserted" ? "value" : "none",
  });
  const stateOf = (fetch: Fetch) => t(`states.${fetch.status}`, { percent: percentOf(fetch) });
  const whyOf = ({ feed, refusal }: Fetch) => (refusal === null ? "" : t("why", { feed, reason: refusal.reason }));
  const spanOf = ({ fromMs, toMs }: Fetch) =>
    t("spanText", { from: formatDate(fromMs, "UTC"), to: formatDate(toMs - 1, "UTC") });
  return [
    {
      id: "series",
      header: t("series"),
      value: (fetch) => `${fetch.symbol} ${fetch.resolution}`,
      cell: (fetch) => (
        <b>
          {fetch.symbol} {fetch.resolution}
        </b>
      ),
      pinned: true,
      width: 130,
      grow: 1,
      card: "title",
    },
    { id: "feed", header: t("feed"), value: (fetch) => fetch.feed, width: 100, card: "detail" },
    {
      id: "span",
      header: t("span"),
      value: (fetch) => fetch.fromMs,
      text: spanOf,
      cell: (fetch) => <span className="num">{spanOf(fetch)}</span>,
      width: 190,
      card: "detail",
    },
    {
      id: "state",
      header: t("state"),
      value: (fetch) => stateOf(fetch),
      cell: (fetch) => (
        <Lamp state={LAMPS[fetch.status]} className="font-normal">
          <span title={whyOf(fetch)}>{fetch.refusal === null ? stateOf(fetch) : whyOf(fetch)}</span>
        </Lamp>
      ),
      width: 180,
      grow: 2,
      card: "change",
    },
    count("inserted"),
    count("replaced"),
    count("kept", t("keptHint")),
    count("quarantined", t("quarantinedHint")),
    { id: "reason", header: t("reason"), value: (fetch) => t(`reasons.${fetch.reason}`), width: 100, card: "none" },
    {
      id: "when",
      header: t("when"),
      value: (fetch) => fetch.createdAt,
      text: (fetch) => dateTime(fetch.createdAt),
      cell: (fetch) => <span className="num">{dateTime(fetch.createdAt)}</span>,
      width: 130,
      card: "detail",
    },
    {
      id: "act",
      header: "",
      value: () => "",
      cell: (fetch) => (
        <FetchAction
          fetch={fetch}
          disabled={isBusy || !(isOnItsWay(fetch) ? mayCancel(fetch) : mayTrade)}
          onResume={onResume}
          onCancel={onCancel}
        />
      ),
      sortable: false,
      align: "end",
      width: 96,
      grow: 0,
      card: "none",
    },
  ];
}

interface FetchActionProps extends Pick<Facts, "onResume" | "onCancel"> {
  readonly fetch: Fetch;
  readonly disabled: boolean;
}

function FetchAction({ fetch, disabled, onResume, onCancel }: FetchActionProps) {
  const t = useTranslations("fetching");
  if (fetch.status === "completed") return null;
  const isOpen = isOnItsWay(fetch);
  return (
    <Button size="sm" disabled={disabled} onClick={() => (isOpen ? onCancel(fetch) : onResume(fetch))}>
      {isOpen ? t("cancel") : t("resume")}
    </Button>
  );
}

/** Every fetch there was, newest first, with how far it is; what ended early can be resumed. */
export function FetchHistory() {
  const t = useTranslations("fetching");
  const format = useFormat();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const mayTrade = useMayTrade();
  const mayCancel = useMayCancel();
  const fetches = useInfiniteQuery(
    trpc.backfill.list.infiniteQueryOptions(
      { limit: FETCHES_A_PAGE },
      {
        getNextPageParam: (last) => last.cursor ?? undefined,
        initialCursor: null,
        refetchInterval: (query) =>
          query.state.data?.pages.some((page) => page.rows.some(isOnItsWay)) === true ? REFRESH_MS : false,
      },
    ),
  );
  const { mutate: resume, isPending: isResuming } = useMutation(trpc.backfill.resume.mutationOptions());
  const { mutate: cancel, isPending: isCanceling } = useMutation(trpc.job.cancel.mutationOptions());
  const refresh = useCallback(
    () => void queryClient.invalidateQueries(trpc.backfill.pathFilter()),
    [queryClient, trpc],
  );
  // The end of a fetch is news of its job.
  const onJob = useCallback(
    ({ payload }: HubEvent) => {
      if (isJobView(payload) && payload.name.startsWith("data.backfill") && payload.finishedAt !== null) refresh();
    },
    [refresh],
  );
  useLiveEvent("job.updated", onJob);
  const rows = useMemo(() => fetches.data?.pages.flatMap((page) => page.rows), [fetches.data]);
  const isBusy = isResuming || isCanceling;
  const columns = useMemo(
    () =>
      columnsOf({
        t,
        dateTime: format.dateTime,
        mayTrade,
        mayCancel,
        isBusy,
        onResume: ({ fetchId }) => resume({ fetchId }, { onSettled: refresh }),
        onCancel: ({ jobId }) => cancel({ jobId }, { onSettled: refresh }),
      }),
    [t, format, mayTrade, mayCancel, isBusy, resume, cancel, refresh],
  );
  return (
    <DataTable
      id="fetches"
      label={t("history")}
      columns={columns}
      rows={rows}
      rowId={({ fetchId }) => fetchId}
      error={fetches.error}
      failedTitle={t("historyFailed")}
      onRetry={() => void fetches.refetch()}
      onOpen={({ symbol, resolution }) => router.push(withScope("/chart", { symbol, resolution }))}
      more={
        fetches.hasNextPage ? { loading: fetches.isFetchingNextPage, load: () => void fetches.fetchNextPage() } : null
      }
      empty={<EmptyState title={t("historyEmpty")}>{t("historyEmptyText")}</EmptyState>}
      exportName="fetches"
    />
  );
}

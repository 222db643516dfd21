"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { EmptyState, Lamp, type LampState } from "@/app/_components/ui";
import { formatInteger, NOT_AVAILABLE } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";

export type FeedView = RouterOutputs["feed"]["list"][number];

/** What the lamp of a feed shows. */
export const FEED_LAMPS: Record<FeedView["standing"], LampState> = {
  off: "off",
  needs_key: "warn",
  unknown: "off",
  live: "ok",
  mute: "warn",
  down: "bad",
  resting: "bad",
};

const newest = (one: number | null, other: number | null) =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);
const rowId = (feed: FeedView) => feed.feed;

interface FeedsTableProps {
  readonly feeds: { readonly data: readonly FeedView[] | undefined; readonly error: unknown; refetch(): unknown };
  readonly chosen: string | null;
  readonly onChoose: (feed: string) => void;
}

/** Every feed with its state; a row opens its settings. */
export function FeedsTable({ feeds, chosen, onChoose }: FeedsTableProps) {
  const t = useTranslations("feeds");
  const columns = useFeedColumns();
  return (
    <DataTable
      id="feeds"
      label={t("label")}
      columns={columns}
      rows={feeds.data}
      rowId={rowId}
      error={feeds.error}
      failedTitle={t("failed")}
      onRetry={() => void feeds.refetch()}
      selectedId={chosen}
      onOpen={(feed) => onChoose(feed.feed)}
      empty={<EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>}
    />
  );
}

function useFeedColumns(): readonly TableColumn<FeedView>[] {
  const t = useTranslations("feeds");
  const format = useFormat();
  return useMemo((): readonly TableColumn<FeedView>[] => {
    const time = (id: string, header: string, at: (feed: FeedView) => number | null): TableColumn<FeedView> => ({
      id,
      header,
      value: at,
      text: (feed) => moment(at(feed)),
      cell: (feed) => <span className="num text-tx-2">{moment(at(feed))}</span>,
      align: "end",
      width: 132,
      grow: 0,
      card: "none",
    });
    const given = (history: readonly string[], { streams }: FeedView) =>
      [...history, ...(streams ? [t("live")] : [])].join(" ");
    const moment = (ms: number | null) => (ms === null ? NOT_AVAILABLE : format.dateTime(ms));
    const count = (
      id: string,
      header: string,
      of: (feed: FeedView) => number | null,
      hint?: string,
    ): TableColumn<FeedView> => ({
      id,
      header,
      ...(hint === undefined ? {} : { hint }),
      value: of,
      cell: (feed) => {
        const value = of(feed);
        return <span className="num">{value === null ? NOT_AVAILABLE : formatInteger(value)}</span>;
      },
      align: "end",
      width: 70,
      grow: 0,
      card: "none",
    });
    return [
      {
        id: "title",
        header: t("name"),
        value: (feed) => feed.title,
        cell: (feed) => <b>{feed.title}</b>,
        pinned: true,
        width: 146,
        grow: 2,
        card: "title",
      },
      {
        id: "standing",
        header: t("standing"),
        value: (feed) => t(`standings.${feed.standing}`),
        cell: (feed) => (
          <Lamp state={FEED_LAMPS[feed.standing]} className="font-normal">
            {t(`standings.${feed.standing}`)}
          </Lamp>
        ),
        width: 112,
        grow: 0,
        card: "value",
      },
      {
        id: "gives",
        header: t("gives"),
        value: (feed) => given(feed.history, feed),
        cell: (feed) => <span title={given(feed.history, feed)}>{given(spanOf(feed.history), feed)}</span>,
        width: 110,
        card: "detail",
      },
      // Of a question that was answered, or of the stream: whichever is newer.
      time("heard", t("lastHeard"), (feed) => newest(feed.lastSuccessAt, feed.stream?.lastMessageAt ?? null)),
      time("newest", t("newest"), (feed) => feed.newestPriceAt),
      count("messages", t("stream.messages"), (feed) => feed.stream?.messages ?? null, t("stream.messagesHint")),
      count("muted", t("stream.mutedColumn"), (feed) => feed.stream?.mutedCount ?? null, t("stream.mutedHint")),
      count("quarantined", t("quarantined"), (feed) => feed.quarantined),
      count("requests", t("requests"), (feed) => feed.requests),
      count("errors", t("errors"), (feed) => feed.errors),
    ];
  }, [t, format]);
}

/** Resolutions in the width of a column: the shortest and the longest of more than two. */
function spanOf(history: FeedView["history"]): readonly string[] {
  const [first, last] = [history[0], history.at(-1)];
  return history.length > 2 && first !== undefined && last !== undefined ? [`${first}–${last}`] : history;
}

"use client";

import { ListPlus, PanelLeftClose } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import {
  EmptyState,
  FailedState,
  Field,
  IconButton,
  Link,
  Menu,
  type MenuItem,
  Select,
  SkeletonRows,
} from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { INSTRUMENTS_MAX } from "../instruments-max";
import type { Instrument } from "../types";
import { useInstruments } from "../use-instruments";
import { ListDialog } from "../watchlists/list-dialog";
import { useWatchlist, useWatchlistChanges } from "../watchlists/use-watchlists";
import { WatchRows } from "./watch-rows";
import { useWatchState } from "./watch-state";

/** Stands for "all instruments" among the lists; no list has this id. */
const ALL = "";
const SKELETON_ROWS = 12;

export interface WatchPanelProps {
  /** On the chart. */
  readonly symbol: string;
  /** Null: the symbol is nothing that a list could hold. */
  readonly instrument: Instrument | undefined;
  readonly onChoose: (instrument: Instrument, history: "push" | "replace") => void;
  /** Hides the panel; without it there is no button to. */
  readonly onHide?: () => void;
}

/** The lists beside the chart: choosing in one moves the chart. What it shows is remembered in this browser. */
export function WatchPanel({ symbol, instrument, onChoose, onHide }: WatchPanelProps) {
  const t = useTranslations("watchPanel");
  const { listId, change } = useWatchState();
  const { lists, list, chosen } = useWatchlist(listId, "none");
  return (
    <section aria-label={t("title")} className="flex min-h-0 min-w-0 flex-1 flex-col bg-bg-1">
      <div className="flex min-h-8.25 shrink-0 items-center gap-1 border-b border-line-2 pr-1.5 pl-1.5 max-md:min-h-13">
        <Field label={t("choose")} hideLabel className="flex-1">
          <Select
            value={chosen?.watchlistId ?? ALL}
            onChange={(next) => change({ listId: next === ALL ? null : next })}
            options={[
              { value: ALL, label: t("all") },
              ...(lists.data ?? []).map(({ watchlistId, name, mine }) => ({
                value: watchlistId,
                label: mine ? name : t("shared", { name }),
              })),
            ]}
            className="[&>select]:h-7 [&>select]:border-transparent [&>select]:bg-transparent [&>select]:text-12 [&>select]:font-medium [&>select]:hover:bg-bg-2 max-md:[&>select]:h-11"
          />
        </Field>
        {instrument === undefined ? null : (
          <AddToList symbol={symbol} onMade={(watchlistId) => change({ listId: watchlistId })} />
        )}
        {onHide === undefined ? null : (
          <IconButton label={t("hide")} icon={<PanelLeftClose aria-hidden="true" size={15} />} onClick={onHide} />
        )}
      </div>
      {chosen === undefined ? (
        <AllInstruments symbol={symbol} onChoose={onChoose} />
      ) : list.data?.watchlistId === chosen.watchlistId ? (
        <Rows label={list.data.name} instruments={list.data.instruments} symbol={symbol} onChoose={onChoose} />
      ) : list.error === null ? (
        <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
      ) : (
        <FailedState title={t("failed")} error={list.error} onRetry={() => void list.refetch()} />
      )}
    </section>
  );
}

function AllInstruments({ symbol, onChoose }: Pick<WatchPanelProps, "symbol" | "onChoose">) {
  const t = useTranslations("watchPanel");
  const { data, error, refetch } = useInstruments();
  // They come with those that have bars first; here each keeps its place when its first bars come.
  const listed = useMemo(() => data?.toSorted((one, other) => (one.symbol < other.symbol ? -1 : 1)), [data]);
  if (listed === undefined) {
    if (error === null) return <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />;
    return <FailedState title={t("failed")} error={error} onRetry={() => void refetch()} />;
  }
  return (
    <>
      <Rows label={t("all")} instruments={listed} symbol={symbol} onChoose={onChoose} />
      {listed.length < INSTRUMENTS_MAX ? null : (
        <p className="shrink-0 border-t border-line-2 px-3 py-1.5 text-11 text-tx-3">
          {t("first", { max: INSTRUMENTS_MAX })}
        </p>
      )}
    </>
  );
}

function Rows(props: Parameters<typeof WatchRows>[0]) {
  const t = useTranslations("watchPanel");
  if (props.instruments.length > 0) return <WatchRows {...props} />;
  return (
    <EmptyState
      title={t("emptyTitle")}
      actions={
        <Link href="/markets/watchlists" className="link inline-flex items-center max-md:min-h-11">
          {t("manage")}
        </Link>
      }
    >
      {t("emptyText")}
    </EmptyState>
  );
}

interface AddToListProps {
  readonly symbol: string;
  /** A list was made, or what is shown should be it. */
  readonly onMade: (watchlistId: string) => void;
}

/** Puts what is on the chart into a list, an old or a new one. */
function AddToList({ symbol, onMade }: AddToListProps) {
  const t = useTranslations("watchPanel");
  const mayTrade = useMayTrade();
  const [naming, setNaming] = useState(false);
  const { lists } = useWatchlist(null, "none");
  const changes = useWatchlistChanges(onMade);
  if (!mayTrade) return null;
  const editable = (lists.data ?? []).filter((one) => one.editable);
  const items: readonly MenuItem[] = [
    { kind: "text", key: "about", label: t("addTo", { symbol }) },
    ...editable.map(
      ({ watchlistId, name }): MenuItem => ({
        kind: "item",
        key: watchlistId,
        label: name,
        onSelect: () =>
          changes.add.mutate({ watchlistId, symbols: [symbol] }, { onSuccess: () => onMade(watchlistId) }),
      }),
    ),
    { kind: "line", key: "line" },
    { kind: "item", key: "new", label: t("newList"), onSelect: () => setNaming(true) },
  ];
  return (
    <>
      <Menu
        trigger={
          <IconButton
            label={t("add", { symbol })}
            icon={<ListPlus aria-hidden="true" size={15} />}
            tooltip={false}
            disabled={changes.add.isPending}
          />
        }
        items={items}
      />
      {naming ? (
        <ListDialog list={undefined} symbols={[symbol]} changes={changes} onClose={() => setNaming(false)} />
      ) : null}
    </>
  );
}

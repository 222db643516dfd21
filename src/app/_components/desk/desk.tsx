"use client";

import { useQuery } from "@tanstack/react-query";
import { ListOrdered, Maximize2, Minimize2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, FailedState, IconButton, Sheet, SkeletonRows, Tabs } from "@/app/_components/ui";
import { useQuotes } from "@/app/_lib/quotes";
import { type ResolutionName, useScope } from "@/app/_lib/scope";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useIsPhone, useIsWide } from "@/app/_lib/use-media";
import { ChartPane } from "../market/chart/chart-pane";
import { InstrumentFacts } from "../market/instrument-facts";
import { NoMarketData } from "../market/sample-data";
import type { Instrument } from "../market/types";
import { useInstruments } from "../market/use-instruments";
import { WatchPanel } from "../market/watch-panel/watch-panel";
import { useWatchState } from "../market/watch-panel/watch-state";
import { useLowerTab } from "./blotter/use-lower-tab";
import { ChartGrid } from "./charts/chart-grid";
import { DeskPanels, type Maximized } from "./layout/desk-panels";
import { LayoutMenu } from "./layout/layout-menu";
import { useDeskLayout } from "./layout/layout-state";
import { useLayoutSync } from "./layout/use-layouts";
import type { ChartTrade } from "./levels/trade-marks";
import { Stage } from "./scope/stage";
import { TicketPanel } from "./ticket/ticket-panel";
import { TradeStateProvider, useTradeState } from "./trading/trade-state";
import type { AccountView } from "./trading/types";
import { useAccount } from "./trading/use-account";
import { useTradeKeys } from "./trading/use-trade-keys";

const BLOTTER_ROWS = 5;
// After the chart: neither its first paint nor its data wait for them.
const Blotter = dynamic(() => import("./blotter/blotter").then((module) => module.Blotter), {
  ssr: false,
  loading: BlotterLoading,
});
const WhatIf = dynamic(() => import("./what-if/what-if").then((module) => module.WhatIf), { ssr: false });
const BookPanel = dynamic(() => import("./book/book-panel").then((module) => module.BookPanel), { ssr: false });
const TradeMarks = dynamic(() => import("./levels/trade-marks").then((module) => module.TradeMarks), { ssr: false });
const Wishes = dynamic(() => import("./blotter/wishes").then((module) => module.Wishes), { ssr: false });

function BlotterLoading() {
  const t = useTranslations("blotter");
  return <SkeletonRows rows={BLOTTER_ROWS} label={t("title")} />;
}

/** The desk: lists, the chart of one instrument over the account's blotter, the ticket over what it would change. */
export function Desk() {
  const isEmpty = useInstruments().data?.length === 0;
  if (isEmpty) return <NoMarketData />;
  return (
    <TradeStateProvider>
      <Trading />
    </TradeStateProvider>
  );
}

/** The instrument that every part of the desk shows, and the way to another. */
function useDeskInstrument() {
  const [{ symbol, resolution }, setScope] = useScope();
  const trpc = useTRPC();
  const known = useQuery(trpc.instrument.get.queryOptions({ symbol }));
  const instrument = known.data;
  const ids = useMemo(() => (instrument === undefined ? [] : [instrument.instrumentId]), [instrument]);
  const quote = useQuotes(ids).get(instrument?.instrumentId ?? 0);
  const onResolution = (next: ResolutionName) => void setScope({ resolution: next });
  const choose = (chosen: Instrument, history: "push" | "replace") => {
    const isCovered = chosen.resolutions.some((series) => series.resolution === resolution);
    const first = chosen.resolutions.find(({ stored }) => stored);
    const next = isCovered || first === undefined ? resolution : first.resolution;
    void setScope({ symbol: chosen.symbol, resolution: next }, { history });
  };
  const onSymbol = (next: string) => void setScope({ symbol: next });
  return { symbol, resolution, instrument, isUnknown: known.isError, quote, onResolution, choose, onSymbol };
}

type DeskInstrument = ReturnType<typeof useDeskInstrument>;

function Trading() {
  const shown = useDeskInstrument();
  const { symbol, instrument, quote, choose } = shown;
  const { account } = useAccount();
  const mayTrade = useMayTrade();
  const phone = useIsPhone();
  const wide = useIsWide();
  const watch = useWatchState();
  const { change } = useDeskLayout();
  const [isReady, setReady] = useState(false);
  const onReady = useCallback(() => setReady(true), []);
  useLayoutSync(isReady);
  const [maximized, setMaximized] = useState<Maximized>(null);
  const [resets, setResets] = useState(0);
  useTradeKeys(mayTrade);
  useTicketTab(!wide && !phone);
  const layout = {
    maximized,
    setMaximized,
    reset: () => {
      change({ charts: 1, sizes: { columns: {}, middle: {}, trade: {} } });
      watch.change({ open: true });
      setMaximized(null);
      setResets(resets + 1);
    },
  };
  return (
    <>
      <DeskPanels
        watch={
          <WatchPanel
            symbol={symbol}
            instrument={instrument}
            onChoose={choose}
            onHide={() => watch.change({ open: false })}
          />
        }
        isWatchOpen={watch.open}
        onWatch={(open) => {
          // Where it is out of sight it has no size, which is nobody's wish.
          if (wide && maximized === null) watch.change({ open });
        }}
        chart={
          <DeskChart shown={shown} account={account} layout={layout} isRoomy={isReady && !phone} onReady={onReady} />
        }
        lower={<Lower shown={shown} account={account} layout={layout} isWide={wide} />}
        ticket={wide ? <TicketPanel symbol={symbol} instrument={instrument} quote={quote} /> : null}
        whatIf={wide ? <Aside shown={shown} account={account} /> : null}
        maximized={maximized}
        resets={resets}
      />
      {phone ? <TicketSheet shown={shown} account={account} /> : null}
      {account === null ? null : <Wishes account={account} mayTrade={mayTrade} />}
    </>
  );
}

/** Where the ticket is a tab under the chart, a call for it shows that tab. */
function useTicketTab(isTab: boolean): void {
  const turn = useTradeState().call?.turn;
  const [, setTab] = useLowerTab();
  useEffect(() => {
    if (turn !== undefined && isTab) void setTab("ticket");
  }, [turn, isTab, setTab]);
}

interface LayoutControl {
  readonly maximized: Maximized;
  readonly setMaximized: (maximized: Maximized) => void;
  readonly reset: () => void;
}

interface PartProps {
  readonly shown: DeskInstrument;
  readonly account: AccountView | null;
}

function MaximizeButton({ of, layout }: { readonly of: "chart" | "lower"; readonly layout: LayoutControl }) {
  const t = useTranslations("desk");
  const isMaximized = layout.maximized === of;
  return (
    <span className="flex max-md:hidden">
      <IconButton
        label={
          isMaximized ? t("layout.restore") : t("layout.maximize", { panel: t(of === "chart" ? "chart" : "blotter") })
        }
        icon={isMaximized ? <Minimize2 aria-hidden="true" size={14} /> : <Maximize2 aria-hidden="true" size={14} />}
        onClick={() => layout.setMaximized(isMaximized ? null : of)}
      />
      {of === "chart" ? <LayoutMenu onReset={layout.reset} /> : null}
    </span>
  );
}

const NO_TRADE: ChartTrade = {};

interface DeskChartProps extends PartProps {
  readonly layout: LayoutControl;
  /** Whether there is room for other charts, and time. */
  readonly isRoomy: boolean;
  readonly onReady: () => void;
}

function DeskChart({ shown, account, layout, isRoomy, onReady }: DeskChartProps) {
  const { symbol, resolution, instrument, isUnknown, quote, onResolution, choose } = shown;
  const [trade, setTrade] = useState<ChartTrade>(NO_TRADE);
  const lists = useLists();
  return (
    <>
      <Sheet open={lists.isSheetOpen} onOpenChange={lists.setSheet} title={lists.title}>
        <div className="flex h-[70dvh]">
          <WatchPanel
            symbol={symbol}
            instrument={instrument}
            onChoose={(chosen) => {
              choose(chosen, "push");
              lists.setSheet(false);
            }}
          />
        </div>
      </Sheet>
      <TradeMarks accountId={account?.accountId ?? null} symbol={symbol} quote={quote} onMarks={setTrade} />
      <ChartGrid first={shown} isRoomy={isRoomy} onOpen={(chosen) => choose(chosen, "push")}>
        <ChartPane
          symbol={symbol}
          resolution={resolution}
          onResolution={onResolution}
          instrument={instrument}
          isUnknown={isUnknown}
          trade={trade}
          lists={lists.button}
          tools={<MaximizeButton of="chart" layout={layout} />}
          onReady={onReady}
        />
      </ChartGrid>
    </>
  );
}

/** Where the lists are: beside the chart, drawn shut, or on a narrow screen in a sheet. */
function useLists() {
  const t = useTranslations("watchPanel");
  const wide = useIsWide();
  const { open, change } = useWatchState();
  const [sheet, setSheet] = useState(false);
  return {
    title: t("title"),
    isSheetOpen: sheet && !wide,
    setSheet,
    button: (
      <IconButton
        label={t("show")}
        icon={<ListOrdered aria-hidden="true" size={15} />}
        onClick={() => (wide ? change({ open: true }) : setSheet(true))}
        // By style alone, so that nothing moves when the page wakes up.
        className={open ? "min-[1200px]:hidden" : undefined}
      />
    ),
  };
}

interface LowerProps extends PartProps {
  readonly layout: LayoutControl;
  readonly isWide: boolean;
}

/** Under the chart: the blotter, and on a narrow screen the ticket and what it changes beside it. */
function Lower({ shown, account, layout, isWide }: LowerProps) {
  const t = useTranslations("ticket");
  const whatIf = useTranslations("whatIf");
  const blotter = useTranslations("blotter");
  const words = useTranslations("account");
  const phone = useIsPhone();
  const { accounts, error, retry } = useAccount();
  const { symbol, instrument, quote, onSymbol } = shown;
  const before =
    isWide || phone
      ? []
      : [
          {
            value: "ticket" as const,
            label: t("tab"),
            content: <TicketPanel symbol={symbol} instrument={instrument} quote={quote} headless />,
          },
          {
            value: "what-if" as const,
            label: whatIf("title"),
            content: <Aside shown={shown} account={account} />,
          },
        ];
  return (
    <>
      <TradeButtons />
      {accounts === undefined ? (
        error === null ? (
          <BlotterLoading />
        ) : (
          <FailedState title={words("failed")} error={error} safe={blotter("safe")} onRetry={retry} />
        )
      ) : account === null ? (
        isWide ? (
          <p className="p-3 text-12 text-tx-2">{blotter("noAccount")}</p>
        ) : (
          <TicketPanel symbol={symbol} instrument={instrument} quote={quote} headless />
        )
      ) : (
        <Blotter
          account={account}
          symbol={symbol}
          onSymbol={onSymbol}
          before={before}
          tools={<MaximizeButton of="lower" layout={layout} />}
        />
      )}
      {phone ? <Facts shown={shown} /> : null}
    </>
  );
}

/** A phone has no keys: the ticket is opened by a thumb. */
function TradeButtons() {
  const t = useTranslations("ticket");
  const { openTicket } = useTradeState();
  if (!useMayTrade()) return null;
  return (
    <div className="grid grid-cols-2 gap-3 border-y border-line-2 px-4 py-2 md:hidden">
      <Button onClick={() => openTicket("buy")} className="h-11 border-up text-up">
        {t("buy")}
      </Button>
      <Button onClick={() => openTicket("sell")} className="h-11 border-down text-down">
        {t("sell")}
      </Button>
    </div>
  );
}

function TicketSheet({ shown, account }: PartProps) {
  const { isSheetOpen, closeSheet } = useTradeState();
  const { symbol, instrument, quote } = shown;
  return (
    <Sheet
      open={isSheetOpen}
      onOpenChange={closeSheet}
      title={symbol}
      sub={account === null ? undefined : <Stage kind={account.kind} />}
    >
      <TicketPanel symbol={symbol} instrument={instrument} quote={quote} headless />
    </Sheet>
  );
}

function Facts({ shown }: Pick<PartProps, "shown">) {
  const { instrument, resolution, onResolution } = shown;
  if (instrument === undefined) return null;
  return (
    <div className="min-h-0 flex-1 overflow-auto max-md:overflow-visible">
      <InstrumentFacts instrument={instrument} resolution={resolution} onResolution={onResolution} />
    </div>
  );
}

/** Under the ticket: what the order would change, depth and last trades, and what is known of the instrument. */
function Aside({ shown, account }: PartProps) {
  const t = useTranslations("whatIf");
  const book = useTranslations("desk.book");
  const { instrument, quote } = shown;
  const [tab, setTab] = useState<"what-if" | "book" | "instrument">("what-if");
  if (account === null) return <Facts shown={shown} />;
  return (
    <Tabs
      label={t("title")}
      value={tab}
      onChange={setTab}
      items={[
        { value: "what-if", label: t("title"), content: <WhatIf account={account} symbol={shown.symbol} /> },
        {
          value: "book",
          label: book("title"),
          content:
            instrument === undefined ? null : (
              <BookPanel key={instrument.instrumentId} instrument={instrument} quote={quote} />
            ),
        },
        { value: "instrument", label: t("instrument"), content: <Facts shown={shown} /> },
      ]}
      className="flex-1"
    />
  );
}

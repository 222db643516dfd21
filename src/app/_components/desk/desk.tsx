"use client";

import { ListOrdered } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { IconButton, lazily, Sheet, SkeletonRows } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { useIsNarrow, useIsPhone, useIsScreenKnown, useIsWide, WIDE } from "@/app/_lib/use-media";
import { ChartPane } from "../market/chart/chart-pane";
import { useInstruments } from "../market/use-instruments";
import { useWatchState } from "../market/watch-panel/watch-state";
import { Aside } from "./aside-late";
import { useLowerTab } from "./blotter/use-lower-tab";
import { ChartGrid } from "./charts/chart-grid";
import { type PartProps, useDeskInstrument } from "./desk-instrument";
import { DeskPanels, type Maximized } from "./layout/desk-panels";
import { DeskTools } from "./layout/desk-tools";
import { useDeskLayout } from "./layout/layout-state";
import type { LayoutControl } from "./layout/maximize-button";
import type { ChartTrade, TradeMarksProps } from "./levels/trade-marks";
import { Lower } from "./lower";
import { Stage } from "./scope/stage";
import { TicketPanel } from "./ticket/ticket-panel";
import { TradeStateProvider, useTradeState } from "./trading/trade-state";
import { useAccount } from "./trading/use-account";
import { useTradeKeys } from "./trading/use-trade-keys";
import { useFills, usePositions, useWorkingOrders } from "./trading/use-trading";

const LIST_ROWS = 12;
// After the chart: neither its first paint nor its data wait for them.
const TradeMarks = lazily(() => import("./levels/trade-marks").then((module) => module.TradeMarks));
const NoMarketData = lazily(() => import("../market/sample-data").then((module) => module.NoMarketData), DeskLoading);
// Where there is room they stand beside the chart, under a narrow one or in a sheet they are loaded when somebody gets there.
const WatchPanel = lazily(
  () => import("../market/watch-panel/watch-panel").then((module) => module.WatchPanel),
  ListsLoading,
);
if (typeof window !== "undefined" && window.matchMedia(WIDE).matches) WatchPanel.ahead();
const LayoutSync = lazily(() => import("./layout/layout-sync").then((module) => module.LayoutSync));
const Wishes = lazily(() => import("./blotter/wishes").then((module) => module.Wishes));

function ListsLoading() {
  const t = useTranslations("watchPanel");
  return <SkeletonRows rows={LIST_ROWS} label={t("loading")} />;
}

function DeskLoading() {
  const t = useTranslations("desk");
  return <SkeletonRows rows={LIST_ROWS} label={t("chart")} />;
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

function Trading() {
  const shown = useDeskInstrument();
  const { symbol, instrument, quote, choose } = shown;
  const { account } = useAccount();
  const mayTrade = useMayTrade();
  const phone = useIsPhone();
  const isScreenKnown = useIsScreenKnown();
  const wide = useIsWide();
  const narrow = useIsNarrow();
  const watch = useWatchState();
  const { wish } = useTradeState();
  const { change } = useDeskLayout();
  const [isReady, setReady] = useState(false);
  const onReady = useCallback(() => setReady(true), []);
  const isRoomy = isReady && isScreenKnown && !phone;
  const [maximized, setMaximized] = useState<Maximized>(null);
  useTradeKeys(mayTrade);
  useTicketTab(isScreenKnown && !wide && !phone);
  const layout = {
    maximized,
    setMaximized,
    reset: () => {
      change({ charts: 1, sizes: { columns: {}, middle: {}, trade: {} } });
      watch.change({ open: true });
      setMaximized(null);
    },
  };
  return (
    <>
      <DeskPanels
        watch={
          wide ? (
            <WatchPanel
              symbol={symbol}
              instrument={instrument}
              onChoose={choose}
              onHide={() => watch.change({ open: false })}
            />
          ) : narrow ? null : (
            <ListsLoading />
          )
        }
        isWatchOpen={watch.open}
        onWatch={(open) => watch.change({ open })}
        chart={<DeskChart shown={shown} account={account} layout={layout} isRoomy={isRoomy} onReady={onReady} />}
        lower={<Lower shown={shown} account={account} layout={layout} isWide={wide} />}
        ticket={wide ? <TicketPanel symbol={symbol} instrument={instrument} quote={quote} /> : null}
        whatIf={wide ? <Aside shown={shown} account={account} /> : null}
        maximized={maximized}
      />
      {isRoomy ? <LayoutSync /> : null}
      {phone ? <TicketSheet shown={shown} account={account} /> : null}
      {account === null || !isScreenKnown || (phone && wish === null) ? null : (
        <Wishes account={account} mayTrade={mayTrade} />
      )}
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
      <Marks accountId={account?.accountId ?? null} symbol={symbol} quote={quote} onMarks={setTrade} />
      <ChartGrid first={shown} isRoomy={isRoomy} onOpen={(chosen) => choose(chosen, "push")}>
        <ChartPane
          symbol={symbol}
          resolution={resolution}
          onResolution={onResolution}
          instrument={instrument}
          isUnknown={isUnknown}
          trade={trade}
          lists={lists.button}
          tools={<DeskTools of="chart" layout={layout} />}
          onReady={onReady}
        />
      </ChartGrid>
    </>
  );
}

/** What draws marks is loaded once there is one: most instruments are only looked at. */
function Marks(props: TradeMarksProps) {
  const { accountId, symbol } = props;
  const { previewed } = useTradeState();
  const isOfSymbol = (one: { readonly symbol: string }) => one.symbol === symbol;
  const orders = useWorkingOrders(accountId).data?.rows.some(isOfSymbol) ?? false;
  const held = usePositions(accountId).data?.some(isOfSymbol) ?? false;
  const filled = (useFills(accountId, symbol).rows?.length ?? 0) > 0;
  const [isAsked, setAsked] = useState(false);
  // It stays, for it takes away too what is there no more.
  if (!isAsked && (previewed !== null || orders || held || filled)) setAsked(true);
  return isAsked ? <TradeMarks {...props} /> : null;
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

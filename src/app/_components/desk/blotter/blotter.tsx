"use client";

import { type ReactNode, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/app/_components/table";
import { Banner, Button, EmptyState, Tabs } from "@/app/_components/ui";
import { useMayTrade } from "@/app/_lib/session";
import { OutageBanner } from "../../portfolio/reconcile/outage-banner";
import { useTradeState } from "../trading/trade-state";
import type { AccountView, OrderView } from "../trading/types";
import { useAlgos, useFills, useOrders, useWorkingOrders } from "../trading/use-trading";
import { Algos, workingAlgos } from "./algos";
import { useFillColumns } from "./fill-columns";
import type { MarkedPosition } from "./marks";
import { useAllOrderColumns, useWorkingColumns } from "./order-columns";
import { usePositionColumns } from "./position-columns";
import { StreamNote } from "./stream-note";
import { LOWER_TABS, type LowerTab, useLowerTab } from "./use-lower-tab";
import { useMarkedPositions } from "./use-marked-positions";
import { useSymbols } from "./use-symbols";

export interface BlotterProps {
  readonly account: AccountView;
  readonly symbol: string;
  readonly onSymbol: (symbol: string) => void;
  /** Tabs before those of the blotter, where the ticket has no place of its own. */
  readonly before: readonly { readonly value: LowerTab; readonly label: string; readonly content: ReactNode }[];
  /** At the right end of the tabs. */
  readonly tools: ReactNode;
}

/** Positions, orders and fills of an account: rows stay where they are while they change. */
export function Blotter({ account, symbol, onSymbol, before, tools }: BlotterProps) {
  const t = useTranslations("blotter");
  const mayTrade = useMayTrade();
  const [tab, setTab] = useLowerTab();
  const [toolsInto, setToolsInto] = useState<HTMLElement | null>(null);
  const { setWish, openTicket } = useTradeState();
  const working = useWorkingOrders(account.accountId);
  const positions = useMarkedPositions(account.accountId);
  const orders = useOrders(account.accountId);
  const fills = useFills(account.accountId, null);
  const algos = useAlgos(account.accountId);
  const common = { account, toolsInto };
  const open = (order: OrderView) => setWish({ do: "show", orderId: order.orderId });
  const shown = tab === "ticket" || tab === "what-if" ? (before.length === 0 ? "positions" : tab) : tab;
  const ticket = mayTrade ? (
    <Button onClick={() => openTicket("buy")} keys="B">
      {t("openTicket")}
    </Button>
  ) : null;
  // On a phone it stands under the rows: beside the tabs there is no room.
  const action =
    mayTrade && shown === "working" && (working.data?.rows.length ?? 0) > 0 ? (
      <Button size="sm" onClick={() => setWish({ do: "cancelAll" })} className="max-md:h-11 max-md:w-full">
        {t("cancelAll")}
      </Button>
    ) : mayTrade && shown === "positions" && (positions.rows?.length ?? 0) > 0 ? (
      <Button
        size="sm"
        variant="danger"
        onClick={() => setWish({ do: "flatten" })}
        className="max-md:h-11 max-md:w-full"
      >
        {t("flatten")}
      </Button>
    ) : null;
  const contents: Record<
    (typeof LOWER_TABS)[number],
    { readonly count: string | undefined; readonly content: ReactNode }
  > = {
    positions: {
      count: countOf(positions.rows),
      content: (
        <Positions
          {...common}
          positions={positions}
          symbol={symbol}
          onSymbol={onSymbol}
          mayTrade={mayTrade}
          next={ticket}
        />
      ),
    },
    working: {
      count: countOf(working.data?.rows),
      content: <Working {...common} working={working} mayTrade={mayTrade} onOpen={open} next={ticket} />,
    },
    algos: {
      count: countOf(workingAlgos(algos.rows)),
      content: <Algos toolsInto={toolsInto} algos={algos} empty={<Nothing of="algos" next={ticket} />} />,
    },
    orders: {
      count: countOf(orders.rows, orders.more !== null),
      content: <Orders {...common} onOpen={open} next={ticket} />,
    },
    fills: {
      count: countOf(fills.rows, fills.more !== null),
      content: <Fills {...common} onOpen={(orderId) => setWish({ do: "show", orderId })} next={ticket} />,
    },
  };
  return (
    <section aria-label={t("title")} className="flex min-h-0 min-w-0 flex-1 flex-col bg-bg-1">
      <StreamNote />
      <OutageBanner accountId={account.accountId} />
      <Tabs
        label={t("title")}
        items={[
          ...before,
          ...LOWER_TABS.map((value) => {
            const { count, content } = contents[value];
            return { value, label: t(`tabs.${value}`), ...(count === undefined ? {} : { count }), content };
          }),
        ]}
        value={shown}
        onChange={(next) => void setTab(next)}
        tools={
          <>
            <span className="contents max-md:hidden">{action}</span>
            <span ref={setToolsInto} className="flex items-center gap-1" />
            {tools}
          </>
        }
        className="flex-1 max-md:flex-none"
      />
      {action === null ? null : <div className="px-4 py-3 md:hidden">{action}</div>}
    </section>
  );
}

/** How many rows there are, with a plus where more wait on the server; undefined while they are read. */
const countOf = (rows: readonly unknown[] | undefined, hasMore = false) =>
  rows === undefined ? undefined : `${rows.length}${hasMore ? "+" : ""}`;

interface PartProps {
  readonly account: AccountView;
  readonly toolsInto: HTMLElement | null;
  /** The next step where there is nothing. */
  readonly next: ReactNode;
}

function Nothing({ of, next }: { readonly of: (typeof LOWER_TABS)[number]; readonly next: ReactNode }) {
  const t = useTranslations("blotter.empty");
  return (
    <EmptyState title={t(of)} actions={next}>
      {t(`${of}Text`)}
    </EmptyState>
  );
}

interface PositionsProps extends PartProps {
  readonly positions: ReturnType<typeof useMarkedPositions>;
  readonly symbol: string;
  readonly onSymbol: (symbol: string) => void;
  readonly mayTrade: boolean;
}

const positionId = (position: MarkedPosition) => position.symbol;

function Positions({ positions, symbol, onSymbol, mayTrade, toolsInto, next }: PositionsProps) {
  const t = useTranslations("blotter");
  const { tickOf } = useSymbols();
  const { setWish } = useTradeState();
  const actions = useMemo(
    () => ({ mayTrade, onClose: (position: MarkedPosition) => setWish({ do: "close", position }) }),
    [mayTrade, setWish],
  );
  return (
    <DataTable
      id="desk-positions"
      headless
      toolsInto={toolsInto}
      label={t("tabs.positions")}
      columns={usePositionColumns(tickOf, actions)}
      rows={positions.rows}
      rowId={positionId}
      error={positions.error}
      failedTitle={t("failed.positions")}
      safe={t("safe")}
      onRetry={positions.retry}
      selectedId={symbol}
      onOpen={(position) => onSymbol(position.symbol)}
      filterable={false}
      exportName="positions"
      empty={<Nothing of="positions" next={next} />}
    />
  );
}

const orderId = (order: OrderView) => order.orderId;

interface WorkingProps extends PartProps {
  readonly working: ReturnType<typeof useWorkingOrders>;
  readonly mayTrade: boolean;
  readonly onOpen: (order: OrderView) => void;
}

function Working({ working, mayTrade, onOpen, toolsInto, next }: WorkingProps) {
  const t = useTranslations("blotter");
  const { tickOf } = useSymbols();
  const { setWish } = useTradeState();
  const actions = useMemo(
    () => ({
      mayTrade,
      onModify: (order: OrderView) => setWish({ do: "modify", order, drawnTo: null }),
      onCancel: (order: OrderView) => setWish({ do: "cancel", order }),
    }),
    [mayTrade, setWish],
  );
  const rows = working.data?.rows;
  const unknown = rows?.filter(({ status }) => status === "unknown").length ?? 0;
  return (
    <>
      {unknown === 0 ? null : <Banner>{t("unknownOrders", { count: unknown })}</Banner>}
      <DataTable
        id="desk-working"
        headless
        toolsInto={toolsInto}
        label={t("tabs.working")}
        columns={useWorkingColumns(tickOf, actions)}
        rows={rows}
        rowId={orderId}
        error={working.error}
        failedTitle={t("failed.working")}
        safe={t("safe")}
        onRetry={() => void working.refetch()}
        onOpen={onOpen}
        filterable={false}
        exportName="working-orders"
        empty={<Nothing of="working" next={next} />}
      />
    </>
  );
}

function Orders({ account, onOpen, toolsInto, next }: PartProps & { readonly onOpen: (order: OrderView) => void }) {
  const t = useTranslations("blotter");
  const { tickOf } = useSymbols();
  const orders = useOrders(account.accountId);
  return (
    <DataTable
      id="desk-orders"
      headless
      toolsInto={toolsInto}
      label={t("tabs.orders")}
      columns={useAllOrderColumns(tickOf)}
      rows={orders.rows}
      rowId={orderId}
      error={orders.error}
      failedTitle={t("failed.orders")}
      safe={t("safe")}
      onRetry={orders.retry}
      onOpen={onOpen}
      filterable={false}
      exportName="orders"
      more={orders.more}
      empty={<Nothing of="orders" next={next} />}
    />
  );
}

function Fills({
  account,
  onOpen,
  toolsInto,
  next,
}: PartProps & { readonly onOpen: (orderId: OrderView["orderId"]) => void }) {
  const t = useTranslations("blotter");
  const { tickOf } = useSymbols();
  const fills = useFills(account.accountId, null);
  return (
    <DataTable
      id="desk-fills"
      headless
      toolsInto={toolsInto}
      label={t("tabs.fills")}
      columns={useFillColumns(tickOf)}
      rows={fills.rows}
      rowId={fillId}
      error={fills.error}
      failedTitle={t("failed.fills")}
      safe={t("safe")}
      onRetry={fills.retry}
      onOpen={(fill) => onOpen(fill.orderId)}
      filterable={false}
      exportName="fills"
      more={fills.more}
      empty={<Nothing of="fills" next={next} />}
    />
  );
}

const fillId = (fill: { readonly execId: string; readonly orderId: string }) => `${fill.orderId} ${fill.execId}`;

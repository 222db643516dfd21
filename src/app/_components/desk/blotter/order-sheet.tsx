"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button, FailedState, Sheet, SkeletonRows } from "@/app/_components/ui";
import { formatPrice } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { writeQty } from "../trading/amounts";
import type { OrderDetail, OrderView } from "../trading/types";
import type { TickOf } from "./column-parts";
import { feesText } from "./fill-columns";
import { Status } from "./order-columns";
import { mayCancel, mayChange, useOrderWords } from "./order-words";

const SKELETON_ROWS = 8;

export interface OrderSheetProps {
  readonly orderId: OrderView["orderId"];
  readonly tickOf: TickOf;
  readonly mayTrade: boolean;
  readonly onModify: (order: OrderView) => void;
  readonly onCancel: (order: OrderView) => void;
  readonly onOpen: (orderId: OrderView["orderId"]) => void;
  readonly onClose: () => void;
}

/** One order: what it is, everything that happened to it, its fills, and what hangs on it. */
export function OrderSheet({ orderId, tickOf, mayTrade, onModify, onCancel, onOpen, onClose }: OrderSheetProps) {
  const t = useTranslations("timeline");
  const words = useOrderWords();
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.orders.get.queryOptions({ orderId }));
  const order = data?.order;
  return (
    <Sheet open onOpenChange={onClose} title={order === undefined ? t("loading") : words.name(order)}>
      {data === undefined || order === undefined ? (
        error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("failed")} error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <div className="flex flex-col">
          {mayTrade && (mayChange(order) || mayCancel(order)) ? (
            <OrderButtons order={order} onModify={onModify} onCancel={onCancel} />
          ) : null}
          <Facts order={order} tick={tickOf(order.symbol)} />
          <Events detail={data} />
          <Fills detail={data} tick={tickOf(order.symbol)} />
          <Linked detail={data} onOpen={onOpen} />
        </div>
      )}
    </Sheet>
  );
}

function OrderButtons({
  order,
  onModify,
  onCancel,
}: Pick<OrderSheetProps, "onModify" | "onCancel"> & { readonly order: OrderView }) {
  const t = useTranslations("blotter");
  return (
    <div className="flex gap-2 border-b border-line-2 px-4 py-2">
      {mayChange(order) ? (
        <Button onClick={() => onModify(order)} className="max-md:h-11">
          {t("modify")}
        </Button>
      ) : null}
      {mayCancel(order) ? (
        <Button variant="danger" onClick={() => onCancel(order)} className="max-md:h-11">
          {t("cancel")}
        </Button>
      ) : null}
    </div>
  );
}

function Heading({ children }: { readonly children: string }) {
  return <h3 className="border-y border-line-2 bg-bg-1 px-4 py-1.5 text-12 font-semibold">{children}</h3>;
}

function Facts({ order, tick }: { readonly order: OrderView; readonly tick: string }) {
  const t = useTranslations("timeline");
  const b = useTranslations("blotter");
  const words = useOrderWords();
  const format = useFormat();
  const price = (text: string | null) => (text === null ? null : formatPrice(Number(text), tick));
  const rows = [
    [b("status"), <Status key="status" order={order} />],
    [b("filled"), `${writeQty(order.filledQty)} / ${writeQty(order.qty)}`],
    [b("average"), price(order.averagePrice)],
    [b("limit"), price(order.limitPrice)],
    [b("stop"), price(order.stopPrice) ?? words.trail(order)],
    ["TIF", words.time(order)],
    [b("created"), format.dateTime(order.createdAt, true)],
    [t("id"), order.orderId],
    [t("venueId"), order.venueOrderId],
  ] as const;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 px-4 py-2 text-12 leading-6">
      {rows
        .filter(([, value]) => value !== null)
        .map(([label, value]) => (
          <div key={label} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-tx-3">{label}</dt>
            <dd className="num truncate text-right">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

const KNOWN_EVENTS = [
  "requested",
  "approved",
  "denied",
  "sent",
  "accepted",
  "refused",
  "unresolved",
  "filled",
  "busted",
  "corrected",
  "cancel_requested",
  "cancel_rejected",
  "canceled",
  "replace_requested",
  "replaced",
  "replace_rejected",
  "triggered",
  "trailed",
  "expired",
  "quarantined",
] as const;

/** Facts of an event in the order they are stored, as name and value: what is not a plain value is written as JSON. */
export function factsText(facts: Readonly<Record<string, unknown>>): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" · ");
}

function Events({ detail }: { readonly detail: OrderDetail }) {
  const t = useTranslations("timeline");
  const format = useFormat();
  return (
    <>
      <Heading>{t("events")}</Heading>
      <ol className="px-4 py-1">
        {detail.events.map((event) => {
          const known = KNOWN_EVENTS.find((one) => one === event.type);
          return (
            <li
              key={event.version}
              className="grid grid-cols-[64px_1fr] gap-x-3 border-b border-line-1 py-1.5 text-12 last:border-b-0"
            >
              <span className="num text-tx-3" title={t("at", { time: format.dateTime(event.at, true) })}>
                {format.time(event.at)}
              </span>
              <span className="min-w-0">
                <b>{known === undefined ? t("event.other", { type: event.type }) : t(`event.${known}`)}</b>
                <span className="num block text-11 break-words text-tx-3">{factsText(event.facts)}</span>
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

function Fills({ detail, tick }: { readonly detail: OrderDetail; readonly tick: string }) {
  const t = useTranslations("timeline");
  const format = useFormat();
  return (
    <>
      <Heading>{t("fills")}</Heading>
      {detail.fills.length === 0 ? (
        <p className="px-4 py-2 text-12 text-tx-3">{t("noFills")}</p>
      ) : (
        <ul className="px-4 py-1">
          {detail.fills.map((fill) => (
            <li key={fill.execId} className="num flex gap-3 py-1 text-12">
              <span className="text-tx-3">{format.time(fill.at)}</span>
              <span className="flex-1">
                {writeQty(fill.qty)} @ {formatPrice(Number(fill.price), tick)}
              </span>
              <span className="text-tx-3">{feesText(fill)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Linked({ detail, onOpen }: { readonly detail: OrderDetail } & Pick<OrderSheetProps, "onOpen">) {
  const t = useTranslations("timeline");
  const words = useOrderWords();
  if (detail.linked.length === 0) return null;
  return (
    <>
      <Heading>{t("linked")}</Heading>
      <ul className="px-4 py-1">
        {detail.linked.map((order) => (
          <li key={order.orderId} className="flex items-center gap-3 py-1 text-12">
            <button
              type="button"
              onClick={() => onOpen(order.orderId)}
              className="link min-w-0 flex-1 truncate text-left max-md:min-h-11"
            >
              {words.name(order)}
            </button>
            <Status order={order} />
          </li>
        ))}
      </ul>
    </>
  );
}

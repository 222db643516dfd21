"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Link, Panel } from "@/app/_components/ui";
import { formatNumber, formatPrice, NOT_AVAILABLE } from "@/app/_lib/format";
import { useQuotes } from "@/app/_lib/quotes";
import { withScope } from "@/app/_lib/scope";
import { leavesOf, useOrderWords } from "../desk/blotter/order-words";
import { useSymbols } from "../desk/blotter/use-symbols";
import { writeQty } from "../desk/trading/amounts";
import type { AccountView, OrderView } from "../desk/trading/types";
import type { Home } from "./use-home";

const NEAREST = 7;
const PERCENT = 100;
const NONE: readonly OrderView[] = [];

/** The price that an order waits at; null for one that takes what comes, and for a trail that has none yet. */
const priceOf = ({ limitPrice, stopPrice }: OrderView) => stopPrice ?? limitPrice;

/** How far the market is from an order, a fraction of its price; null is unknown. */
function awayOf(order: OrderView, last: number | null | undefined): number | null {
  const price = priceOf(order);
  if (price === null || last === null || last === undefined || last === 0) return null;
  return (Number(price) - last) / last;
}

/** Orders that wait, the nearest to the market first. */
export function OrdersPanel({ account, home }: { readonly account: AccountView; readonly home: Home }) {
  const t = useTranslations("home.orders");
  const words = useOrderWords();
  const { tickOf, idOf } = useSymbols();
  const orders = home.orders ?? NONE;
  const ids = useMemo(() => [...new Set(orders.flatMap(({ symbol }) => idOf(symbol) ?? []))], [orders, idOf]);
  const quotes = useQuotes(ids);
  if (orders.length === 0) return null;
  const rows = orders
    .map((order) => ({ order, away: awayOf(order, quotes.get(idOf(order.symbol) ?? -1)?.last) }))
    .toSorted((left, right) => Math.abs(left.away ?? Infinity) - Math.abs(right.away ?? Infinity));
  const head = "px-2 pt-1.5 pb-1 font-normal text-tx-3";
  return (
    <Panel
      title={t("title")}
      sub={rows.length > NEAREST ? t("nearest", { shown: NEAREST, of: rows.length }) : String(rows.length)}
      tools={
        <Link
          href={`/chart?account=${account.accountId}&under=working`}
          className="link text-11 max-md:min-h-11 max-md:content-center"
        >
          {t("all")}
        </Link>
      }
    >
      <table className="num w-full text-12 leading-4.5">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr className="text-left">
            <th scope="col" className={`${head} pl-3 max-md:pl-4`}>
              {t("symbol")}
            </th>
            <th scope="col" className={head}>
              {t("order")}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t("qty")}
            </th>
            <th scope="col" className={`${head} text-right`}>
              {t("price")}
            </th>
            <th scope="col" className={`${head} pr-3 text-right max-md:pr-4`}>
              {t("away")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, NEAREST).map(({ order, away }) => {
            const price = priceOf(order);
            return (
              <tr key={order.orderId} className="h-5.5">
                <td className="pl-3 max-md:pl-4">
                  <Link
                    href={`${withScope("/chart", { symbol: order.symbol, resolution: "1d", account: account.accountId })}&under=working`}
                    className="font-semibold hover:underline"
                  >
                    {order.symbol}
                  </Link>
                </td>
                <td className="px-2 text-tx-2">
                  {words.side(order.side)} {words.type(order).toLowerCase()}
                  {order.status === "working" ? null : (
                    <span className={order.status === "unknown" ? "text-warn" : "text-tx-3"}>
                      , {words.status(order.status).toLowerCase()}
                    </span>
                  )}
                </td>
                <td className="px-2 text-right">{writeQty(leavesOf(order))}</td>
                <td className="px-2 text-right">
                  {price === null ? (words.trail(order) ?? "") : formatPrice(Number(price), tickOf(order.symbol))}
                </td>
                <td className="pr-3 pl-2 text-right max-md:pr-4">
                  {away === null ? (
                    <span className="text-tx-3" title={t("awayUnknown")}>
                      {NOT_AVAILABLE}
                    </span>
                  ) : (
                    formatNumber(away * PERCENT, { decimals: 2, signed: true })
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Panel>
  );
}

"use client";

import { useTranslations } from "use-intl";
import { EmptyState, SkeletonRows } from "@/app/_components/ui";
import { formatNumber, tickDecimals } from "@/app/_lib/format";
import { type LiveQuote, useDepth } from "@/app/_lib/quotes";
import { useFormat } from "@/app/_lib/use-format";
import type { DepthLevel, TapeTrade } from "@/modules/data";
import type { Instrument } from "../../market/types";
import { sizeText } from "./size-text";

const SKELETON_ROWS = 6;

interface BookPanelProps {
  readonly instrument: Instrument;
  readonly quote: LiveQuote | undefined;
}

/** What rests at the best prices of an instrument's market, and what was traded last, as its feed tells it. */
export function BookPanel({ instrument, quote }: BookPanelProps) {
  const t = useTranslations("desk.book");
  const depth = useDepth(instrument.instrumentId);
  const decimals = tickDecimals(instrument.tick);
  const isStale = quote?.state !== "live";
  if (depth === null)
    return quote === undefined || isStale ? (
      <EmptyState title={t("none")}>{t("noneText")}</EmptyState>
    ) : (
      <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
    );
  const { bids, asks, trades } = depth;
  const largest = Math.max(...[...bids, ...asks].map(([, size]) => size), 0);
  return (
    <div className={isStale ? "min-h-0 flex-1 overflow-auto text-tx-3" : "min-h-0 flex-1 overflow-auto"}>
      {bids.length + asks.length === 0 ? (
        <p className="p-3 text-12 text-tx-3">{t("noDepth")}</p>
      ) : (
        <>
          <Levels caption={t("asks")} levels={asks.toReversed()} side="ask" largest={largest} decimals={decimals} />
          <Spread bid={bids[0]} ask={asks[0]} decimals={decimals} />
          <Levels caption={t("bids")} levels={bids} side="bid" largest={largest} decimals={decimals} />
        </>
      )}
      <Trades trades={trades} decimals={decimals} />
    </div>
  );
}

interface LevelsProps {
  readonly caption: string;
  readonly levels: readonly DepthLevel[];
  readonly side: "bid" | "ask";
  /** The largest size of both sides. */
  readonly largest: number;
  readonly decimals: number;
}

function Levels({ caption, levels, side, largest, decimals }: LevelsProps) {
  const t = useTranslations("desk.book");
  return (
    <table className="w-full text-12">
      <caption className="sr-only">{caption}</caption>
      <thead className={side === "bid" ? "sr-only" : "text-11 text-tx-3"}>
        <tr className="h-6">
          <th scope="col" className="px-3 text-left font-normal">
            {t("price")}
          </th>
          <th scope="col" className="px-3 text-right font-normal">
            {t("size")}
          </th>
        </tr>
      </thead>
      <tbody className="num">
        {levels.map(([price, size]) => (
          <tr key={price} className="h-5">
            <td className={side === "bid" ? "px-3 text-up" : "px-3 text-down"}>{formatNumber(price, { decimals })}</td>
            <td className="relative px-3 text-right">
              <span
                aria-hidden="true"
                className={
                  side === "bid"
                    ? "absolute inset-y-px right-0 bg-up opacity-15"
                    : "absolute inset-y-px right-0 bg-down opacity-15"
                }
                style={{ width: `${largest === 0 ? 0 : (100 * size) / largest}%` }}
              />
              <span className="relative">{sizeText(size)}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface SpreadProps {
  readonly bid: DepthLevel | undefined;
  readonly ask: DepthLevel | undefined;
  readonly decimals: number;
}

function Spread({ bid, ask, decimals }: SpreadProps) {
  const t = useTranslations("desk.book");
  if (bid === undefined || ask === undefined) return null;
  return (
    <p className="num border-y border-line-1 px-3 py-0.5 text-11 text-tx-3">
      {t("spread", { spread: formatNumber(ask[0] - bid[0], { decimals }) })}
    </p>
  );
}

function Trades({ trades, decimals }: { readonly trades: readonly TapeTrade[]; readonly decimals: number }) {
  const t = useTranslations("desk.book");
  const format = useFormat();
  if (trades.length === 0) return <p className="border-t border-line-2 p-3 text-12 text-tx-3">{t("noTrades")}</p>;
  return (
    <table className="w-full border-t border-line-2 text-12">
      <caption className="px-3 pt-2 text-left text-11 text-tx-3">{t("trades")}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t("time")}</th>
          <th scope="col">{t("price")}</th>
          <th scope="col">{t("size")}</th>
        </tr>
      </thead>
      <tbody className="num">
        {keyed(trades).map(({ key, eventMs, price, size }) => (
          <tr key={key} className="h-5">
            <td className="px-3 text-tx-3">{format.time(eventMs, true)}</td>
            <td className="text-right">{formatNumber(price, { decimals })}</td>
            <td className="px-3 text-right">{size === null ? "" : sizeText(size)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Trades of one moment at one price may be several: each has its number among them. */
function keyed(trades: readonly TapeTrade[]) {
  const seen = new Map<string, number>();
  return trades.map((trade) => {
    const name = `${trade.eventMs} ${trade.price} ${trade.size}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { ...trade, key: `${name} ${count}` };
  });
}

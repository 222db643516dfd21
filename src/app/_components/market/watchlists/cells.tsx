"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { SignedNumber } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import {
  formatDate,
  formatDuration,
  formatNumber,
  formatPercent,
  formatPrice,
  NOT_AVAILABLE,
  tickDecimals,
} from "@/app/_lib/format";
import type { LiveQuote } from "@/app/_lib/quotes";
import type { Instrument } from "../types";
import { SparkLine } from "./spark-line";
import type { StoredPrice, Watchlist } from "./use-watchlists";

export type Column = Watchlist["columns"][number];

export interface CellFacts {
  readonly instrument: Instrument;
  readonly live: LiveQuote | undefined;
  readonly stored: StoredPrice | undefined;
}

function Unknown({ why }: { readonly why: string }) {
  return (
    <span className="text-tx-3" title={why}>
      {NOT_AVAILABLE}
      <span className="sr-only">. {why}</span>
    </span>
  );
}

/** What is known of the price: live, else the last stored close, which is grey and says its date. */
function priceOf({ live, stored }: CellFacts) {
  if (live !== undefined && live.last !== null) {
    const change = live.reference === null ? null : live.last - live.reference;
    return { last: live.last, change, ratio: live.change, isOld: live.state === "stale" };
  }
  if (stored === undefined) return null;
  const { last, previousClose } = stored;
  const change = previousClose === null ? null : last - previousClose;
  return {
    last,
    change,
    ratio: change === null || previousClose === null ? null : change / previousClose,
    isOld: true,
  };
}

/** One cell of a list. Stale is grey; what is not known is n/a with the reason. */
export function WatchCell({ column, facts }: { readonly column: Column; readonly facts: CellFacts }): ReactNode {
  const t = useTranslations("watchlists");
  const { instrument, live, stored } = facts;
  const price = priceOf(facts);
  const { tick } = instrument;
  switch (column) {
    case "name":
      return <span className="text-tx-2">{instrument.name}</span>;
    case "last":
      if (price === null) return <Unknown why={t("noPrice")} />;
      return <span className={price.isOld ? "text-stale" : undefined}>{formatPrice(price.last, tick)}</span>;
    case "change":
      if (price === null || price.change === null) return <Unknown why={t("noPrevious")} />;
      return (
        <SignedNumber
          value={price.change}
          text={formatNumber(price.change, { decimals: tickDecimals(tick), signed: true })}
          stale={price.isOld}
        />
      );
    case "changePercent":
      if (price === null || price.ratio === null) return <Unknown why={t("noPrevious")} />;
      return (
        <SignedNumber
          value={price.ratio}
          text={formatPercent(price.ratio, { signed: true, unit: false })}
          stale={price.isOld}
        />
      );
    case "bid":
    case "ask": {
      const side = live?.[column] ?? null;
      if (side === null) return <Unknown why={t("noLive")} />;
      return <span className={cn(live?.state === "stale" ? "text-stale" : null)}>{formatPrice(side, tick)}</span>;
    }
    case "age":
      return <Age live={live} stored={stored} />;
    case "spark":
      return <Spark stored={stored} tick={tick} />;
    default:
      return column satisfies never;
  }
}

function Age({ live, stored }: Pick<CellFacts, "live" | "stored">) {
  const t = useTranslations("watchlists");
  if (live === undefined) {
    if (stored === undefined) return <Unknown why={t("noPrice")} />;
    const date = formatDate(stored.sessionMs, "UTC");
    return (
      <span className="text-warn" title={t("closeOf", { date })}>
        {date}
        <span className="sr-only">. {t("closeOf", { date })}</span>
      </span>
    );
  }
  const age = formatDuration(live.ageMs);
  const mark = live.origin === "simulated" ? t("sim") : live.origin === "replay" ? t("replay") : null;
  const why = live.state === "stale" ? t("stale", { age }) : live.state === "closed" ? t("closed", { age }) : undefined;
  return (
    <span className={live.state === "stale" ? "text-warn" : "text-tx-2"} title={why}>
      {mark === null ? null : <span className="mr-1 text-11 text-tx-3">{mark}</span>}
      {age}
    </span>
  );
}

function Spark({ stored, tick }: { readonly stored: StoredPrice | undefined; readonly tick: string }) {
  const t = useTranslations("watchlists");
  const closes = stored?.spark.closes ?? [];
  if (stored === undefined || closes.length < 2) return <Unknown why={t("noSpark")} />;
  const words = {
    count: closes.length,
    from: formatPrice(closes[0], tick),
    to: formatPrice(closes.at(-1), tick),
  };
  const label = stored.spark.of === "session" ? t("sparkSession", words) : t("sparkSessions", words);
  return <SparkLine closes={closes} label={label} />;
}

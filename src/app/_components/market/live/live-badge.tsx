"use client";

import { useTranslations } from "use-intl";
import { Chip, Lamp, type LampState, SignedNumber } from "@/app/_components/ui";
import { formatPercent, formatPrice } from "@/app/_lib/format";
import type { LiveQuote } from "@/app/_lib/quotes";

const SECOND_MS = 1_000;
const LAMPS: Record<LiveQuote["state"], LampState> = { live: "ok", stale: "warn", closed: "off" };

/** Where a price comes from when it is not the market's: a word, not a colour. */
export function OriginChip({ origin }: { readonly origin: LiveQuote["origin"] }) {
  const t = useTranslations("live");
  if (origin === "market") return null;
  return (
    <Chip tone="warn">
      <span title={t(`origin.${origin}`)}>{t(`mark.${origin}`)}</span>
    </Chip>
  );
}

/** The latest price of an instrument, where it comes from, and whether it may be trusted: live, stale since, or closed. */
export function LiveBadge({ quote, tick }: { readonly quote: LiveQuote; readonly tick: string }) {
  const t = useTranslations("live");
  const { state, ageMs, last, bid, ask, change, origin } = quote;
  const isStale = state !== "live";
  const price = (value: number | null) => (value === null ? t("unknown") : formatPrice(value, tick));
  const age = t("age", { seconds: Math.floor(ageMs / SECOND_MS) });
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-12">
      <OriginChip origin={origin} />
      <span className={isStale ? "num font-medium text-stale" : "num font-medium text-tx-1"}>{price(last)}</span>
      <SignedNumber value={change} text={formatPercent(change, { signed: true })} stale={isStale} />
      <span className="num text-tx-3 max-lg:hidden" title={t("sides")}>
        {price(bid)} × {price(ask)}
      </span>
      <span title={t(`hint.${state}`)}>
        <Lamp state={LAMPS[state]}>{state === "stale" ? t("staleFor", { age }) : t(`state.${state}`)}</Lamp>
      </span>
    </span>
  );
}

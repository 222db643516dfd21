"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Banner, Link, SignedNumber, Skeleton, Strip, type StripItem } from "@/app/_components/ui";
import { formatMoney, NOT_AVAILABLE } from "@/app/_lib/format";
import { ledgerHref } from "./ledger-href";
import type { Overview } from "./types";

const numberOf = (text: string | null) => (text === null ? null : Number(text));

const KEYS = ["equity", "day", "open", "realized", "fees", "power", "cash"] as const;
const NOTED: ReadonlySet<string> = new Set(["equity", "day", "realized", "power"]);

/** The strip before its numbers are known, or even whose they are: nothing moves when they come. */
export function AccountStripWaiting({ currency }: { readonly currency?: string }) {
  const t = useTranslations("portfolio");
  const items = KEYS.map((key) => ({
    key,
    label: currency === undefined ? <Skeleton className="w-16" /> : t(`strip.${key}`, { currency }),
    value: <Skeleton className="w-24" />,
    ...(NOTED.has(key) ? { note: <Skeleton className="w-16" /> } : {}),
  }));
  return <Strip label={t("keyNumbers")} items={items} loud />;
}

/** What an account is worth, each number with the way to the postings behind it. */
export function AccountStrip({ overview }: { readonly overview: Overview }) {
  const t = useTranslations("portfolio");
  const { account, cash } = overview;
  const { baseCurrency, accountId } = account;
  const money = (text: string | null) => formatMoney(numberOf(text), baseCurrency);
  const signed = (text: string | null) => (
    <SignedNumber value={numberOf(text)} text={formatMoney(numberOf(text), baseCurrency, { signed: true })} />
  );
  const toLedger = (chart: Parameters<typeof ledgerHref>[1]["chart"], shown: ReactNode) => (
    <Link href={ledgerHref(accountId, { chart })} className="hover:underline" title={t("toPostings")}>
      {shown}
    </Link>
  );
  const unsettled = cash.filter((one) => Number(one.unsettled) !== 0);
  const why = (value: string | null) => (value === null ? { title: t("unknownWhy") } : {});
  const items: readonly StripItem[] = [
    {
      key: "equity",
      label: t("strip.equity", { currency: baseCurrency }),
      value: money(overview.equity),
      note: t("positionsNote", { value: money(overview.positionsValue) }),
      ...why(overview.equity),
    },
    { key: "day", label: t("strip.day"), value: signed(overview.dayPnl), note: t("dayNote"), ...why(overview.dayPnl) },
    { key: "open", label: t("strip.open"), value: signed(overview.openPnl), ...why(overview.openPnl) },
    {
      key: "realized",
      label: t("strip.realized"),
      value: toLedger("realized", signed(overview.realizedPnl)),
      note: t("incomeNote", { value: money(overview.income) }),
      ...why(overview.realizedPnl),
    },
    {
      key: "fees",
      label: t("strip.fees"),
      value: toLedger("fees", money(overview.fees)),
      ...why(overview.fees),
    },
    {
      key: "power",
      label: t("strip.power"),
      value: money(overview.buyingPower),
      note: t("reservedNote", { value: money(overview.reserved) }),
      ...why(overview.buyingPower),
    },
    {
      key: "cash",
      label: t("strip.cash"),
      value:
        cash.length === 0
          ? NOT_AVAILABLE
          : toLedger(
              "cash",
              cash.map(({ currency, settled }) => `${formatMoney(Number(settled), currency)} ${currency}`).join(" · "),
            ),
      ...(unsettled.length === 0
        ? {}
        : {
            note: t("unsettledNote", {
              value: unsettled
                .map(({ currency, unsettled: amount }) => `${formatMoney(Number(amount), currency)} ${currency}`)
                .join(" · "),
            }),
          }),
    },
  ];
  return (
    <>
      <Strip label={t("keyNumbers")} items={items} loud />
      {overview.unpriced.length === 0 ? null : (
        <Banner tone="warn">{t("unpriced", { names: overview.unpriced.join(", ") })}</Banner>
      )}
      {overview.outdated.length === 0 ? null : (
        <Banner tone="warn">{t("outdated", { names: overview.outdated.join(", ") })}</Banner>
      )}
    </>
  );
}

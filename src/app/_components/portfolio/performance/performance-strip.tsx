"use client";

import { useTranslations } from "use-intl";
import { SignedNumber, Strip, type StripItem } from "@/app/_components/ui";
import { formatDate, formatMoney, formatPercent, NOT_AVAILABLE } from "@/app/_lib/format";
import { summarizeDrawdown } from "@/modules/risk";
import type { AccountView } from "../types";
import type { Shown } from "./use-performance";

const DAY_MS = 86_400_000;
/** Over fewer days a yearly rate is mostly noise. */
const YEARLY_FROM_DAYS = 90;

const signedPercent = (value: number | null) => (
  <SignedNumber value={value} text={formatPercent(value, { signed: true })} />
);

/** How the account did in the range that is shown, in a few numbers. */
export function PerformanceStrip({ account, shown }: { readonly account: AccountView; readonly shown: Shown }) {
  const t = useTranslations("portfolio.performance");
  const { time, equity, put, growth, total, moneyWeighted, monthly } = shown.performance;
  const currency = account.baseCurrency;
  const [first, last] = [time[0] ?? 0, time.at(-1) ?? 0];
  const isLong = last - first >= YEARLY_FROM_DAYS * DAY_MS;
  const gained = (equity.at(-1) ?? Number.NaN) - (put.at(-1) ?? Number.NaN);
  const returns = monthly.map((month) => month.return);
  const items: readonly StripItem[] = [
    {
      key: "equity",
      label: t("equity", { currency }),
      value: formatMoney(equity.at(-1), currency),
      note: t("since", { date: formatDate(first, "UTC") }),
    },
    {
      key: "total",
      label: t("total"),
      value: signedPercent(total),
      note: t("totalNote"),
      ...(total === null ? { title: t("totalUnknown") } : {}),
    },
    {
      key: "gained",
      label: t("gained", { currency }),
      value: <SignedNumber value={gained} text={formatMoney(gained, currency, { signed: true })} />,
      note: t("gainedNote", { put: formatMoney(put.at(-1), currency) }),
    },
    {
      key: "yearly",
      label: t("yearly"),
      value: isLong ? signedPercent(moneyWeighted) : NOT_AVAILABLE,
      note: isLong ? t("yearlyNote") : t("yearlyShort", { days: YEARLY_FROM_DAYS }),
      ...(isLong && moneyWeighted === null ? { title: t("yearlyUnknown") } : {}),
    },
    {
      key: "drawdown",
      label: t("drawdown"),
      value: signedPercent(growth.length === 0 ? null : summarizeDrawdown(growth).maximum),
      note: t("drawdownNote", { now: formatPercent(Math.abs(shown.drawdown.at(-1) ?? Number.NaN)) }),
    },
    ...(returns.length < 2
      ? []
      : [
          {
            key: "months",
            label: t("bestMonth"),
            value: signedPercent(Math.max(...returns)),
            note: t("worstMonth", { worst: formatPercent(Math.min(...returns), { signed: true }) }),
          },
        ]),
  ];
  return <Strip label={t("keyNumbers")} items={items} loud />;
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Link, Panel, Segmented, SignedNumber } from "@/app/_components/ui";
import { formatMoney, formatNumber, formatPercent } from "@/app/_lib/format";
import { readOneOf } from "@/app/_lib/read";
import { useStored } from "@/app/_lib/stored";
import { useTRPC } from "@/app/_lib/trpc";
import { accountPerformance } from "@/modules/portfolio";
import { LinesChart } from "../charts/lines-chart";
import type { AccountView } from "../desk/trading/types";
import { DAY_RANGES, type DayRange, daysWithNow, ofRange } from "../portfolio/performance/account-days";
import type { Home } from "./use-home";

const readRange = readOneOf(DAY_RANGES);

/** What the account was worth day by day, today by live prices. Not there before there are two days to join. */
export function EquityPanel({ account, home }: { readonly account: AccountView; readonly home: Home }) {
  const t = useTranslations("home.equity");
  const trpc = useTRPC();
  const [stored, setRange] = useStored("home-equity-range", readRange);
  const range: DayRange = stored ?? "3M";
  const { data } = useQuery(
    trpc.accounts.days.queryOptions({ accountId: account.accountId }, { meta: { quiet: true } }),
  );
  const { money, overview } = home;
  const asOf = overview.data?.asOf;
  const performance = useMemo(() => {
    if (data === undefined || money === null || asOf === undefined) return null;
    return accountPerformance(ofRange(daysWithNow(data, money, asOf), range));
  }, [data, money, asOf, range]);
  const lines = useMemo(
    () =>
      performance === null
        ? []
        : [{ id: "equity", name: account.name, time: performance.time, values: performance.equity }],
    [performance, account.name],
  );
  // One short range may have too little; another one has more.
  if (data === undefined || performance === null || data.length < 2) return null;
  const write = (value: number) => formatMoney(value, account.baseCurrency);
  const total = performance.total;
  return (
    <Panel
      title={t("title")}
      sub={
        total === null ? null : (
          <>
            <SignedNumber value={total} text={formatPercent(total, { signed: true })} /> {t("timeWeighted")}
          </>
        )
      }
      tools={
        <>
          <Link
            href={`/portfolio/performance?account=${account.accountId}`}
            className="link text-11 max-md:min-h-11 max-md:content-center"
          >
            {t("more")}
          </Link>
          <Segmented
            label={t("range")}
            options={DAY_RANGES.map((value) => ({ value, label: value }))}
            value={range}
            onChange={setRange}
          />
        </>
      }
      className="min-h-70 flex-1"
    >
      {performance.time.length < 2 ? (
        <p className="px-3 py-2.5 text-12 text-tx-2 max-md:px-4">{t("tooShort")}</p>
      ) : (
        <LinesChart
          label={t("title")}
          summary={t("summary", {
            from: write(performance.equity[0] ?? 0),
            to: write(performance.equity.at(-1) ?? 0),
            currency: account.baseCurrency,
          })}
          lines={lines}
          write={write}
          writeTick={(value) => formatNumber(value)}
          className="h-61 flex-1"
        />
      )}
    </Panel>
  );
}

"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { LinesChart } from "@/app/_components/charts/lines-chart";
import { formatMoney, formatNumber, formatPercent } from "@/app/_lib/format";
import { summarizeDrawdown } from "@/modules/risk";
import type { AccountView } from "../types";
import type { Shown } from "./use-performance";

const tick = (value: number) => formatNumber(value);
const percent = (value: number) => formatPercent(value, { decimals: 1 });

/** Equity against what was put in, and below it how far the account lay under its peak. */
export function PerformanceCharts({ account, shown }: { readonly account: AccountView; readonly shown: Shown }) {
  const t = useTranslations("portfolio.performance");
  const { performance, drawdown } = shown;
  const { time, equity, put, growth } = performance;
  const write = (value: number) => formatMoney(value, account.baseCurrency);
  const lines = useMemo(
    () => [
      { id: "equity", name: account.name, time, values: equity },
      { id: "put", name: t("put"), time, values: put },
    ],
    [account.name, t, time, equity, put],
  );
  const falls = useMemo(
    () => [{ id: "drawdown", name: t("underwater"), time: time.slice(0, drawdown.length), values: drawdown }],
    [t, time, drawdown],
  );
  return (
    <>
      <LinesChart
        label={t("chart")}
        summary={t("chartSummary", {
          from: write(equity[0] ?? 0),
          to: write(equity.at(-1) ?? 0),
          currency: account.baseCurrency,
        })}
        lines={lines}
        write={write}
        writeTick={tick}
        className="h-72"
      />
      {drawdown.length < 2 ? null : (
        <LinesChart
          label={t("underwater")}
          summary={t("underwaterSummary", { worst: formatPercent(summarizeDrawdown(growth).maximum) })}
          lines={falls}
          write={percent}
          className="h-36 border-t border-line-1"
        />
      )}
    </>
  );
}

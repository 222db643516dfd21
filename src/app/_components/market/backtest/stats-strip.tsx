"use client";

import { useTranslations } from "use-intl";
import { SignedNumber, Strip, type StripItem } from "@/app/_components/ui";
import { formatInteger, formatMoney, formatNumber, formatPercent, NOT_AVAILABLE } from "@/app/_lib/format";
import type { Run, RunStats } from "../types";
import { heldLabel } from "./several/run-names";

const percent = (value: number | null, isSigned = false) =>
  formatPercent(value, { unit: false, decimals: 2, signed: isSigned });

/** The numbers one looks at first, below the verdict. */
export function StatsStrip({ run, stats }: { readonly run: Run; readonly stats: RunStats }) {
  const t = useTranslations("backtest");
  const symbol = heldLabel(run.spec, useTranslations("runs")("equalParts"));
  const held = (value: number | null) => t("heldNote", { symbol, value: percent(value, true) });
  const unknown = (value: number | null) => (value === null ? { title: t("undefinedWhy") } : {});
  const items: readonly StripItem[] = [
    {
      key: "cagr",
      label: t("strip.cagr"),
      value: <SignedNumber value={stats.cagr} text={percent(stats.cagr, true)} />,
      note: held(stats.benchmarkCagr),
      ...unknown(stats.cagr),
    },
    {
      key: "equity",
      label: t("strip.equity", { currency: run.currency }),
      value: formatMoney(stats.finalEquity, run.currency),
      note: t("totalNote", { value: percent(stats.totalReturn, true) }),
    },
    {
      key: "drawdown",
      label: t("strip.drawdown"),
      value: percent(stats.maxDrawdown),
      note: held(stats.benchmarkMaxDrawdown),
      ...unknown(stats.maxDrawdown),
    },
    {
      key: "sharpe",
      label: t("strip.sharpe"),
      value: formatNumber(stats.sharpe, { decimals: 2 }),
      note: t("sharpeNote"),
      ...unknown(stats.sharpe),
    },
    {
      key: "volatility",
      label: t("strip.volatility"),
      value: percent(stats.volatility),
      note: t("volatilityNote"),
      ...unknown(stats.volatility),
    },
    {
      key: "trades",
      label: t("strip.trades"),
      value: formatInteger(stats.trades),
      note:
        stats.winRate === null
          ? t("noneClosed")
          : t("wonNote", { value: formatPercent(stats.winRate, { decimals: 0 }) }),
    },
    {
      key: "exposure",
      label: t("strip.exposure"),
      value: percent(stats.exposure),
      note: run.card === null ? NOT_AVAILABLE : t("ofBars", { count: formatInteger(run.card.bars) }),
      ...unknown(stats.exposure),
    },
  ];
  return <Strip label={t("keyNumbers")} items={items} />;
}

"use client";

import { useTranslations } from "use-intl";
import { Chip, Panel } from "@/app/_components/ui";
import { formatDate, formatNumber, formatPercent } from "@/app/_lib/format";
import type { PortfolioRisk } from "./use-portfolio-risk";
import { useRiskWords } from "./use-risk-words";

const ZONE_TONE = { green: "ok", yellow: "warn", red: "bad" } as const;

/** Value at risk and shortfall by every method, and whether the figure held against the past. */
export function TailsPanel({ risk }: { readonly risk: PortfolioRisk }) {
  const t = useTranslations("portfolioRisk.tails");
  const words = useRiskWords(risk);
  const { history } = risk;
  return (
    <Panel
      title={t("title")}
      sub={history === null ? t("none") : t("sub", { days: history.days, until: formatDate(history.toMs, "UTC") })}
    >
      <table className="w-full text-12">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr className="h-6 text-11 text-tx-3">
            {(["method", "confidence"] as const).map((column) => (
              <th key={column} scope="col" className="px-3 text-left font-normal max-sm:px-2">
                {t(`columns.${column}`)}
              </th>
            ))}
            {(["var", "shortfall", "part"] as const).map((column) => (
              <th key={column} scope="col" className="px-3 text-right font-normal max-sm:px-2">
                {t(`columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {risk.tails.map(({ method, confidence, var: lost, shortfall }) => (
            <tr key={`${method} ${confidence}`} className="h-7 border-t border-line-1">
              <th scope="row" className="px-3 text-left font-normal max-sm:px-2">
                {t(`methods.${method}`)}
              </th>
              <td className="num px-3 max-sm:px-2">{formatPercent(confidence, { decimals: 0 })}</td>
              <td className="num px-3 text-right font-medium max-sm:px-2">{words.money(-lost, true)}</td>
              <td className="num px-3 text-right font-medium max-sm:px-2">{words.money(-shortfall, true)}</td>
              <td className="num px-3 text-right text-tx-2 max-sm:px-2">{words.part(-shortfall, true)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="px-3 py-2 text-11 text-tx-3">{t("hint")}</p>
    </Panel>
  );
}

/** Whether the value at risk of today's positions would have held. */
export function BacktestPanel({ risk }: { readonly risk: PortfolioRisk }) {
  const t = useTranslations("portfolioRisk.backtest");
  const p = (value: number) => formatNumber(value, { decimals: 3 });
  return (
    <Panel title={t("title")} sub={t("sub")}>
      {risk.backtests.length === 0 ? <p className="px-3 py-2 text-12 text-tx-2">{t("none")}</p> : null}
      {risk.backtests.map(({ confidence, exceptions, expected, days, coverage, independence, zone }) => (
        <p key={confidence} className="border-b border-line-1 px-3 py-2 text-12 leading-5">
          <Chip tone={ZONE_TONE[zone]}>{t(`zones.${zone}`)}</Chip>{" "}
          {t("line", {
            confidence: formatPercent(confidence, { decimals: 0 }),
            exceptions,
            days,
            expected: formatNumber(expected, { decimals: 1 }),
          })}
          <span className="num block text-11 text-tx-2">
            {t("coverage", { p: p(coverage.pValue) })} ·{" "}
            {independence === null ? t("independenceNone") : t("independence", { p: p(independence.pValue) })}
          </span>
        </p>
      ))}
      <p className="px-3 py-2 text-11 text-tx-3">{t("hint")}</p>
    </Panel>
  );
}

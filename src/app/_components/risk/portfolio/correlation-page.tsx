"use client";

import { useTranslations } from "use-intl";
import { Panel } from "@/app/_components/ui";
import { formatNumber, formatPercent } from "@/app/_lib/format";
import { HISTORY_DAYS_MIN } from "@/modules/risk";
import { HeatCell } from "./heat-cell";
import { RiskGate } from "./risk-gate";
import type { PortfolioRisk } from "./use-portfolio-risk";
import { useRiskWords } from "./use-risk-words";

/** What moves together, and how each position moves. */
export function CorrelationPage() {
  const t = useTranslations("portfolioRisk");
  return (
    <RiskGate title={t("tabs.correlation")}>
      {(risk) => (
        <div className="grid grid-cols-[3fr_2fr] gap-px bg-line-2 max-lg:grid-cols-1">
          <HeatMap risk={risk} />
          <div className="flex min-w-0 flex-col divide-y divide-line-2 bg-bg-1">
            <Clusters risk={risk} />
            <HoldingsPanel risk={risk} />
          </div>
        </div>
      )}
    </RiskGate>
  );
}

function HeatMap({ risk }: { readonly risk: PortfolioRisk }) {
  const t = useTranslations("portfolioRisk.correlation");
  const { symbols, cells } = risk.correlations;
  return (
    <Panel title={t("title")} sub={risk.history === null ? undefined : t("sub", { days: risk.history.days })}>
      {symbols.length < 2 ? (
        <p className="px-3 py-2 text-12 text-tx-2">{t("none", { min: HISTORY_DAYS_MIN })}</p>
      ) : (
        <>
          <section
            aria-label={t("title")}
            className="overflow-x-auto p-2"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard
            tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- reachable by keyboard
          >
            <table className="border-collapse">
              <caption className="sr-only">{t("title")}</caption>
              <thead>
                <tr className="h-6 text-11 text-tx-3">
                  <td aria-hidden="true" />
                  {symbols.map((symbol) => (
                    <th key={symbol} scope="col" className="px-1.5 font-normal">
                      {symbol}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {symbols.map((symbol, row) => (
                  <tr key={symbol}>
                    <th scope="row" className="px-2 text-left text-12 font-normal text-tx-2">
                      {symbol}
                    </th>
                    {symbols.map((other, column) => {
                      const cell = cells[row * symbols.length + column] ?? null;
                      return row === column ? (
                        <td key={other} className="h-7 min-w-14 border-2 border-bg-1 bg-bg-2" aria-label="1" />
                      ) : (
                        <HeatCell
                          key={other}
                          heat={cell ?? 0}
                          text={formatNumber(cell, { decimals: 2 })}
                          title={`${symbol}, ${other}`}
                        />
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <p className="px-3 pb-2 text-11 text-tx-3">{t("legend")}</p>
        </>
      )}
    </Panel>
  );
}

function Clusters({ risk }: { readonly risk: PortfolioRisk }) {
  const t = useTranslations("portfolioRisk.correlation");
  const { clusters } = risk.correlations;
  if (clusters.length === 0) return null;
  return (
    <Panel title={t("clusters")}>
      <ul className="text-12">
        {clusters.map((names) => (
          <li key={names.join()} className="border-t border-line-1 px-3 py-1.5 first:border-t-0">
            {t(names.length > 1 ? "cluster" : "alone", { names: names.join(", ") })}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function HoldingsPanel({ risk }: { readonly risk: PortfolioRisk }) {
  const t = useTranslations("portfolioRisk.holdings");
  const words = useRiskWords(risk);
  if (risk.holdings.length === 0) return null;
  return (
    <Panel title={t("title")} sub={risk.currency}>
      <table className="w-full text-12">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr className="h-6 text-11 text-tx-3">
            <th scope="col" className="px-3 text-left font-normal">
              {t("columns.symbol")}
            </th>
            {(["value", "volatility", "beta", "exit"] as const).map((column) => (
              <th key={column} scope="col" className="px-2 text-right font-normal last:pr-3">
                {t(`columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {risk.holdings.map(({ symbol, value, volatility, beta }) => {
            const exit = risk.liquidity.find((each) => each.symbol === symbol)?.days ?? null;
            return (
              <tr key={symbol} className="h-7 border-t border-line-1">
                <th scope="row" className="px-3 text-left font-normal">
                  {symbol}
                </th>
                <td className="num px-2 text-right">{words.money(value, true)}</td>
                <td className="num px-2 text-right">{formatPercent(volatility, { decimals: 1 })}</td>
                <td className="num px-2 text-right">{formatNumber(beta, { decimals: 2 })}</td>
                <td className="num pr-3 pl-2 text-right">
                  {formatNumber(exit, { decimals: exit !== null && exit < 10 ? 2 : 0 })}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="px-3 py-2 text-11 text-tx-3">
        {t("exitHint", { part: formatPercent(risk.participation, { decimals: 0 }) })}
      </p>
    </Panel>
  );
}

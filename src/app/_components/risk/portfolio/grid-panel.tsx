"use client";

import { useTranslations } from "use-intl";
import { Panel } from "@/app/_components/ui";
import { formatPercent } from "@/app/_lib/format";
import { HeatCell } from "./heat-cell";
import type { PortfolioRisk } from "./use-portfolio-risk";
import { useRiskWords } from "./use-risk-words";

const shock = (change: number) => formatPercent(change, { decimals: 0, signed: true });

/** What a book would gain for each fall of shares and each of everything else, both at once. */
export function GridPanel({ risk }: { readonly risk: PortfolioRisk }) {
  const t = useTranslations("portfolioRisk.grid");
  const words = useRiskWords(risk);
  const { market, others, gains } = risk.grid;
  const most = Math.max(1e-9, ...gains.flat().map(Math.abs));
  return (
    <Panel title={t("title")} sub={t("sub")}>
      <section
        aria-label={t("title")}
        className="overflow-x-auto p-2"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard
        tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- reachable by keyboard
      >
        <table className="w-full border-collapse">
          <caption className="sr-only">{t("sub")}</caption>
          <thead>
            <tr className="h-6 text-11 text-tx-3">
              <th scope="col" className="px-2 text-left font-normal">
                {t("corner")}
              </th>
              {others.map((change) => (
                <th key={change} scope="col" className="num px-1.5 font-normal">
                  {shock(change)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {market.map((change, row) => (
              <tr key={change}>
                <th scope="row" className="num px-2 text-left text-12 font-normal text-tx-2">
                  {shock(change)}
                </th>
                {others.map((other, column) => {
                  const gain = gains[row]?.[column] ?? 0;
                  return (
                    <HeatCell
                      key={other}
                      heat={gain / most}
                      text={words.money(gain, true)}
                      title={words.part(gain, true)}
                    />
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Panel>
  );
}

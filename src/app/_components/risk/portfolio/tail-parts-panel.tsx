"use client";

import { useTranslations } from "use-intl";
import { Panel } from "@/app/_components/ui";
import { formatPercent } from "@/app/_lib/format";
import type { PortfolioRisk } from "./use-portfolio-risk";
import { useRiskWords } from "./use-risk-words";

const LINES_MAX = 8;

/** Which positions the average bad day comes from; over all of them the parts add up to it. */
export function TailPartsPanel({ risk }: { readonly risk: PortfolioRisk }) {
  const t = useTranslations("portfolioRisk.parts95");
  const words = useRiskWords(risk);
  const tail = risk.tails.find(({ method, confidence }) => method === "historical" && confidence === 0.95);
  if (tail === undefined || tail.parts.length === 0) return null;
  const most = Math.max(1e-9, ...tail.parts.map(({ shortfall }) => Math.abs(shortfall)));
  return (
    <Panel title={t("title")} sub={t("sub")}>
      <table className="w-full table-fixed text-12">
        <caption className="sr-only">{t("title")}</caption>
        <tbody>
          {tail.parts.slice(0, LINES_MAX).map(({ symbol, shortfall }) => (
            <tr key={symbol} className="h-7 border-t border-line-1 first:border-t-0">
              <th scope="row" className="w-[28%] truncate px-3 text-left font-normal">
                {symbol}
              </th>
              <td aria-hidden="true" className="w-[32%]">
                <span
                  className={`block h-2 ${shortfall >= 0 ? "bg-down" : "bg-up"}`}
                  style={{ width: `${(Math.abs(shortfall) / most) * 100}%` }}
                />
              </td>
              <td className="num px-2 text-right">{words.money(-shortfall, true)}</td>
              <td className="num pr-3 pl-2 text-right text-tx-2">
                {formatPercent(tail.shortfall === 0 ? null : shortfall / tail.shortfall, { decimals: 0 })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

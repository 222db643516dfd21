"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Panel, Segmented } from "@/app/_components/ui";
import { formatPercent } from "@/app/_lib/format";
import { EXPOSURE_DIMENSIONS, type ExposureDimension } from "@/modules/risk";
import type { PortfolioRisk } from "./use-portfolio-risk";
import { useRiskWords } from "./use-risk-words";

/** Lines that a glance takes in; the table of positions has them all. */
const LINES_MAX = 12;

/** What a book is exposed to, along one dimension: long to the right, short to the left of the line. */
export function ExposurePanel({ risk }: { readonly risk: PortfolioRisk }) {
  const t = useTranslations("portfolioRisk.exposure");
  const words = useRiskWords(risk);
  const [by, setBy] = useState<ExposureDimension>("symbol");
  const lines = risk.exposureBy[by].slice(0, LINES_MAX);
  const most = Math.max(1e-9, ...lines.flatMap(({ long, short }) => [long, short]));
  const hasShort = lines.some(({ short }) => short > 0);
  return (
    <Panel
      title={t("title")}
      sub={risk.currency}
      tools={
        <Segmented
          label={t("dimension")}
          options={EXPOSURE_DIMENSIONS.map((value) => ({ value, label: t(`by.${value}`) }))}
          value={by}
          onChange={setBy}
        />
      }
    >
      <table className="w-full table-fixed text-12">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr className="h-6 text-11 text-tx-3">
            <th scope="col" className="w-[28%] px-3 text-left font-normal">
              {t(`by.${by}`)}
            </th>
            <td aria-hidden="true" className="w-[28%]" />
            <th scope="col" className="px-2 text-right font-normal">
              {t("columns.net")}
            </th>
            <th scope="col" className="pr-3 pl-2 text-right font-normal">
              {t("columns.weight")}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, long, short, net, weight }) => (
            <tr key={name} className="h-7 border-t border-line-1">
              <th scope="row" className="truncate px-3 text-left font-normal">
                {words.line(by, name)}
              </th>
              <td aria-hidden="true">
                <Bars long={long / most} short={short / most} hasShort={hasShort} />
              </td>
              <td className="num px-2 text-right">{words.money(net, true)}</td>
              <td className="num pr-3 pl-2 text-right text-tx-2">
                {formatPercent(weight, { decimals: 1, unit: false })}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="h-7 border-t border-line-2 font-medium">
            <th scope="row" className="px-3 text-left">
              {t("net")}
            </th>
            <td aria-hidden="true" />
            <td className="num px-2 text-right">{words.money(risk.exposure.net, true)}</td>
            <td className="num pr-3 pl-2 text-right">
              {formatPercent(risk.exposure.weight, { decimals: 1, unit: false })}
            </td>
          </tr>
        </tfoot>
      </table>
    </Panel>
  );
}

function Bars({
  long,
  short,
  hasShort,
}: {
  readonly long: number;
  readonly short: number;
  readonly hasShort: boolean;
}) {
  return (
    <span className="flex h-2 items-stretch">
      {hasShort ? (
        <span className="flex flex-1 justify-end border-r border-line-3">
          <span className="bg-down" style={{ width: `${short * 100}%` }} />
        </span>
      ) : null}
      <span className="flex flex-1">
        <span className="bg-up" style={{ width: `${long * 100}%` }} />
      </span>
    </span>
  );
}

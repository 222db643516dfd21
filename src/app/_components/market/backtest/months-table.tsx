"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { formatPercent } from "@/app/_lib/format";
import type { RunStats } from "../types";
import { heatPercent, yearRows } from "./months";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] as const;

const percent = (value: number) => formatPercent(value, { decimals: 1, signed: true, unit: false });

/** The tint carries what the sign already says, so that nothing is told by colour alone. */
function tint(value: number | null) {
  const strength = heatPercent(value);
  if (value === null || strength === 0) return undefined;
  return { backgroundColor: `color-mix(in srgb, var(--${value > 0 ? "up" : "down"}) ${strength}%, transparent)` };
}

/** Returns month by month, each year a row. A picture of a matrix rather than a list: it is not sorted or filtered. */
export function MonthsTable({ monthly }: { readonly monthly: RunStats["monthly"] }) {
  const t = useTranslations("backtest");
  const rows = useMemo(() => yearRows(monthly), [monthly]);
  return (
    // Wider than a phone: it scrolls by itself, with the year in sight.
    <section
      aria-label={t("months")}
      className="min-h-0 flex-1 overflow-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled region must be reachable by keyboard
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- reachable by keyboard
    >
      <table className="num w-full min-w-170 border-separate border-spacing-0 text-right text-11">
        <caption className="sr-only">{t("monthsCaption")}</caption>
        <thead>
          <tr className="text-tx-3">
            <th scope="col" className="sticky top-0 left-0 z-20 h-6 bg-bg-1 pr-2 pl-3 text-left font-normal">
              %
            </th>
            {MONTHS.map((month) => (
              <th key={month} scope="col" className="sticky top-0 z-10 bg-bg-1 px-1.5 font-normal">
                {t(`monthNames.${month}`)}
              </th>
            ))}
            <th scope="col" className="sticky top-0 z-10 bg-bg-1 pr-3 pl-1.5 font-normal">
              {t("year")}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ year, months, total }) => (
            <tr key={year}>
              <th scope="row" className="sticky left-0 bg-bg-1 pr-2 pl-3 text-left font-normal text-tx-3">
                {year}
              </th>
              {MONTHS.map((month, place) => {
                const value = months[place] ?? null;
                return (
                  <td key={month} className="h-5.5 border-t border-l border-bg-1 px-1.5 text-tx-1" style={tint(value)}>
                    {value === null ? null : percent(value)}
                  </td>
                );
              })}
              <td className="pr-3 pl-1.5 font-medium text-tx-1">{percent(total)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

"use client";

import { useTranslations } from "use-intl";
import { formatNumber } from "@/app/_lib/format";
import { quantity } from "./quantity";
import type { Batch } from "./types";

const DECIMALS_SHOWN_MAX = 8;

/** An amount with at least cents, and the digits it has up to a bound. */
const exactly = (text: string) =>
  formatNumber(Number(text), {
    decimals: Math.min(Math.max(text.split(".")[1]?.length ?? 0, 2), DECIMALS_SHOWN_MAX),
    signed: true,
  });

/** The lines of an entry, which sum to zero in each currency. */
export function Postings({ caption, batch }: { readonly caption: string; readonly batch: Pick<Batch, "postings"> }) {
  const t = useTranslations("portfolio");
  return (
    <table className="w-full border-t border-line-2 text-12">
      <caption className="px-3 py-2 text-left text-tx-3 max-md:px-4">{caption}</caption>
      <thead className="text-left text-tx-3">
        <tr className="h-7">
          <th scope="col" className="px-3 font-normal max-md:px-4">
            {t("chartAccount")}
          </th>
          <th scope="col" className="px-3 text-right font-normal">
            {t("columns.amount")}
          </th>
          <th scope="col" className="px-3 text-right font-normal max-md:px-4">
            {t("columns.units")}
          </th>
        </tr>
      </thead>
      <tbody>
        {batch.postings.map(({ line, chart, symbol, currency, amount, qty }) => (
          <tr key={line} className="h-8 border-t border-line-1">
            <td className="px-3 max-md:px-4">
              {t(`chart.${chart}`)} {symbol === null ? null : <span className="text-tx-3">{symbol}</span>}
            </td>
            <td className="num px-3 text-right whitespace-nowrap">
              {exactly(amount)} <span className="text-tx-3">{currency}</span>
            </td>
            <td className="num px-3 text-right max-md:px-4">{qty === null ? "" : quantity(qty)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

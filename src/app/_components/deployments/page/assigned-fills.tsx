"use client";

import { useTranslations } from "use-intl";
import { formatNumber } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import { quantity } from "../../portfolio/quantity";
import type { DeploymentDetail } from "../types";

/** Digits that a price has at least and at most. */
const DECIMALS = { least: 2, most: 8 } as const;

const priceText = (text: string) =>
  formatNumber(Number(text), {
    decimals: Math.min(Math.max(text.split(".")[1]?.length ?? 0, DECIMALS.least), DECIMALS.most),
  });

/** What its account had by nobody's order and somebody gave to it; nothing where nobody did. */
export function AssignedFills({ fills }: { readonly fills: DeploymentDetail["assigned"] }) {
  const t = useTranslations("reconcile.assign");
  const format = useFormat();
  if (fills.length === 0) return null;
  return (
    <section aria-label={t("given")} className="max-h-30 overflow-y-auto border-b border-line-2 px-3 py-2 max-md:px-4">
      <h3 className="text-11 text-tx-3">{t("given")}</h3>
      <ul>
        {fills.map(({ batchId, symbol, side, qty, price, filledAt, by }) => (
          <li key={batchId} title={t("entry", { batchId })} className="num flex flex-wrap gap-x-3 text-12 leading-5">
            <time className="text-tx-2">{format.dateTime(filledAt, true)}</time>
            <span>{t("line", { side, qty: quantity(qty), symbol, price: priceText(price) })}</span>
            {by === null ? null : <span className="text-tx-3">{t("by", { name: by })}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

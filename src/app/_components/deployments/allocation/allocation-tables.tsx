"use client";

import { useTranslations } from "use-intl";
import { Link } from "@/app/_components/ui";
import { formatMoney, formatPercent } from "@/app/_lib/format";
import type { RouterOutputs } from "@/server/api/root";
import { numberOf } from "../../desk/blotter/column-parts";
import { writeQty } from "../../desk/trading/amounts";
import { deploymentHref } from "../deployment-href";

type View = RouterOutputs["deployments"]["allocation"];

const HEAD = "px-3 pt-1.5 pb-1 text-right font-normal max-md:px-2";
const CELL = "px-3 text-right max-md:px-2";
const percent = (value: number | null) => (value === null ? "" : formatPercent(value, { decimals: 1 }));

/** What each has, what it would get, and how far off it is. */
export function PartsTable({ view }: { readonly view: View }) {
  const t = useTranslations("deploymentAllocation");
  return (
    <table className="num w-full table-fixed text-12 leading-4.5">
      <caption className="sr-only">{t("parts")}</caption>
      <thead>
        <tr className="text-tx-3">
          <th scope="col" className={`${HEAD} text-left!`}>
            {t("deployment")}
          </th>
          <th scope="col" className={HEAD}>
            {t("capital")}
          </th>
          <th scope="col" className={HEAD}>
            {t("target")}
          </th>
          <th scope="col" className={HEAD}>
            {t("drift")}
          </th>
          <th scope="col" className={`${HEAD} max-md:hidden`}>
            {t("volatility")}
          </th>
        </tr>
      </thead>
      <tbody>
        {view.parts.map(({ deploymentId, name, capital, target, drift, volatility }) => (
          <tr key={deploymentId} className="h-7">
            <td className={`${CELL} truncate text-left!`}>
              <Link href={deploymentHref(deploymentId)} className="font-medium hover:underline">
                {name}
              </Link>
            </td>
            <td className={CELL}>{formatMoney(Number(capital), view.currency)}</td>
            <td className={CELL}>{target === null ? "" : formatMoney(numberOf(target), view.currency)}</td>
            <td className={CELL}>{percent(drift)}</td>
            <td className={`${CELL} max-md:hidden`}>{volatility === null ? t("tooFew") : percent(volatility)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What strategies hold one way and the other, what the account has, and what of it is nobody's. */
export function NettingTable({ view }: { readonly view: View }) {
  const t = useTranslations("deploymentAllocation");
  if (view.netting.length === 0) return <p className="px-3 py-2.5 text-12 text-tx-2 max-md:px-4">{t("flat")}</p>;
  return (
    <table className="num w-full table-fixed text-12 leading-4.5">
      <caption className="sr-only">{t("netting")}</caption>
      <thead>
        <tr className="text-tx-3">
          <th scope="col" className={`${HEAD} text-left!`}>
            {t("symbol")}
          </th>
          {(["long", "short", "rest", "onAccount"] as const).map((column) => (
            <th key={column} scope="col" className={HEAD}>
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {view.netting.map(({ symbol, long, short, rest, account }) => (
          <tr key={symbol} className="h-7">
            <td className={`${CELL} truncate text-left! font-medium`}>{symbol}</td>
            <td className={CELL}>{writeQty(long)}</td>
            <td className={CELL}>{writeQty(short)}</td>
            <td className={CELL}>{writeQty(rest)}</td>
            <td className={CELL}>{writeQty(account)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

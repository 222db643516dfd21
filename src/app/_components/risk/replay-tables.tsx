"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { formatDate, formatMoney, formatNumber } from "@/app/_lib/format";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import type { LimitDraft } from "./limit-draft";
import { useLimitWords } from "./use-limit-words";

export type LimitReplay = NonNullable<RouterOutputs["risk"]["simulation"]["replay"]>;

interface ReplayTablesProps {
  readonly replay: LimitReplay;
  readonly kind: LimitDraft["kind"];
}

const HEAD = "px-2 font-normal";
const CELL = "px-2 py-1";

/** Days on which it would have fired, and the orders that it would have refused, the newest first. */
export function ReplayTables({ replay, kind }: ReplayTablesProps) {
  return (
    <>
      {replay.fired.length === 0 ? null : <DaysTable replay={replay} kind={kind} />}
      {replay.refused.length === 0 ? null : <OrdersTable replay={replay} kind={kind} />}
    </>
  );
}

function DaysTable({ replay, kind }: ReplayTablesProps) {
  const t = useTranslations("risk.simulator");
  const words = useLimitWords();
  return (
    <Scrolled label={t("days")}>
      <table className="w-full text-12">
        <caption className="sr-only">{t("days")}</caption>
        <thead className="sticky top-0 bg-bg-1">
          <tr className="h-6 text-11 text-tx-3">
            <th scope="col" className={`${HEAD} text-left`}>
              {t("columns.day")}
            </th>
            <th scope="col" className={`${HEAD} text-right`}>
              {t("columns.used")}
            </th>
            <th scope="col" className={`${HEAD} text-right`}>
              {t("columns.refused")}
            </th>
            <th scope="col" className={`${HEAD} text-right`}>
              {t("columns.gained", { currency: replay.currency })}
            </th>
          </tr>
        </thead>
        <tbody>
          {replay.fired.toReversed().map(({ dayMs, used, refused, gained }) => (
            <tr key={dayMs} className="border-t border-line-1">
              <th scope="row" className={`${CELL} num text-left font-normal whitespace-nowrap`}>
                {formatDate(dayMs, "UTC")}
              </th>
              <td className={`${CELL} num text-right`}>{used === null ? "" : words.amount(kind, used)}</td>
              <td className={`${CELL} num text-right`}>{refused === 0 ? "" : formatNumber(refused)}</td>
              <td className={`${CELL} num text-right`}>{formatMoney(gained, replay.currency, { signed: true })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

function OrdersTable({ replay, kind }: ReplayTablesProps) {
  const t = useTranslations("risk.simulator");
  const trading = useTranslations("risk.simulator.sides");
  const words = useLimitWords();
  const format = useFormat();
  return (
    <Scrolled label={t("orders")}>
      <table className="w-full text-12">
        <caption className="sr-only">{t("orders")}</caption>
        <thead className="sticky top-0 bg-bg-1">
          <tr className="h-6 text-11 text-tx-3">
            <th scope="col" className={`${HEAD} text-left`}>
              {t("columns.when")}
            </th>
            <th scope="col" className={`${HEAD} text-left`}>
              {t("columns.order")}
            </th>
            <th scope="col" className={`${HEAD} text-right`}>
              {t("columns.against")}
            </th>
          </tr>
        </thead>
        <tbody>
          {replay.refused.toReversed().map(({ atMs, symbol, side, qty, actual, limit }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two orders of one moment are told apart by nothing else
            <tr key={`${atMs} ${at}`} className="border-t border-line-1">
              <td className={`${CELL} num`}>{format.dateTime(atMs)}</td>
              <td className={CELL}>
                {trading(side)} <span className="num">{qty}</span> {symbol}
              </td>
              <td className={`${CELL} num text-right`}>
                {actual === null
                  ? t("barred")
                  : t("over", { actual: words.amount(kind, actual), limit: words.amount(kind, limit) })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolled>
  );
}

function Scrolled({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="max-h-44 overflow-auto border border-line-1"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- reachable by keyboard
    >
      {children}
    </section>
  );
}

"use client";

import { useTranslations } from "use-intl";
import { FailedState, SignedNumber, SkeletonRows } from "@/app/_components/ui";
import { useOrderPreview } from "../ticket/use-ticket";
import { writeMoney, writeQty } from "../trading/amounts";
import { useTradeState } from "../trading/trade-state";
import type { AccountOverview, AccountView, OrderPreview } from "../trading/types";
import { useOverview, usePositions } from "../trading/use-trading";
import { ImpactRows } from "./impact-rows";

const SKELETON_ROWS = 6;

interface Row {
  readonly key: string;
  readonly label: string;
  readonly now: string | null;
  readonly after: string | null;
}

export interface WhatIfProps {
  readonly account: AccountView;
  readonly symbol: string;
}

/** Money and position now, and what they are after the previewed order fills. */
export function WhatIf({ account, symbol }: WhatIfProps) {
  const t = useTranslations("whatIf");
  const { previewed } = useTradeState();
  const preview = useOrderPreview(previewed).data ?? null;
  const overview = useOverview(account.accountId);
  const held = usePositions(account.accountId).data?.find((one) => one.symbol === symbol)?.qty ?? "0";
  if (overview.data === undefined) {
    if (overview.error === null) return <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />;
    return <FailedState title={t("failed")} error={overview.error} onRetry={() => void overview.refetch()} />;
  }
  const shown = previewed === null ? null : preview;
  return (
    <section
      aria-label={t("sub")}
      className="min-h-0 flex-1 overflow-auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- reachable by keyboard
    >
      <table className="w-full table-fixed text-12">
        <caption className="sr-only">{t("sub")}</caption>
        <thead>
          <tr className="h-6 text-11 text-tx-3">
            <th scope="col" className="w-[40%] px-3 text-left font-normal">
              <span className="sr-only">{t("title")}</span>
            </th>
            <th scope="col" className="px-2 text-right font-normal">
              {t("now")}
            </th>
            <th scope="col" className="pr-3 pl-2 text-right font-normal">
              {t("after")}
            </th>
          </tr>
        </thead>
        <tbody>
          <ImpactRows overview={overview.data} preview={shown} />
          <MoneyRows overview={overview.data} preview={shown} held={held} symbol={symbol} />
          <PnlRows overview={overview.data} />
        </tbody>
      </table>
      {shown === null || shown.impact !== null ? null : (
        <p className="px-3 py-1 text-11 text-warn">{t("impact.unknown")}</p>
      )}
      {shown === null ? <p className="px-3 py-2 text-11 text-tx-3">{t("none")}</p> : null}
      {overview.data.unpriced.length === 0 ? null : (
        <p className="px-3 py-1 text-11 text-warn">{t("unpriced", { symbols: overview.data.unpriced.join(", ") })}</p>
      )}
    </section>
  );
}

interface MoneyRowsProps {
  readonly overview: AccountOverview;
  readonly preview: OrderPreview | null;
  readonly held: string;
  readonly symbol: string;
}

function MoneyRows({ overview, preview, held, symbol }: MoneyRowsProps) {
  const t = useTranslations("whatIf");
  const currency = overview.account.baseCurrency;
  const money = (text: string | null) => writeMoney(text, currency);
  const fees = preview?.fees.map((fee) => `${writeMoney(fee.amount, fee.currency)} ${fee.currency}`).join(", ") ?? "";
  const ofOrder: readonly Row[] =
    preview === null
      ? []
      : [
          {
            key: "cost",
            label: t("cost", { currency: preview.currency }),
            now: null,
            after: writeMoney(preview.notional, preview.currency),
          },
          { key: "fees", label: t("fees"), now: null, after: fees === "" ? money("0") : fees },
          // Without a stop there is no amount to name.
          ...(preview.riskAtStop === null
            ? []
            : [{ key: "risk", label: t("risk"), now: null, after: money(preview.riskAtStop) }]),
        ];
  const rows: readonly Row[] = [
    {
      key: "position",
      label: symbol,
      now: writeQty(preview?.positionBefore ?? held),
      after: preview === null ? null : writeQty(preview.positionAfter),
    },
    {
      key: "power",
      label: t("power", { currency }),
      now: money(preview?.buyingPowerBefore ?? overview.buyingPower),
      after: preview === null ? null : money(preview.buyingPowerAfter),
    },
    ...ofOrder,
    { key: "reserved", label: t("reserved", { currency }), now: money(overview.reserved), after: null },
    { key: "equity", label: t("equity", { currency }), now: money(overview.equity), after: null },
  ];
  return rows.map(({ key, label, now, after }) => (
    <tr key={key} className="h-6 border-t border-line-1">
      <th scope="row" className="truncate px-3 text-left font-normal text-tx-2">
        {label}
      </th>
      <td className="num px-2 text-right">{now}</td>
      <td className="num pr-3 pl-2 text-right font-medium">{after}</td>
    </tr>
  ));
}

function PnlRows({ overview }: { readonly overview: AccountOverview }) {
  const t = useTranslations("whatIf");
  const currency = overview.account.baseCurrency;
  return (["openPnl", "dayPnl"] as const).map((key) => (
    <tr key={key} className="h-6 border-t border-line-1">
      <th scope="row" className="truncate px-3 text-left font-normal text-tx-2">
        {t(key, { currency })}
      </th>
      <td className="px-2 text-right">
        <SignedNumber
          value={overview[key] === null ? null : Number(overview[key])}
          text={writeMoney(overview[key], currency, true)}
        />
      </td>
      <td className="pr-3" aria-hidden="true" />
    </tr>
  ));
}

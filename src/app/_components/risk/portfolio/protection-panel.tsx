"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { writeQty } from "@/app/_components/desk/trading/amounts";
import { FailedState, Panel } from "@/app/_components/ui";
import { formatDuration } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";

const READ_EVERY_MS = 5_000;
const TONE = { covered: "text-accent", partial: "text-warn", bare: "text-danger", oversized: "text-warn" } as const;

/** Whether stops cover what an account holds, and how long of the day they did not. */
export function ProtectionPanel({ accountId }: { readonly accountId: string }) {
  const t = useTranslations("portfolioRisk.protection");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery({
    ...trpc.risk.protection.queryOptions({ accountId }, { meta: { quiet: true } }),
    refetchInterval: READ_EVERY_MS,
    placeholderData: keepPreviousData,
  });
  if (data === undefined)
    return error === null ? null : (
      <Panel title={t("title")}>
        <FailedState title={t("failed")} error={error} onRetry={() => void refetch()} />
      </Panel>
    );
  if (data.positions.length === 0 && data.orphans.length === 0) return null;
  return (
    <Panel title={t("title")} sub={t("sub")}>
      <table className="w-full text-12">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr className="h-6 text-11 text-tx-3">
            {(["symbol", "state"] as const).map((column) => (
              <th key={column} scope="col" className="px-3 text-left font-normal">
                {t(`columns.${column}`)}
              </th>
            ))}
            {(["now", "today"] as const).map((column) => (
              <th key={column} scope="col" className="px-3 text-right font-normal">
                {t(`columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.positions.map(({ symbol, qty, covered, state, since, unprotectedMs }) => (
            <tr key={symbol} className="h-7 border-t border-line-1">
              <th scope="row" className="px-3 text-left font-normal">
                {symbol}
              </th>
              <td className={`px-3 ${TONE[state]}`}>
                {t(`state.${state}`, { covered: writeQty(covered), qty: writeQty(qty) })}
              </td>
              <td className="num px-3 text-right">{since === null ? "" : formatDuration(data.asOf - since)}</td>
              <td className="num px-3 text-right text-tx-2">{formatDuration(unprotectedMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.orphans.map(({ orderId, symbol }) => (
        <p key={orderId} className="border-t border-line-1 px-3 py-1.5 text-12 text-warn">
          {t("orphan", { symbol })}
        </p>
      ))}
    </Panel>
  );
}

"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Button, FailedState, Link, PanelHead, Sheet, SkeletonRows } from "@/app/_components/ui";
import { formatMoney } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { ledgerHref } from "./ledger-href";
import { quantity } from "./quantity";
import type { AccountView, Position } from "./types";

const SKELETON_ROWS = 5;

export interface LotsSheetProps {
  readonly account: AccountView;
  readonly position: Position;
  readonly onClose: () => void;
}

/** The open lots of one position, each with the entry that opened it. */
export function LotsSheet({ account, position, onClose }: LotsSheetProps) {
  const t = useTranslations("portfolio");
  const trpc = useTRPC();
  const format = useFormat();
  const { accountId, lotMethod } = account;
  const { symbol, currency } = position;
  const lots = useQuery(trpc.accounts.lots.queryOptions({ accountId, symbol }, { meta: { quiet: true } }));
  return (
    <Sheet open onOpenChange={(open) => (open ? undefined : onClose())} title={symbol} sub={t("lotsOf")}>
      <div className="flex flex-wrap gap-2 border-b border-line-2 p-3 max-md:px-4">
        <Button asChild>
          <Link href={ledgerHref(accountId, { postings: symbol })}>{t("allPostings")}</Link>
        </Button>
      </div>
      <PanelHead title={t("lots")} sub={t(`lotMethods.${lotMethod}`)} />
      {lots.data === undefined ? (
        lots.error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("lotsFailed")} error={lots.error} onRetry={() => void lots.refetch()} />
        )
      ) : (
        <div className="min-h-0 overflow-y-auto">
          <table className="w-full text-12">
            <thead className="text-left text-tx-3">
              <tr className="h-7">
                <th scope="col" className="px-3 font-normal">
                  {t("opened")}
                </th>
                <th scope="col" className="px-3 text-right font-normal">
                  {t("columns.qty")}
                </th>
                <th scope="col" className="px-3 text-right font-normal">
                  {t("columns.cost")}
                </th>
              </tr>
            </thead>
            <tbody>
              {lots.data.map(({ openedAt, qty, cost, batchId }) => (
                <tr key={`${batchId} ${openedAt} ${qty}`} className="h-8 border-t border-line-1">
                  <td className="num px-3">
                    <Link href={ledgerHref(accountId, { postings: symbol, entry: batchId })} className="underline">
                      {format.dateTime(openedAt)}
                    </Link>
                  </td>
                  <td className="num px-3 text-right">{quantity(qty)}</td>
                  <td className="num px-3 text-right">{formatMoney(Number(cost), currency)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Sheet>
  );
}

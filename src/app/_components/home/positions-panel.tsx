"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable } from "@/app/_components/table";
import { Button, EmptyState, Link } from "@/app/_components/ui";
import { withScope } from "@/app/_lib/scope";
import type { MarkedPosition } from "../desk/blotter/marks";
import { usePositionColumns } from "../desk/blotter/position-columns";
import { useSymbols } from "../desk/blotter/use-symbols";
import type { AccountView } from "../desk/trading/types";
import type { Home } from "./use-home";

const positionId = ({ symbol, currency }: MarkedPosition) => `${symbol} ${currency}`;

/** What the account holds by live prices; a row opens its chart with its orders. */
export function PositionsPanel({ account, home }: { readonly account: AccountView; readonly home: Home }) {
  const t = useTranslations("home.positionsPanel");
  const blotter = useTranslations("blotter");
  const router = useRouter();
  const { tickOf } = useSymbols();
  const columns = usePositionColumns(
    tickOf,
    useMemo(() => ({ mayTrade: false, onClose: () => undefined }), []),
  );
  return (
    <DataTable
      id="home-positions"
      label={t("title")}
      columns={columns}
      rows={home.positions.rows}
      rowId={positionId}
      error={home.positions.error}
      failedTitle={blotter("failed.positions")}
      safe={blotter("safe")}
      onRetry={home.positions.retry}
      onOpen={({ symbol }) =>
        router.push(withScope("/chart", { symbol, resolution: "1d", account: account.accountId }))
      }
      filterable={false}
      exportName={`positions-${account.name}`}
      empty={
        <EmptyState
          title={t("none")}
          actions={
            account.kind === "paper" ? (
              <Button asChild>
                <Link href={`/chart?account=${account.accountId}`}>{t("toDesk")}</Link>
              </Button>
            ) : undefined
          }
        >
          {t(`noneText.${account.kind}`)}
        </EmptyState>
      }
      className="flex-none"
    />
  );
}

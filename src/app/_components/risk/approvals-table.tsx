"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { DataTable, type TableColumn } from "@/app/_components/table";
import { Button, Chip, EmptyState } from "@/app/_components/ui";
import { formatMoney, formatNumber, formatPercent } from "@/app/_lib/format";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";

type Approvals = RouterOutputs["approvals"]["list"];
type ApprovalView = Approvals["approvals"][number];

const rowId = ({ approvalId }: ApprovalView) => approvalId;
const TONES = {
  waiting: "warn",
  approved: "ok",
  rejected: "bad",
  withdrawn: "neutral",
  price_moved: "bad",
  expired: "neutral",
} as const;

export interface ApprovalsTableProps {
  readonly approvals: {
    readonly data: Approvals | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
}

/** Orders that wait for a second person, and what became of those that did. */
export function ApprovalsTable({ approvals }: ApprovalsTableProps) {
  const t = useTranslations("approvals");
  const columns = useColumns();
  const waiting = approvals.data?.approvals.filter(({ state }) => state === "waiting").length ?? 0;
  return (
    <DataTable
      id="order-approvals"
      label={t("orders")}
      sub={waiting === 0 ? undefined : t("waiting", { count: waiting })}
      columns={columns}
      rows={approvals.data?.approvals}
      rowId={rowId}
      error={approvals.error}
      failedTitle={t("failed")}
      onRetry={() => void approvals.refetch()}
      empty={<EmptyState title={t("none")} />}
    />
  );
}

function useColumns(): readonly TableColumn<ApprovalView>[] {
  const t = useTranslations("approvals");
  const format = useFormat();
  return useMemo(() => {
    const worth = ({ value, allowed, currency }: ApprovalView) =>
      t("worth", {
        value: formatMoney(Number(value), currency),
        allowed: formatMoney(Number(allowed), currency),
        currency,
      });
    const price = ({ price: before, priceThen, priceMoved }: ApprovalView) =>
      priceThen === null
        ? t("price", { before: priceText(before), percent: formatPercent(Number(priceMoved)) })
        : t("priceThen", { before: priceText(before), now: priceText(priceThen) });
    return [
      {
        id: "order",
        header: t("columns.order"),
        value: (row) => t("order", { side: row.side, qty: row.qty, symbol: row.symbol }),
        cell: (row) => (
          <span className="truncate">
            <b className="font-medium">{t("order", { side: row.side, qty: row.qty, symbol: row.symbol })}</b>{" "}
            {row.limitPrice === null ? null : (
              <span className="text-tx-3">{t("limit", { price: priceText(row.limitPrice) })}</span>
            )}
          </span>
        ),
        width: 200,
        grow: 2,
        pinned: true,
        card: "title",
      },
      { id: "worth", header: t("columns.worth"), value: worth, width: 230, grow: 2, card: "value" },
      { id: "price", header: t("columns.price"), value: price, width: 180, grow: 1, card: "detail" },
      {
        id: "who",
        header: t("columns.who"),
        value: ({ askedBy, account }) => t("by", { person: askedBy, account }),
        width: 170,
        grow: 1,
        card: "detail",
      },
      {
        id: "when",
        header: t("columns.when"),
        value: ({ askedAt }) => askedAt,
        cell: ({ askedAt, expiresAt, state }) => (
          <span className="num truncate">
            {format.dateTime(askedAt)}
            {state === "waiting" ? (
              <span className="text-tx-3"> {t("until", { when: format.time(expiresAt, false) })}</span>
            ) : null}
          </span>
        ),
        text: ({ askedAt }) => format.dateTime(askedAt),
        width: 210,
        grow: 0,
        card: "detail",
      },
      {
        id: "state",
        header: t("columns.state"),
        value: ({ state }) => t(`states.${state}`),
        cell: (row) => <State approval={row} />,
        width: 260,
        grow: 0,
        card: "change",
      },
    ];
  }, [t, format]);
}

/** Decimals that a price has at least on a screen. */
const DECIMALS_MIN = 2;
/** Grouped, with all digits that it has: 74.8 is 74.80. */
const priceText = (text: string): string =>
  formatNumber(Number(text), { decimals: Math.max(DECIMALS_MIN, text.split(".")[1]?.length ?? 0) });

function State({ approval }: { readonly approval: ApprovalView }) {
  const t = useTranslations("approvals");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const decide = useMutation(
    trpc.approvals.decide.mutationOptions({
      onSuccess: ({ state }) => {
        if (state === "approved" || state === "rejected")
          notify("success", t(state === "approved" ? "sent" : "refused"));
      },
      onSettled: () => void queryClient.invalidateQueries(trpc.approvals.pathFilter()),
    }),
  );
  const { approvalId, state, decidedBy, askedBy, note } = approval;
  const button = (decision: "approve" | "reject" | "withdraw") => (
    <Button
      size="sm"
      variant="quiet"
      busy={decide.isPending}
      onClick={() => decide.mutate({ approvalId, decision, note: null })}
    >
      {t(decision)}
    </Button>
  );
  return (
    <span className="flex items-center gap-1.5">
      <Chip tone={TONES[state]}>{t(`states.${state}`)}</Chip>
      {decidedBy === null || decidedBy === askedBy ? null : (
        <span className="truncate text-tx-3" title={note ?? undefined}>
          {t("decided", { person: decidedBy })}
        </span>
      )}
      {approval.mayDecide ? button("approve") : null}
      {approval.mayDecide ? button("reject") : null}
      {approval.mayWithdraw ? button("withdraw") : null}
    </span>
  );
}

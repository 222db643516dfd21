"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/app/_components/ui";
import { writeQty } from "../trading/amounts";
import { newKey } from "../trading/new-key";
import type { Wish } from "../trading/trade-state";
import type { AccountView, OrderView, PositionView } from "../trading/types";
import { useOrderActions } from "../trading/use-order-actions";
import { closingSide, unsigned } from "./marks";
import { useOrderWords } from "./order-words";

/** A wish that is confirmed before it is sent. */
export type Intended = Exclude<Wish, { readonly do: "show" | "showAlgo" | "modify" }>;

export interface ConfirmProps {
  readonly intended: Intended;
  readonly account: AccountView;
  readonly working: readonly OrderView[];
  readonly positions: readonly PositionView[];
  readonly onClose: () => void;
}

/** Says exactly what will happen, and does it once. Made anew for each wish: its key is its own. */
export function ConfirmAction({ intended, account, working, positions, onClose }: ConfirmProps) {
  const t = useTranslations("blotter.confirm");
  const stages = useTranslations("account");
  const words = useOrderWords();
  const actions = useOrderActions(onClose);
  const [idempotencyKey] = useState(newKey);
  const { accountId } = account;
  const of = { account: account.name, stage: stages(`stage.${account.kind}`) };
  const common = { open: true, onOpenChange: onClose, danger: true } as const;
  switch (intended.do) {
    case "cancel":
      return (
        <ConfirmDialog
          {...common}
          title={t("cancelTitle")}
          consequence={t("cancel", { order: words.name(intended.order) })}
          confirmLabel={t("doCancel")}
          busy={actions.cancel.isPending}
          onConfirm={() => actions.cancel.mutate({ orderId: intended.order.orderId, idempotencyKey })}
        />
      );
    case "cancelAll":
      return (
        <ConfirmDialog
          {...common}
          title={t("cancelAllTitle")}
          consequence={t("cancelAll", { ...of, count: working.length })}
          confirmLabel={t("doCancelAll", { count: working.length })}
          busy={actions.cancelAll.isPending}
          onConfirm={() => actions.cancelAll.mutate({ accountId, symbol: null })}
        />
      );
    case "close": {
      const { symbol, qty } = intended.position;
      return (
        <ConfirmDialog
          {...common}
          title={t("closeTitle", { symbol })}
          consequence={t("close", {
            ...of,
            symbol,
            count: working.filter((order) => order.symbol === symbol).length,
            side: closingSide(qty),
            qty: writeQty(unsigned(qty)),
          })}
          confirmLabel={t("doClose")}
          busy={actions.close.isPending}
          onConfirm={() => actions.close.mutate({ accountId, symbol, idempotencyKey })}
        />
      );
    }
    case "flatten":
      return (
        <ConfirmDialog
          {...common}
          title={t("flattenTitle", of)}
          consequence={t("flatten", {
            ...of,
            orders: working.length,
            positions: positions.length,
            list: positions.map(({ symbol, qty }) => `${writeQty(qty)} ${symbol}`).join(", "),
          })}
          confirmLabel={t("doFlatten")}
          typed={t("flattenWord")}
          busy={actions.flatten.isPending}
          onConfirm={() => actions.flatten.mutate({ accountId, idempotencyKey })}
        />
      );
    default:
      return intended satisfies never;
  }
}

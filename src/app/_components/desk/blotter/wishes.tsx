"use client";

import { useTradeState } from "../trading/trade-state";
import type { AccountView, OrderView, PositionView } from "../trading/types";
import { usePositions, useWorkingOrders } from "../trading/use-trading";
import { AlgoSheet } from "./algo-sheet";
import { ConfirmAction } from "./confirm";
import { ModifyDialog } from "./modify-dialog";
import { OrderSheet } from "./order-sheet";
import { useSymbols } from "./use-symbols";

const NO_ORDERS: readonly OrderView[] = [];
const NO_POSITIONS: readonly PositionView[] = [];

/** The dialog of what somebody is about to do, wherever on the desk it was asked for. */
export function Wishes({ account, mayTrade }: { readonly account: AccountView; readonly mayTrade: boolean }) {
  const { wish, setWish } = useTradeState();
  const working = useWorkingOrders(account.accountId).data?.rows ?? NO_ORDERS;
  const positions = usePositions(account.accountId).data ?? NO_POSITIONS;
  const { tickOf, lotOf } = useSymbols();
  const close = () => setWish(null);
  if (wish === null) return null;
  switch (wish.do) {
    case "show":
      return (
        <OrderSheet
          orderId={wish.orderId}
          tickOf={tickOf}
          mayTrade={mayTrade}
          onModify={(order) => setWish({ do: "modify", order, drawnTo: null })}
          onCancel={(order) => setWish({ do: "cancel", order })}
          onOpen={(orderId) => setWish({ do: "show", orderId })}
          onClose={close}
        />
      );
    case "showAlgo":
      return (
        <AlgoSheet
          algoId={wish.algoId}
          tickOf={tickOf}
          mayTrade={mayTrade}
          onOpen={(orderId) => setWish({ do: "show", orderId })}
          onClose={close}
        />
      );
    case "modify":
      return (
        <ModifyDialog
          // Another order, or another price drawn, is another form.
          key={`${wish.order.orderId} ${wish.drawnTo}`}
          order={wish.order}
          drawnTo={wish.drawnTo}
          tick={tickOf(wish.order.symbol)}
          lot={lotOf(wish.order.symbol)}
          onClose={close}
        />
      );
    case "cancel":
    case "cancelAll":
    case "close":
    case "flatten":
      return (
        <ConfirmAction intended={wish} account={account} working={working} positions={positions} onClose={close} />
      );
    default:
      return wish satisfies never;
  }
}

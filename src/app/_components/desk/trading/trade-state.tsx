"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";
import { invariant } from "@/modules/_kernel";
import type { OrderRequest } from "../ticket/check-draft";
import type { OrderView, PositionView } from "./types";

/** A press of `B` or `S`, or of a button that says so: the ticket takes the side and the keyboard. */
interface TicketCall {
  readonly side: OrderRequest["side"];
  /** Another number is another press. */
  readonly turn: number;
}

/** What somebody is about to do to orders and positions, or looks at. Each opens its own dialog; nothing is sent before. */
export type Wish =
  | { readonly do: "show"; readonly orderId: OrderView["orderId"] }
  | { readonly do: "showAlgo"; readonly algoId: string }
  /** `drawnTo` is the price that its line was drawn to; null is by hand. */
  | { readonly do: "modify"; readonly order: OrderView; readonly drawnTo: number | null }
  | { readonly do: "cancel"; readonly order: OrderView }
  | { readonly do: "cancelAll" }
  | { readonly do: "close"; readonly position: Pick<PositionView, "symbol" | "qty"> }
  | { readonly do: "flatten" };

interface TradeState {
  readonly call: TicketCall | null;
  readonly openTicket: (side: OrderRequest["side"]) => void;
  /** True once for each call: only a press moves the keyboard, not the ticket that comes onto the page later. */
  readonly takeFocus: (turn: number) => boolean;
  /** Whether the ticket is open where it is a sheet. */
  readonly isSheetOpen: boolean;
  readonly closeSheet: () => void;
  /** What Enter would send now; null while the ticket is edited. */
  readonly previewed: OrderRequest | null;
  readonly setPreviewed: (request: OrderRequest | null) => void;
  readonly wish: Wish | null;
  readonly setWish: (wish: Wish | null) => void;
}

const TradeContext = createContext<TradeState | null>(null);

/** What the parts of the desk know of each other: ticket and blotter are loaded after the chart, so their own state is not here. */
export function TradeStateProvider({ children }: { readonly children: ReactNode }) {
  const [call, setCall] = useState<TicketCall | null>(null);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const [previewed, setPreviewed] = useState<OrderRequest | null>(null);
  const [wish, setWish] = useState<Wish | null>(null);
  const focused = useRef(0);
  const openTicket = useCallback((side: OrderRequest["side"]) => {
    setCall((before) => ({ side, turn: (before?.turn ?? 0) + 1 }));
    setSheetOpen(true);
  }, []);
  const takeFocus = useCallback((turn: number) => {
    const isNew = turn > focused.current;
    focused.current = Math.max(focused.current, turn);
    return isNew;
  }, []);
  const closeSheet = useCallback(() => setSheetOpen(false), []);
  const value = useMemo(
    () => ({ call, openTicket, takeFocus, isSheetOpen, closeSheet, previewed, setPreviewed, wish, setWish }),
    [call, openTicket, takeFocus, isSheetOpen, closeSheet, previewed, wish],
  );
  return <TradeContext value={value}>{children}</TradeContext>;
}

export function useTradeState(): TradeState {
  const state = useContext(TradeContext);
  invariant(state !== null, "the parts of the desk stand inside TradeStateProvider");
  return state;
}

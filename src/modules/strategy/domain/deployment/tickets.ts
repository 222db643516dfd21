import type { BarOrderRequest } from "@/modules/execution";
import type { Wish } from "./watch-plan";

/** An order that is sent by itself, with the exits that go with it. */
export interface Ticket {
  readonly symbol: string;
  readonly number: number;
  readonly request: BarOrderRequest;
  readonly takeProfit: Exit | null;
  readonly stopLoss: Exit | null;
}
interface Exit {
  readonly number: number;
  readonly request: BarOrderRequest;
}

/** What a strategy wanted at one moment, as it is done. */
export interface Tickets {
  readonly send: readonly Ticket[];
  /** Wait for their parent's fill, and are sent then. */
  readonly hold: readonly { readonly symbol: string; readonly number: number; readonly request: BarOrderRequest }[];
  readonly cancel: readonly { readonly symbol: string; readonly number: number }[];
}

/**
 * Orders of one moment put together: a limit and a stop that close all of an order placed with them go to the venue as its exits, so
 * that they are there whatever becomes of this house. Any other child waits here for its parent.
 */
export function ticketsOf(wishes: readonly Wish[]): Tickets {
  const send: { -readonly [K in keyof Ticket]: Ticket[K] }[] = [];
  const hold: { symbol: string; number: number; request: BarOrderRequest }[] = [];
  const cancel: { symbol: string; number: number }[] = [];
  for (const wish of wishes) {
    const { symbol, number } = wish;
    if (wish.action === "cancel") {
      // What it placed and took back at the same moment was never wanted.
      const placed = send.findIndex((each) => each.symbol === symbol && each.number === number);
      if (placed >= 0) send.splice(placed, 1);
      else cancel.push({ symbol, number });
      continue;
    }
    const { request } = wish;
    if (request.parent === undefined) {
      send.push({ symbol, number, request, takeProfit: null, stopLoss: null });
      continue;
    }
    const parent = send.find((each) => each.symbol === symbol && each.number === request.parent);
    const role = parent === undefined ? null : exitRole(request, parent);
    if (parent === undefined || role === null) hold.push({ symbol, number, request });
    else parent[role] = { number, request };
  }
  return { send, hold, cancel };
}

function exitRole(request: BarOrderRequest, parent: Ticket): "takeProfit" | "stopLoss" | null {
  if (request.quantity !== -parent.request.quantity || request.expiresAtMs !== undefined) return null;
  if (request.type === "limit" && parent.takeProfit === null) return "takeProfit";
  const isStop = request.type === "stop" || request.type === "stop_limit";
  return isStop && parent.stopLoss === null ? "stopLoss" : null;
}

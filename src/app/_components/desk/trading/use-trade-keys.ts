"use client";

import { useEffect, useRef } from "react";
import { isTyping } from "@/app/_components/shell/shortcuts";
import { useTradeState } from "./trade-state";

const SIDES = { b: "buy", s: "sell" } as const;
/** After a `g` the next key goes to an area. */
const SEQUENCE_MS = 1_200;

/** `B` and `S` open the ticket, wherever on the desk the keyboard is but in a field. */
export function useTradeKeys(mayTrade: boolean): void {
  const { openTicket } = useTradeState();
  const goAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (!mayTrade) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      if (key === "g") {
        goAt.current = event.timeStamp;
        return;
      }
      if ((key !== "b" && key !== "s") || event.timeStamp - goAt.current < SEQUENCE_MS) return;
      event.preventDefault();
      openTicket(SIDES[key]);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [mayTrade, openTicket]);
}

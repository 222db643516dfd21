"use client";

import { lazily, PanelHead } from "@/app/_components/ui";
import type { LiveQuote } from "@/app/_lib/quotes";
import type { Instrument } from "../../market/types";
import { Stage } from "../scope/stage";
import { useAccount } from "../trading/use-account";
import { TicketLoading } from "./ticket-loading";

// After the chart: neither its first paint nor its data wait for them.
const Inside = lazily(() => import("./ticket-inside").then((module) => module.TicketInside), TicketLoading);

export interface TicketPanelProps {
  readonly symbol: string;
  /** Undefined until it is here, and where nothing has the symbol. */
  readonly instrument: Instrument | undefined;
  readonly quote: LiveQuote | undefined;
  /** Without a head of its own, inside a tab or a sheet. */
  readonly headless?: boolean;
}

/** The ticket of the instrument on the chart, or what is missing to have one. */
export function TicketPanel({ symbol, instrument, quote, headless = false }: TicketPanelProps) {
  const scope = useAccount();
  const { account } = scope;
  return (
    <section className="flex min-h-0 min-w-0 flex-1 flex-col bg-bg-1">
      {headless ? null : (
        <PanelHead
          title={symbol}
          sub={instrument?.name}
          tools={account === null ? undefined : <Stage kind={account.kind} />}
        />
      )}
      <Inside scope={scope} instrument={instrument} quote={quote} />
    </section>
  );
}

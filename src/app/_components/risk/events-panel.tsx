"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { FailedState, Panel } from "@/app/_components/ui";
import { formatPercent } from "@/app/_lib/format";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { useLimitWords } from "./use-limit-words";

type RiskEvent = RouterOutputs["risk"]["events"][number];

const TONE = {
  calm: "text-accent",
  warned: "text-warn",
  unknown: "text-warn",
  breached: "text-danger",
  acted: "",
} as const;

export interface EventsPanelProps {
  /** Null: of every account that one may see. */
  readonly accountId: string | null;
  /** How many are shown. */
  readonly most: number;
}

/** What the live monitor saw, and every step that it took. */
export function EventsPanel({ accountId, most }: EventsPanelProps) {
  const t = useTranslations("risk.events");
  const trpc = useTRPC();
  const words = useLimitWords();
  const format = useFormat();
  const events = useQuery(trpc.risk.events.queryOptions({ accountId }, { meta: { quiet: true } }));
  return (
    <Panel title={t("title")} sub={t("sub")}>
      {events.data === undefined ? (
        events.error === null ? null : (
          <FailedState title={t("failed")} error={events.error} onRetry={() => void events.refetch()} />
        )
      ) : events.data.length === 0 ? (
        <p className="px-3 py-2 text-12 text-tx-2">{t("none")}</p>
      ) : (
        <ul className="text-12">
          {events.data.slice(0, most).map((event) => (
            <li
              key={event.eventId}
              className="flex flex-wrap items-baseline gap-x-3 border-t border-line-1 px-3 py-1.5 first:border-t-0"
            >
              <time className="num text-11 text-tx-3">{format.dateTime(event.at, true)}</time>
              <span>
                {accountId === null ? `${event.account}: ` : ""}
                {words.title(event)}
              </span>
              <span className={TONE[event.event]}>
                <What event={event} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function What({ event }: { readonly event: RiskEvent }) {
  const t = useTranslations("risk.events");
  const { used, allowed, step, outcome } = event;
  if (event.event !== "acted") {
    const part = used === null || Number(allowed) === 0 ? null : Number(used) / Number(allowed);
    const percent = formatPercent(part, { decimals: 0 });
    const symbol = event.symbol === null ? "" : ` · ${event.symbol}`;
    return `${t(`event.${event.event}`, { percent })}${symbol}`;
  }
  const closed = namesIn(outcome["closed"]);
  const refused = namesIn(outcome["refused"]);
  const canceled = typeof outcome["canceled"] === "number" ? outcome["canceled"] : 0;
  const said = t(`step.${step}`, { canceled, closed: closed.join(", ") || t("nothing") });
  return refused.length === 0 ? said : `${said} · ${t("refused", { symbols: refused.join(", ") })}`;
}

/** Symbols, as they are or in rows that have one. */
function namesIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) => {
    if (typeof each === "string") return [each];
    return typeof each === "object" && each !== null && "symbol" in each && typeof each.symbol === "string"
      ? [each.symbol]
      : [];
  });
}

"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import type { TableColumn } from "@/app/_components/table";
import { Button, Chip, SignedNumber } from "@/app/_components/ui";
import { formatMoney, formatPercent } from "@/app/_lib/format";
import { useLimitWords } from "../use-limit-words";
import type { Trader } from "./stop-trader";

interface Handlers {
  readonly onStop: (trader: Trader) => void;
  readonly onResume: (trader: Trader) => void;
}

const TONES = { active: "ok", reduce_only: "warn", halted: "bad", mixed: "warn" } as const;

/** To sort by: money of two currencies has no order. */
function dayOf({ dayPnl: [first, ...others] }: Trader): number | null {
  return first === undefined || first.amount === null || others.length > 0 ? null : Number(first.amount);
}

export function useTeamColumns({ onStop, onResume }: Handlers): readonly TableColumn<Trader>[] {
  const t = useTranslations("team");
  const words = useLimitWords();
  return useMemo(() => {
    const used = ({ limit }: Trader) =>
      limit === null ? t("noLimit") : limit.part === null ? t("unknown") : formatPercent(limit.part, { decimals: 0 });
    return [
      { id: "trader", header: t("trader"), value: ({ name }) => name, width: 160, pinned: true, card: "title" },
      {
        id: "day",
        header: t("day"),
        value: dayOf,
        text: ({ dayPnl }) => dayPnl.map(({ amount, currency }) => `${amount ?? t("unknown")} ${currency}`).join(", "),
        cell: ({ dayPnl }) => (
          <span className="flex flex-col items-end">
            {dayPnl.map(({ currency, amount }) => (
              <span key={currency} title={amount === null ? t("unknownTitle") : undefined}>
                {amount === null ? (
                  t("unknown")
                ) : (
                  <SignedNumber value={Number(amount)} text={formatMoney(Number(amount), currency, { signed: true })} />
                )}{" "}
                <span className="text-tx-3">{currency}</span>
              </span>
            ))}
          </span>
        ),
        align: "end",
        width: 150,
        card: "value",
      },
      {
        id: "limit",
        header: t("limit"),
        value: ({ limit }) =>
          limit === null ? -1 : limit.isOver ? Number.MAX_VALUE : (limit.part ?? Number.MAX_VALUE),
        text: used,
        cell: (trader) => (
          <span className="flex items-center gap-2">
            <span className="num">{used(trader)}</span>
            {trader.limit === null ? null : <span className="truncate text-tx-3">{words.title(trader.limit)}</span>}
            {trader.limit?.isOver === true ? <Chip tone="bad">{t("over")}</Chip> : null}
          </span>
        ),
        width: 220,
        card: "detail",
      },
      {
        id: "orders",
        header: t("orders"),
        value: ({ workingOrders }) => workingOrders,
        align: "end",
        width: 120,
        card: "detail",
      },
      {
        id: "accounts",
        header: t("accounts"),
        value: ({ accounts }) => accounts.map(({ name }) => name).join(", "),
        width: 180,
        card: "detail",
      },
      {
        id: "state",
        header: t("state"),
        value: ({ state }) => t(`states.${state}`),
        cell: ({ state }) => <Chip tone={TONES[state]}>{t(`states.${state}`)}</Chip>,
        width: 140,
        grow: 0,
        card: "detail",
      },
      {
        id: "act",
        header: t("action"),
        value: () => null,
        cell: (trader) => (
          <span className="flex justify-end gap-1">
            {trader.state === "active" ? null : (
              <Button size="sm" aria-label={t("resumeOf", { name: trader.name })} onClick={() => onResume(trader)}>
                {t("resume")}
              </Button>
            )}
            <Button
              size="sm"
              variant="danger"
              aria-label={t("stopOf", { name: trader.name })}
              onClick={() => onStop(trader)}
            >
              {t("stop")}
            </Button>
          </span>
        ),
        width: 180,
        grow: 0,
        sortable: false,
        align: "end",
        card: "change",
      },
    ];
  }, [t, words, onStop, onResume]);
}

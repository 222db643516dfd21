"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { Button, Menu, type MenuItem } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { PRICE_ADJUSTMENTS, type PriceAdjustment } from "@/modules/data";

/** Types of actions that move prices of a kind. */
const MOVES: Readonly<Record<PriceAdjustment, readonly string[]>> = {
  raw: [],
  split: ["split"],
  total_return: ["split", "dividend"],
};

export interface PriceChoiceProps {
  readonly symbol: string;
  readonly prices: PriceAdjustment;
  readonly onChange: (prices: PriceAdjustment) => void;
}

/** Which prices are shown: as traded, free of splits, or free of splits and dividends, and by how many actions. */
export function PriceChoice({ symbol, prices, onChange }: PriceChoiceProps) {
  const t = useTranslations("prices");
  const trpc = useTRPC();
  const router = useRouter();
  const actions = useQuery(
    trpc.corporateAction.list.queryOptions({ symbol }, { meta: { quiet: true }, enabled: symbol !== "" }),
  );
  const used = actions.data?.rows.filter(({ type }) => MOVES[prices].includes(type)).length;
  const items: readonly MenuItem[] = [
    {
      kind: "radio",
      key: "prices",
      label: t("label"),
      value: prices,
      options: PRICE_ADJUSTMENTS.map((value) => ({
        value,
        label: <span title={t(`${value}Hint`)}>{t(value)}</span>,
      })),
      onChange: (next) => {
        const chosen = PRICE_ADJUSTMENTS.find((value) => value === next);
        if (chosen !== undefined) onChange(chosen);
      },
    },
    { kind: "line", key: "line" },
    {
      kind: "item",
      key: "actions",
      label: used === undefined || prices === "raw" ? t("actions") : t("used", { count: used }),
      onSelect: () => router.push(`/markets/actions?${new URLSearchParams({ symbol }).toString()}`),
    },
  ];
  return (
    <Menu
      align="start"
      trigger={
        <Button size="sm" variant="quiet" title={t(`${prices}Hint`)} aria-label={t("chosen", { prices: t(prices) })}>
          {t(`short.${prices}`)}
          <ChevronDown aria-hidden="true" size={13} className="text-tx-3" />
        </Button>
      }
      items={items}
    />
  );
}

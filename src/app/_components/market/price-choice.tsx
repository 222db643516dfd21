"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Segmented } from "@/app/_components/ui";
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
  const actions = useQuery(
    trpc.corporateAction.list.queryOptions({ symbol }, { meta: { quiet: true }, enabled: symbol !== "" }),
  );
  const used = actions.data?.rows.filter(({ type }) => MOVES[prices].includes(type)).length;
  return (
    <span className="flex items-center gap-2 max-md:w-full max-md:flex-wrap">
      <Segmented
        label={t("label")}
        options={PRICE_ADJUSTMENTS.map((value) => ({
          value,
          label: <span title={t(`${value}Hint`)}>{t(`short.${value}`)}</span>,
        }))}
        value={prices}
        onChange={onChange}
      />
      {prices === "raw" || used === undefined ? null : (
        <Link
          href={`/markets/actions?${new URLSearchParams({ symbol }).toString()}`}
          title={t("usedHint")}
          className="num text-12 text-tx-3 hover:text-tx-1 max-md:py-3"
        >
          {t("used", { count: used })}
        </Link>
      )}
    </span>
  );
}

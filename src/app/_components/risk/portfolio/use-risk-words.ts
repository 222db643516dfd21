"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { formatMoney, formatPercent } from "@/app/_lib/format";
import type { PortfolioRisk } from "./use-portfolio-risk";

type ScenarioResult = PortfolioRisk["stress"][number];
type Shock = { readonly of: string; readonly name: string; readonly change: number };

const KINDS = ["equity", "etf", "index", "crypto", "fx", "future", "cash"] as const;
const NAMED = ["crisis_2008", "crash_2020", "rates_2022", "gap", "together"] as const;

/** What risk says of a book, in words; money in its currency. */
export function useRiskWords({ currency, equity }: Pick<PortfolioRisk, "currency" | "equity">) {
  const t = useTranslations("portfolioRisk");
  return useMemo(() => {
    const kindOf = (name: string) => KINDS.find((each) => each === name);
    const kind = (name: string) => {
      const found = kindOf(name);
      return found === undefined ? name : t(`exposure.kinds.${found}`);
    };
    return {
      money: (value: number | null, signed = false) => formatMoney(value, currency, { signed }),
      /** Of equity; unknown where that is. */
      part: (value: number, signed = false) =>
        formatPercent(equity === null || !(equity > 0) ? null : value / equity, { signed }),
      scenario: ({ id, name }: Pick<ScenarioResult, "id" | "name">) => {
        const known = NAMED.find((each) => each === id);
        return name ?? (known === undefined ? id : t(`stress.ids.${known}`));
      },
      scenarioHint: ({ id }: Pick<ScenarioResult, "id">) => {
        const known = NAMED.find((each) => each === id);
        return known === undefined ? null : t(`stress.hints.${known}`);
      },
      shock: ({ of, name, change }: Shock) =>
        t("stress.shock", {
          name: of === "all" ? t("stress.everything") : of === "kind" ? kind(name) : name,
          change: formatPercent(change, { decimals: 1, signed: true }),
        }),
      line: (dimension: keyof PortfolioRisk["exposureBy"], name: string) =>
        name === "" ? t("exposure.nobody") : dimension === "kind" ? kind(name) : name,
    };
  }, [t, currency, equity]);
}

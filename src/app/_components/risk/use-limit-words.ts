"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { formatMoney } from "@/app/_lib/format";
import { assertNever } from "@/modules/_kernel";
import { type LimitTerms, UNIT_BY_KIND } from "@/modules/risk";
import type { RouterOutputs } from "@/server/api/root";
import { isAmountKind, moneyText, numberText, percentText } from "./limit-amounts";
import type { ListedSimulation } from "./use-simulation";

export type LimitView = RouterOutputs["risk"]["limits"]["limits"][number];
export type LimitChangeView = RouterOutputs["risk"]["changes"][number];
export type LimitUsageView = RouterOutputs["risk"]["usage"][number];

/** How an account stands against a limit, where that is known. */
type KnownUsage = Pick<LimitUsageView, "limit" | "symbol"> & { readonly used: string };

/** Symbols that are named; the others are counted. */
const NAMED_MAX = 3;

/** What limits say, in words. */
export function useLimitWords() {
  const t = useTranslations("risk");
  return useMemo(() => {
    const amount = (kind: LimitTerms["kind"], text: string): string => {
      if (kind === "approval_value") return moneyText(text);
      if (!isAmountKind(kind)) return text;
      switch (UNIT_BY_KIND[kind]) {
        case "fraction":
          return t("words.percent", { value: numberText(percentText(text)) });
        case "multiple":
          return t("words.times", { value: numberText(text) });
        case "units":
          return t("words.units", { value: numberText(text) });
        case "money":
          return moneyText(text);
        case "count":
          return numberText(text);
        default:
          return assertNever(UNIT_BY_KIND[kind], "useLimitWords");
      }
    };
    const used = (kind: LimitTerms["kind"], usage: KnownUsage): string => {
      const numbers = { used: amount(kind, usage.used), limit: amount(kind, usage.limit) };
      return usage.symbol === null
        ? t("limits.usedOf", numbers)
        : t("limits.usedOfSymbol", { ...numbers, symbol: usage.symbol });
    };
    const terms = (of: LimitTerms): string => {
      if ("symbols" in of) {
        const more = of.symbols.length - NAMED_MAX;
        const named = of.symbols.slice(0, NAMED_MAX).join(", ");
        return more > 0 ? t("words.andMore", { named, more }) : named;
      }
      if ("windows" in of) return t("words.windows", { count: of.windows.length });
      if ("validMinutes" in of) return amount(of.kind, of.value);
      if ("equityMin" in of) return t("words.dayTrades", { value: of.value, equityMin: moneyText(of.equityMin) });
      if (!("windowSeconds" in of)) {
        const step = of.steps?.hard ?? "alert";
        const allowed = amount(of.kind, of.value);
        return step === "alert" ? allowed : t("words.allowedThen", { allowed, step: t(`words.step.${step}`) });
      }
      return "value" in of
        ? t("words.rate", { value: of.value, seconds: of.windowSeconds })
        : t("words.within", { seconds: of.windowSeconds });
    };
    const scope = (of: LimitView["scope"]): string =>
      of.of === "all" ? t("scope.all") : t(`scope.${of.of}`, { name: of.name });
    const title = ({ name, kind }: { readonly name: string | null; readonly kind: LimitTerms["kind"] }): string =>
      name ?? t(`kinds.${kind}`);
    return { amount, used, terms, scope, title };
  }, [t]);
}

/** What was tried on which past, and what it came to, in words. */
export function useSimulationWords() {
  const t = useTranslations("risk");
  const words = useLimitWords();
  return useMemo(
    () => ({
      question: ({ terms, source, sourceName }: Pick<ListedSimulation, "terms" | "source" | "sourceName">): string =>
        t(`simulator.question.${source.of}`, {
          limit: t(`kinds.${terms.kind}`),
          terms: words.terms(terms),
          name: sourceName,
        }),
      outcome: ({ gained, currency }: NonNullable<ListedSimulation["outcome"]>): string =>
        t(`simulator.short.${gained === 0 ? "same" : gained > 0 ? "saved" : "cost"}`, {
          amount: formatMoney(Math.abs(gained), currency),
          currency,
        }),
    }),
    [t, words],
  );
}

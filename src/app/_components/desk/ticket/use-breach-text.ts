"use client";

import { useTranslations } from "use-intl";
import { moneyText } from "@/app/_components/risk/limit-amounts";
import { useLimitWords } from "@/app/_components/risk/use-limit-words";
import { STANDING_KINDS } from "@/modules/risk";
import { type Breach, breachForm } from "./breach-form";

/** A broken limit in words, as the tables of limits call it and write its numbers. */
export function useBreachText(): (breach: Breach) => string {
  const t = useTranslations("ticket");
  const words = useLimitWords();
  return (breach) => {
    const standing = STANDING_KINDS.find((each) => each === breach.kind);
    const write = (text: string) => (standing === undefined ? moneyText(text) : words.amount(standing, text));
    const isNamed = breach.name !== breach.kind;
    const name = isNamed
      ? breach.name
      : standing !== undefined
        ? words.title({ name: null, kind: standing })
        : t(breach.kind === "trading_hours" ? "tradingHours" : "buyingPower");
    return t(`broken.${breachForm(breach)}`, { name, actual: write(breach.actual ?? "0"), limit: write(breach.limit) });
  };
}

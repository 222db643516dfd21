"use client";

import { useTranslations } from "use-intl";
import { writeQty } from "@/app/_components/desk/trading/amounts";
import { formatDuration, formatPercent } from "@/app/_lib/format";
import { assertNever } from "@/modules/_kernel";
import type { ProtectionTerms } from "@/modules/risk";
import type { RouterOutputs } from "@/server/api/root";

export type ProtectionPlan = RouterOutputs["risk"]["protectionPlan"]["plans"][number];

const SECOND_MS = 1_000;
/** Of a distance: a thousandth is the least. */
const DISTANCE_DECIMALS = 1;

/** A policy in a sentence or two. */
export function usePolicyWords(): (terms: ProtectionTerms) => string {
  const t = useTranslations("portfolioRisk.protection.policy");
  return ({ mode, afterSeconds, distance, surplus }) => {
    const after = formatDuration(afterSeconds * SECOND_MS);
    const missing = t(mode, { after, distance: formatPercent(distance, { decimals: DISTANCE_DECIMALS }) });
    return surplus === "mend" ? `${missing} ${t("mend", { after })}` : missing;
  };
}

interface PlanTime {
  /** When it is done; null: nobody counts yet, so after the seconds of the policy. */
  readonly dueAt: number | null;
  readonly asOf: number;
  readonly afterSeconds: number;
}

/** What a policy does about a symbol, and when. */
export function usePlanWords(): (plan: ProtectionPlan, time: PlanTime) => string {
  const t = useTranslations("portfolioRisk.protection.plan");
  const whenOf = ({ dueAt, asOf, afterSeconds }: PlanTime): string => {
    if (dueAt === null) return t("after", { time: formatDuration(afterSeconds * SECOND_MS) });
    const leftMs = Math.ceil((dueAt - asOf) / SECOND_MS) * SECOND_MS;
    return leftMs > 0 ? t("within", { time: formatDuration(leftMs) }) : t("now");
  };
  return ({ symbol, fault, amount: units, act }, time) => {
    const amount = writeQty(units);
    const when = whenOf(time);
    switch (act.kind) {
      case "wait":
        return t(fault === "surplus" ? "waitSurplus" : "wait", { symbol, amount });
      case "tell": {
        const told = t(fault === "surplus" ? "tellSurplus" : "tell", { symbol, amount, when });
        return act.why === "policy" ? told : `${told}: ${t(`why.${act.why}`)}`;
      }
      case "place": {
        const { side, from, qty, stopPrice } = act;
        return t("place", { symbol, side, from, when, qty: writeQty(qty), price: writeQty(stopPrice) });
      }
      case "mend":
        return t("mend", {
          symbol,
          when,
          canceled: act.cancel,
          reduceTo: act.reduceTo === null ? "none" : writeQty(act.reduceTo),
        });
      default:
        return assertNever(act, "usePlanWords");
    }
  };
}

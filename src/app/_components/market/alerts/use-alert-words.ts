"use client";

import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { conditionText } from "@/modules/data";
import type { Alert } from "./alert-draft";

/** What an alert waits for, as one sentence. */
export function useAlertWords(): (terms: Alert["terms"]) => string {
  const t = useTranslations("alertsPage");
  return useCallback(
    (terms: Alert["terms"]) => {
      switch (terms.kind) {
        case "price":
          return t("waits.price", { symbol: terms.symbol, is: terms.is, level: terms.level });
        case "condition":
          return t("waits.condition", {
            symbol: terms.symbol,
            resolution: terms.resolution,
            condition: conditionText(terms.condition),
          });
        case "order":
          return t("waits.order", { events: terms.events.map((event) => t(`events.${event}`)).join(", ") });
        case "position":
          return t("waits.position", {
            symbol: terms.symbol,
            measure: terms.measure,
            is: terms.is,
            level: terms.level,
          });
        case "pnl":
          return t("waits.pnl", { is: terms.is, level: terms.level });
        case "feed":
          return t("waits.feed", { symbol: terms.symbol, seconds: terms.olderThanS });
        case "missing": {
          const { expected, withinMinutes } = terms;
          const which =
            expected.what === "bar"
              ? `${expected.symbol} ${expected.resolution}`
              : expected.what === "job"
                ? expected.name
                : "";
          return t("waits.missing", { what: expected.what, which, minutes: withinMinutes });
        }
      }
      return "";
    },
    [t],
  );
}

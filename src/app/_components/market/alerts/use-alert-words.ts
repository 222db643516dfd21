"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslations } from "use-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { conditionText } from "@/modules/data";
import type { Alert } from "./alert-draft";

/** What an alert waits for, as one sentence. */
export function useAlertWords(): (terms: Alert["terms"]) => string {
  const t = useTranslations("alertsPage");
  const trpc = useTRPC();
  const deployments = useQuery(
    trpc.deployments.list.queryOptions({ accountId: null, over: true }, { meta: { quiet: true } }),
  ).data;
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
        case "deployment": {
          const { watch, deploymentId } = terms;
          return t("waits.deployment", {
            name:
              deployments === undefined
                ? "…"
                : (deployments.find((each) => each.deploymentId === deploymentId)?.name ?? t("waits.gone")),
            what: watch.what,
            states: watch.what === "state" ? watch.states.map((state) => t(`states.${state}`)).join(", ") : "",
            seconds: watch.what === "silence" ? watch.seconds : 0,
            percent: watch.what === "parity" ? watch.belowPercent : 0,
            of: watch.what === "pnl" ? watch.of : "",
            is: watch.what === "pnl" ? t(`sides.${watch.is}`) : "",
            level: watch.what === "pnl" ? watch.level : "",
          });
        }
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
    [t, deployments],
  );
}

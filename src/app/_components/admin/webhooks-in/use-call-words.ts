"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { NOT_AVAILABLE } from "@/app/_lib/format";
import { useCatalogText } from "@/app/_lib/use-catalog-text";
import type { CallAnswer, WebhookCall, Wish } from "./types";

/** What a call asked for and what came of it, in words. */
export function useCallWords() {
  const t = useTranslations("webhooksIn");
  const text = useCatalogText();
  return useMemo(() => {
    const wish = (asked: Wish | null): string => {
      if (asked === null) return t("wishes.none");
      if (asked.kind === "order") {
        const { side, qty, symbol, ordType } = asked;
        return t("wishes.order", { side, qty, symbol, type: ordType.replace("_", " ") });
      }
      return asked.kind === "close"
        ? t("wishes.close", { symbol: asked.symbol })
        : t(`wishes.${asked.kind}`, { symbol: asked.symbol ?? "none" });
    };
    const answer = (given: CallAnswer | null, outcome: WebhookCall["outcome"]): string => {
      if (outcome === "repeated") return t("said.repeated");
      if (given === null) return "";
      const { refusal, preview, orderIds, canceled } = given;
      if (refusal !== null) return text(`errors.${refusal.kind}`, refusal.facts);
      if (preview !== null)
        return t("said.would", {
          price: preview.price ?? NOT_AVAILABLE,
          notional: preview.notional ?? NOT_AVAILABLE,
          currency: preview.currency,
          before: preview.positionBefore,
          after: preview.positionAfter,
        });
      if (outcome === "would") return t("said.wouldPlain");
      if (outcome === "told") return "";
      return orderIds.length > 0
        ? t("said.orders", { count: orderIds.length })
        : t("said.canceled", { count: canceled });
    };
    return { wish, answer };
  }, [t, text]);
}

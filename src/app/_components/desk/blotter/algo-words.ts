"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { writeQty } from "../trading/amounts";
import type { AlgoView } from "../trading/types";
import { useOrderWords } from "./order-words";

const WAITS = ["volume", "volume_unknown", "unsettled"] as const;

/** Parents in the words of the desk. */
export function useAlgoWords() {
  const t = useTranslations("algos");
  const words = useOrderWords();
  return useMemo(
    () => ({
      /** `Working, waits for volume`. What a slice is refused for is a stable word, as it is stored. */
      standing: ({ status, reason, refusal, waiting }: AlgoView): string => {
        const known = WAITS.find((each) => each === waiting);
        const parts = [
          t(`statuses.${status}`),
          reason === null || reason === "asked" ? null : t(`reasons.${reason}`),
          refusal,
          waiting === null ? null : known === undefined ? `${t("waits.refused")}: ${waiting}` : t(`waits.${known}`),
        ];
        return parts.filter((part) => part !== null).join(", ");
      },
      /** `TWAP Buy 100 ACME`. */
      name: ({ kind, side, qty, symbol }: AlgoView) =>
        t("show", { kind: t(`kinds.${kind}`), side: words.side(side), qty: writeQty(qty), symbol }),
    }),
    [t, words],
  );
}

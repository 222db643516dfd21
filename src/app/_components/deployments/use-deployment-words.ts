"use client";

import { useMemo } from "react";
import { useMessages, useTranslations } from "use-intl";
import type { LampState } from "@/app/_components/ui";
import { hasText, useCatalogText } from "@/app/_lib/use-catalog-text";
import type { DeploymentLine, Gate } from "./types";

export const STATE_LAMPS: Record<DeploymentLine["state"], LampState> = {
  starting: "warn",
  warming: "warn",
  running: "ok",
  reduce_only: "warn",
  pausing: "warn",
  paused: "off",
  stopped: "off",
  failed: "bad",
};

export const OUTCOME_TONES = {
  ordered: "text-accent",
  blocked: "text-warn",
  none: "text-tx-3",
  failed: "text-danger",
} as const;

/** A stable word of the server as people read it: `order.limits_broken` is "order limits broken". */
const plain = (word: string) => word.replaceAll(/[._]/g, " ");

/** States, reasons and gates of deployments in words. */
export function useDeploymentWords() {
  const t = useTranslations("deployments");
  const text = useCatalogText();
  const messages = useMessages();
  return useMemo(() => {
    const reason = ({ state, reason: why }: Pick<DeploymentLine, "state" | "reason">): string => {
      if (why === null) return t(`about.${state}`);
      const key = `deployments.reasons.${why.kind}`;
      return hasText(messages, key) ? text(key, why.facts) : plain(why.kind);
    };
    const gate = ({ gate: name }: Pick<Gate, "gate">): string => {
      const key = `deployments.gates.${name}`;
      return hasText(messages, key) ? text(key, {}) : plain(name);
    };
    return { reason, gate };
  }, [t, text, messages]);
}

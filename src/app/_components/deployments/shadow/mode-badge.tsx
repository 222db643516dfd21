"use client";

import { useTranslations } from "use-intl";
import { Stage } from "../../desk/scope/stage";
import type { DeploymentLine } from "../types";

/** Whether its orders move paper money, or nothing at all: a word in a frame, never colour alone. */
export function ModeBadge({ mode }: { readonly mode: DeploymentLine["mode"] }) {
  const t = useTranslations("deploymentTrials.mode");
  if (mode === "live") return <Stage kind="paper" />;
  return (
    <span
      title={t("shadowHint")}
      className="inline-block shrink-0 rounded-2 border border-dashed border-current px-[5px] text-[10px] leading-[15px] font-semibold tracking-[.06em] text-tx-2"
    >
      {t("shadow")}
    </span>
  );
}

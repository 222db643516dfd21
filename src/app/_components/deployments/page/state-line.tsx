"use client";

import { useTranslations } from "use-intl";
import { Lamp } from "@/app/_components/ui";
import { useFormat } from "@/app/_lib/use-format";
import type { DeploymentDetail } from "../types";
import { STATE_LAMPS, useDeploymentWords } from "../use-deployment-words";

/** How it stands, why and since when, in one line under its name. */
export function StateLine({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deployments");
  const words = useDeploymentWords();
  const format = useFormat();
  const { state, stateSince } = deployment;
  return (
    <p className="num flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line-2 px-4 py-2 text-12 text-tx-2">
      <Lamp state={STATE_LAMPS[state]} className="text-13">
        {t(`states.${state}`)}
      </Lamp>
      <span>{words.reason(deployment)}</span>
      <span className="text-tx-3">{t("since", { time: format.dateTime(stateSince) })}</span>
    </p>
  );
}

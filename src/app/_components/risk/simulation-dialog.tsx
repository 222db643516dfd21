"use client";

import { useTranslations } from "use-intl";
import { Banner, Dialog } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { SimulationReplay, SimulationState } from "./simulation-result";
import { useSimulationWords } from "./use-limit-words";
import { useSimulation, useSimulationNews } from "./use-simulation";

/** One simulation by its address, for whoever may see its past: where the tray and notifications lead to. */
export function SimulationDialog({
  simulationId,
  onClose,
}: {
  readonly simulationId: string;
  readonly onClose: () => void;
}) {
  const t = useTranslations("risk.simulator");
  const say = useFailureText();
  const words = useSimulationWords();
  const format = useFormat();
  const { data, error } = useSimulation(simulationId);
  useSimulationNews();
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("link")}
      description={data === undefined ? undefined : `${words.question(data)} · ${format.dateTime(data.askedAt)}`}
      className="lg:w-[min(640px,calc(100vw-32px))]"
    >
      <div className="flex min-w-0 flex-col gap-3">
        {error === null ? null : <Banner tone="warn">{say(toFailure(error))}</Banner>}
        {data === undefined ? null : <SimulationState simulation={data} />}
        {data?.replay == null ? null : <SimulationReplay replay={data.replay} kind={data.terms.kind} />}
      </div>
    </Dialog>
  );
}

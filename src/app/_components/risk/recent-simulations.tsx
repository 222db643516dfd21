"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { useSimulationWords } from "./use-limit-words";
import type { Asked, ListedSimulation } from "./use-simulation";

interface RecentSimulationsProps {
  readonly limitId: string | null;
  readonly source: Asked["source"] | null;
  /** The one that is looked at. */
  readonly current: string | null;
  readonly onOpen: (simulationId: string) => void;
}

/** What was tried before of this limit or on this past, newest first; each can be looked at again. */
export function RecentSimulations({ limitId, source, current, onOpen }: RecentSimulationsProps) {
  const t = useTranslations("risk.simulator");
  const trpc = useTRPC();
  const recent = useQuery({
    ...trpc.risk.simulations.queryOptions({ limitId, source }, { meta: { quiet: true } }),
    placeholderData: keepPreviousData,
  });
  if (recent.data === undefined)
    return recent.error === null ? null : <p className="text-11 text-warn">{t("recentFailed")}</p>;
  if (recent.data.length === 0) return null;
  return (
    <section aria-label={t("recent")} className="flex min-w-0 flex-col gap-1.5">
      <h4 className="text-12 font-semibold">{t("recent")}</h4>
      <ul className="max-h-52 overflow-y-auto border border-line-1">
        {recent.data.map((simulation) => (
          <li key={simulation.simulationId} className="border-t border-line-1 first:border-t-0">
            <Line simulation={simulation} isCurrent={simulation.simulationId === current} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      <p className="text-11 text-tx-3">{t("recentHint")}</p>
    </section>
  );
}

interface LineProps extends Pick<RecentSimulationsProps, "onOpen"> {
  readonly simulation: ListedSimulation;
  readonly isCurrent: boolean;
}

function Line({ simulation, isCurrent, onOpen }: LineProps) {
  const t = useTranslations("risk.simulator");
  const words = useSimulationWords();
  const format = useFormat();
  const { simulationId, askedAt, outcome, status } = simulation;
  const gained = outcome?.gained ?? 0;
  return (
    <button
      type="button"
      aria-current={isCurrent ? "true" : undefined}
      className={cn(
        "flex min-h-9 w-full min-w-0 flex-wrap items-baseline gap-x-2 px-2 py-1.5 text-left text-12 hover:bg-bg-2",
        isCurrent ? "bg-bg-2" : null,
      )}
      onClick={() => onOpen(simulationId)}
    >
      <span className="min-w-0 flex-1 basis-40">{words.question(simulation)}</span>
      <span className={cn("num shrink-0", gained > 0 ? "text-accent" : gained < 0 ? "text-warn" : "text-tx-2")}>
        {outcome === null ? t(`status.${status}`) : words.outcome(outcome)}
      </span>
      <time className="num w-full text-11 text-tx-3">{format.dateTime(askedAt)}</time>
    </button>
  );
}

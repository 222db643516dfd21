"use client";

import { Check } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import type { Draft } from "./draft";

export type StepName = "account" | "place" | "data" | "ready";

const STEPS: readonly StepName[] = ["account", "place", "data", "ready"];

/** Where one is, and what was chosen on the way. On a phone: one line. */
export function WizardSteps({ current, draft }: { readonly current: StepName; readonly draft: Draft }) {
  const t = useTranslations("setup");
  const at = STEPS.indexOf(current);
  const chosen: Record<StepName, string> = {
    account: draft.email,
    place: `${draft.baseCurrency}, ${draft.timeZone.replaceAll("_", " ")}`,
    data: draft.sampleData ? t("data.sample") : t("data.empty"),
    ready: t("steps.readyNote"),
  };
  const notes: Record<StepName, string> = {
    account: t("steps.accountNote"),
    place: t("steps.placeNote"),
    data: t("steps.dataNote"),
    ready: t("steps.readyNote"),
  };
  return (
    <>
      <p className="mt-1 text-12 text-tx-2 md:hidden">
        {t("steps.progress", { step: at + 1, count: STEPS.length })}: {t(`steps.${current}`)}
      </p>
      <ol className="mt-14 mb-auto max-md:hidden">
        {STEPS.map((step, place) => {
          const done = place < at;
          const on = place === at;
          return (
            <li
              key={step}
              aria-current={on ? "step" : undefined}
              className={cn(
                "relative grid grid-cols-[24px_minmax(0,1fr)] gap-3 pb-7 not-last:after:absolute not-last:after:top-7 not-last:after:bottom-1 not-last:after:left-[11.5px] not-last:after:w-px not-last:after:bg-line-2",
                on ? "text-tx-2" : "text-tx-3",
              )}
            >
              <span
                className={cn(
                  "grid size-6 place-items-center rounded-[50%] border border-line-2 text-12",
                  done ? "border-accent text-accent" : null,
                  on ? "border-tx-1 bg-tx-1 text-tx-inv" : null,
                )}
              >
                {done ? <Check aria-hidden="true" size={14} /> : place + 1}
              </span>
              <div className="min-w-0">
                <b className={cn("leading-6", on ? "text-tx-1" : done ? "text-tx-2" : null)}>{t(`steps.${step}`)}</b>
                <p className="truncate text-12 leading-4">{done ? chosen[step] : notes[step]}</p>
              </div>
            </li>
          );
        })}
      </ol>
      <p className="text-11 leading-[15px] text-tx-3 max-md:hidden">{t("local")}</p>
    </>
  );
}

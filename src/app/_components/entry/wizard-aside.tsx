"use client";

import { Check } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "@/app/_lib/cn";
import { formatDuration, formatInteger } from "@/app/_lib/format";
import { useNow } from "@/app/_lib/use-now";
import { PanelHead, Progress } from "../ui";
import type { Completion, StageName } from "./use-completion";

const TENTH_MS = 100;

/** What happens when the last button is pressed, and then how far it is. */
export function WizardAside({
  completion,
  sampleData,
}: {
  readonly completion: Completion;
  readonly sampleData: boolean;
}) {
  const t = useTranslations("setup.aside");
  const { stages, sampleJob } = completion;
  const running = stages?.some((stage) => stage.endedMs === null) ?? false;
  const now = useNow(TENTH_MS, running);
  const names: readonly StageName[] = sampleData ? ["account", "signIn", "sample"] : ["account", "signIn"];
  const progress = sampleJob?.progress;
  const sampleText =
    progress?.total === null || progress === undefined
      ? t("sample")
      : t("sampleOf", { done: formatInteger(progress.done), total: formatInteger(progress.total) });
  return (
    <aside
      aria-label={t("title")}
      className={cn(
        "border-l border-line-2 pt-24 max-xl:col-start-2 max-xl:border-t max-xl:border-l-0 max-xl:pt-0 max-md:col-start-1",
        stages === null ? "max-md:hidden" : null,
      )}
    >
      <PanelHead title={t("title")} tools={<span className="text-11">{t("took")}</span>} />
      <ul className="py-1.5" aria-live="polite">
        <Line state="done" text={t("address")} took={null} />
        {names.map((name) => {
          const stage = stages?.find((known) => known.name === name);
          const state = stage === undefined ? "open" : stage.endedMs === null ? "run" : "done";
          const took = stage === undefined ? null : formatDuration((stage.endedMs ?? now) - stage.startedMs);
          return <Line key={name} state={state} text={name === "sample" ? sampleText : t(name)} took={took} />;
        })}
        <Line state="open" text={t("open")} took={null} />
      </ul>
      {progress !== undefined && running ? (
        <Progress label={t("sample")} done={progress.done} total={progress.total} className="mx-3" />
      ) : null}
      <p className="p-3 text-11 leading-[15px] text-tx-3">{stages === null ? t("later") : t("goesOn")}</p>
    </aside>
  );
}

interface LineProps {
  readonly state: "done" | "run" | "open";
  readonly text: string;
  readonly took: string | null;
}

function Line({ state, text, took }: LineProps) {
  return (
    <li
      className={cn(
        "grid grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-2 px-3 text-12 leading-7",
        state === "run" ? "bg-bg-2 text-tx-1" : state === "done" ? "text-tx-2" : "text-tx-3",
      )}
    >
      {state === "done" ? (
        <Check aria-hidden="true" size={14} className="text-accent" />
      ) : state === "run" ? (
        <span aria-hidden="true" className="spinner ml-0.5" />
      ) : (
        <span />
      )}
      <span className={cn("truncate", state === "run" ? "num" : null)}>{text}</span>
      <span aria-hidden="true" className="num">
        {took}
      </span>
    </li>
  );
}

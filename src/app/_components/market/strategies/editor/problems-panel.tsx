"use client";

import { useTranslations } from "use-intl";
import { Button, Lamp } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { assertNever } from "@/modules/_kernel";
import type { Fault } from "./place-faults";
import type { Check } from "./use-check";

export interface ProblemsPanelProps {
  readonly check: Check;
  readonly onGoTo: (fault: Fault) => void;
  readonly onCheckAgain: () => void;
}

/** How the check stands, in one line that screen readers hear; below it each fault, which leads to its place. */
export function ProblemsPanel({ check, onGoTo, onCheckAgain }: ProblemsPanelProps) {
  const t = useTranslations("strategyEditor");
  const faults = check.state === "checked" ? check.faults : [];
  return (
    <section aria-label={t("problems")} className="shrink-0 border-t border-line-2 bg-bg-1 text-12">
      <div className="flex min-h-8.25 items-center gap-3 px-3">
        <output className="flex min-w-0 items-center gap-3">
          <CheckState check={check} />
        </output>
        {check.state === "failed" ? (
          <Button size="sm" onClick={onCheckAgain}>
            {t("checkAgain")}
          </Button>
        ) : null}
        <span className="flex-1" />
        <span className="text-11 text-tx-3 max-lg:hidden">{t("keys")}</span>
      </div>
      {/* Of one height whatever the check finds: the text above must not move under the caret. */}
      <div className="h-14.5 overflow-auto border-t border-line-1">
        <ul>
          {faults.map((fault) => (
            <li key={`${fault.line} ${fault.column} ${fault.message}`} className="border-b border-line-1">
              <button
                type="button"
                onClick={() => onGoTo(fault)}
                className="flex min-h-7 w-full items-baseline gap-3 px-3 py-1 text-left focus-visible:-outline-offset-2 hover:bg-bg-2"
              >
                <Lamp state={fault.severity === "error" ? "bad" : "warn"} className="w-36 shrink-0 font-normal">
                  {fault.line === 0 ? t("wholeFile") : t("place", { line: fault.line, column: fault.column })}
                </Lamp>
                <span className="min-w-0 text-tx-1">{fault.message}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function CheckState({ check }: Pick<ProblemsPanelProps, "check">) {
  const t = useTranslations("strategyEditor");
  const say = useFailureText();
  switch (check.state) {
    case "unchecked":
      return <Lamp state="off">{t("unchecked")}</Lamp>;
    case "checking":
      return <Lamp state="off">{t("checking")}</Lamp>;
    case "failed":
      return (
        <>
          <Lamp state="bad">{t("checkFailed")}</Lamp>
          <span className="min-w-0 text-tx-2">{say(toFailure(check.error))}</span>
        </>
      );
    case "checked": {
      const errors = check.faults.filter(({ severity }) => severity === "error").length;
      const warnings = check.faults.length - errors;
      return (
        <>
          {errors === 0 ? (
            <Lamp state="ok">{t("clean")}</Lamp>
          ) : (
            <Lamp state="bad">{t("errors", { count: errors })}</Lamp>
          )}
          {warnings === 0 ? null : <Lamp state="warn">{t("warnings", { count: warnings })}</Lamp>}
        </>
      );
    }
    default:
      return assertNever(check, "CheckState");
  }
}

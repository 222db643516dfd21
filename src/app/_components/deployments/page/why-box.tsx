"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Field, Note, Panel, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { EpochMs } from "@/modules/_kernel";
import type { DeploymentDetail } from "../types";
import { useDeploymentWords } from "../use-deployment-words";
import { momentOf } from "./moment-of";

export interface WhyBoxProps {
  readonly deployment: DeploymentDetail;
  readonly symbol: string;
  /** Shows the decision that the answer is about. */
  readonly onShow: (barMs: number) => void;
}

/** "Why did it not trade at 10:05?": answered in one sentence, with the gate that blocked. */
export function WhyBox({ deployment, symbol, onShow }: WhyBoxProps) {
  const t = useTranslations("deployments.why");
  const format = useFormat();
  const say = useFailureText();
  const words = useDeploymentWords();
  const trpc = useTRPC();
  const { deploymentId, instruments } = deployment;
  const [of, setOf] = useState<string | null>(null);
  const [typed, setTyped] = useState("");
  const [asked, setAsked] = useState<{ readonly symbol: string; readonly at: EpochMs } | null>(null);
  const [isWrong, setWrong] = useState(false);
  const chosen = of ?? symbol;
  const why = useQuery({
    ...trpc.deployments.why.queryOptions(
      { deploymentId, symbol: asked?.symbol ?? chosen, at: asked?.at ?? EpochMs.of(0) },
      { meta: { quiet: true } },
    ),
    enabled: asked !== null,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = momentOf(typed, Date.now(), format.timeZone);
    setWrong(at === null);
    if (at !== null) setAsked({ symbol: chosen, at: EpochMs.of(at) });
  };
  const answer = why.data;
  return (
    <Panel title={t("title")} className="border-b border-line-2">
      <form onSubmit={submit} noValidate className="flex items-end gap-2 px-3 py-2.5 max-md:px-4">
        <Field label={t("symbol")} className="w-32">
          <Select value={chosen} options={instruments.map((value) => ({ value, label: value }))} onChange={setOf} />
        </Field>
        <Field label={t("at")} className="min-w-0 flex-1" error={isWrong ? t("wrong") : null}>
          <TextInput
            value={typed}
            placeholder={t("placeholder")}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
            className="num"
          />
        </Field>
        <Button type="submit" busy={why.isFetching} className="max-md:h-11">
          {t("ask")}
        </Button>
      </form>
      {asked === null ? null : (
        <div className="px-3 pb-2.5 max-md:px-4" aria-live="polite">
          {why.error !== null ? (
            <Note tone="bad">{say(toFailure(why.error))}</Note>
          ) : answer === undefined ? null : (
            <Note tone={answer.gate === null ? "neutral" : "warn"}>
              {answer.sentence}{" "}
              {answer.gate === null ? null : (
                <b>
                  {words.gate(answer.gate)}
                  {answer.gate.value === null ? "" : ` ${answer.gate.value}`}
                  {answer.gate.threshold === null ? "" : `, ${t("needs", { threshold: answer.gate.threshold })}`}
                </b>
              )}{" "}
              {answer.decision === null ? null : (
                <button
                  type="button"
                  className="link"
                  onClick={() => (answer.decision === null ? undefined : onShow(answer.decision.barAt))}
                >
                  {t("show", { time: format.dateTime(answer.decision.closedAt) })}
                </button>
              )}
            </Note>
          )}
        </div>
      )}
    </Panel>
  );
}

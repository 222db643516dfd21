"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Checkbox, Field, NumberInput, Segmented, Select } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import { type AlertDraft, DEPLOYMENT_STATES, DEPLOYMENT_WATCHES } from "./alert-draft";
import { LevelFields } from "./level-fields";

interface DeploymentFieldsProps {
  readonly draft: AlertDraft;
  readonly onChange: (change: Partial<AlertDraft>) => void;
  readonly errorOf: (path: string) => string | undefined;
}

/** The boxes of an alert on a deployed strategy. */
export function DeploymentFields(props: DeploymentFieldsProps) {
  const { draft, onChange, errorOf } = props;
  const t = useTranslations("alertsPage");
  const trpc = useTRPC();
  const deployments = useQuery(trpc.deployments.list.queryOptions({ accountId: null, over: false }));
  const options = (deployments.data ?? []).map(({ deploymentId, name }) => ({ value: deploymentId, label: name }));
  // One that is stopped since is no choice any more, but it is what the alert waits for.
  const isThere = draft.deploymentId === "" || options.some(({ value }) => value === draft.deploymentId);
  return (
    <>
      <Field label={t("deployment")} error={errorOf("terms.deploymentId")} required>
        <Select
          options={isThere ? options : [...options, { value: draft.deploymentId, label: draft.deploymentId }]}
          value={draft.deploymentId === "" ? null : draft.deploymentId}
          placeholder={t(options.length === 0 ? "noDeployment" : "choose")}
          onChange={(deploymentId) => onChange({ deploymentId })}
        />
      </Field>
      <Field label={t("watch")}>
        <Segmented
          label={t("watch")}
          options={DEPLOYMENT_WATCHES.map((value) => ({ value, label: t(`watches.${value}`) }))}
          value={draft.watch}
          onChange={(watch) => onChange({ watch })}
        />
      </Field>
      {draft.watch === "state" ? <StateFields {...props} /> : null}
      {draft.watch === "silence" ? (
        <Field label={t("silentFor")} hint={t("silentHint")} error={errorOf("terms.watch.seconds")}>
          <NumberInput
            value={draft.silentS}
            minimum={60}
            maximum={604_800}
            unit={t("seconds")}
            onChange={(silentS) => onChange({ silentS })}
          />
        </Field>
      ) : null}
      {draft.watch === "parity" ? (
        <Field label={t("parityBelow")} error={errorOf("terms.watch.belowPercent")}>
          <NumberInput
            value={draft.belowPercent}
            minimum={1}
            maximum={100}
            unit={t("percent")}
            onChange={(belowPercent) => onChange({ belowPercent })}
          />
        </Field>
      ) : null}
      {draft.watch === "pnl" ? (
        <>
          <Field label={t("resultOf")}>
            <Segmented
              label={t("resultOf")}
              options={(["today", "start"] as const).map((value) => ({ value, label: t(`resultsOf.${value}`) }))}
              value={draft.resultOf}
              onChange={(resultOf) => onChange({ resultOf })}
            />
          </Field>
          <LevelFields {...props} path="terms.watch.level" />
        </>
      ) : null}
    </>
  );
}

function StateFields({ draft, onChange }: DeploymentFieldsProps) {
  const t = useTranslations("alertsPage");
  return (
    <fieldset>
      <legend className="text-11 text-tx-2">{t("statesLabel")}</legend>
      <div className="grid grid-cols-2">
        {DEPLOYMENT_STATES.map((state) => (
          <Checkbox
            key={state}
            label={t(`states.${state}`)}
            checked={draft.states.includes(state)}
            onChange={(checked) =>
              onChange({ states: checked ? [...draft.states, state] : draft.states.filter((other) => other !== state) })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

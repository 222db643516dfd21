"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Checkbox, Field, NumberInput, Segmented, Select, TextInput } from "@/app/_components/ui";
import { RESOLUTIONS } from "@/app/_lib/scope";
import { useTRPC } from "@/app/_lib/trpc";
import { ConditionEditor } from "../screener/condition-editor";
import { asGroup } from "../screener/draft";
import { SymbolBox } from "../symbol-box";
import { type AlertDraft, ORDER_EVENTS } from "./alert-draft";
import { DeploymentFields } from "./deployment-fields";
import { LevelFields } from "./level-fields";

export interface TermsFieldsProps {
  readonly draft: AlertDraft;
  readonly onChange: (change: Partial<AlertDraft>) => void;
  readonly errorOf: (path: string) => string | undefined;
  readonly faults: ReadonlyMap<string, string>;
}

/** The boxes of the kind that is chosen. */
export function TermsFields(props: TermsFieldsProps) {
  const { draft, onChange, faults } = props;
  const t = useTranslations("alertsPage");
  const { kind } = draft;
  if (kind === "order")
    return (
      <>
        <AccountField {...props} path="terms.accountId" every />
        <fieldset>
          <legend className="text-11 text-tx-2">{t("eventsLabel")}</legend>
          <div className="grid grid-cols-2">
            {ORDER_EVENTS.map((event) => (
              <Checkbox
                key={event}
                label={t(`events.${event}`)}
                checked={draft.events.includes(event)}
                onChange={(checked) =>
                  onChange({
                    events: checked ? [...draft.events, event] : draft.events.filter((other) => other !== event),
                  })
                }
              />
            ))}
          </div>
        </fieldset>
      </>
    );
  if (kind === "missing") return <MissingFields {...props} />;
  if (kind === "deployment") return <DeploymentFields {...props} />;
  return (
    <>
      {kind === "position" || kind === "pnl" ? <AccountField {...props} path="terms.accountId" /> : null}
      {kind === "pnl" ? null : <SymbolField {...props} path="terms.symbol" />}
      {kind === "position" ? (
        <Field label={t("measure")}>
          <Segmented
            label={t("measure")}
            options={(["qty", "value"] as const).map((value) => ({ value, label: t(`measures.${value}`) }))}
            value={draft.measure}
            onChange={(measure) => onChange({ measure })}
          />
        </Field>
      ) : null}
      {kind === "price" || kind === "position" || kind === "pnl" ? <LevelFields {...props} /> : null}
      {kind === "feed" ? (
        <Field label={t("olderThan")} error={props.errorOf("terms.olderThanS")}>
          <NumberInput
            value={draft.olderThanS}
            minimum={5}
            maximum={86_400}
            unit={t("seconds")}
            onChange={(olderThanS) => onChange({ olderThanS })}
          />
        </Field>
      ) : null}
      {kind === "condition" ? (
        <>
          <ResolutionField {...props} />
          <ConditionEditor
            place="condition"
            group={draft.condition}
            faults={faults}
            readOnly={false}
            onChange={(condition) => onChange({ condition: asGroup(condition) })}
          />
        </>
      ) : null}
    </>
  );
}

function MissingFields(props: TermsFieldsProps) {
  const { draft, onChange, errorOf } = props;
  const t = useTranslations("alertsPage");
  return (
    <>
      <Segmented
        label={t("expected")}
        options={(["bar", "fill", "job"] as const).map((value) => ({ value, label: t(`expects.${value}`) }))}
        value={draft.expected}
        onChange={(expected) => onChange({ expected })}
      />
      {draft.expected === "bar" ? (
        <>
          <SymbolField {...props} path="terms.symbol" />
          <ResolutionField {...props} />
        </>
      ) : null}
      {draft.expected === "fill" ? <AccountField {...props} path="terms.accountId" /> : null}
      {draft.expected === "job" ? (
        <Field label={t("job")} hint={t("jobHint")} error={errorOf("terms.expected.name")}>
          <TextInput value={draft.job} onChange={(event) => onChange({ job: event.target.value })} />
        </Field>
      ) : null}
      <Field
        label={t("within")}
        hint={draft.expected === "bar" ? t("withinHint") : undefined}
        error={errorOf("terms.withinMinutes")}
      >
        <NumberInput
          value={draft.withinMinutes}
          minimum={1}
          maximum={10_080}
          unit={t("minutes")}
          onChange={(withinMinutes) => onChange({ withinMinutes })}
        />
      </Field>
    </>
  );
}

interface PlacedProps extends TermsFieldsProps {
  readonly path: string;
}

function SymbolField({ draft, onChange, errorOf, path }: PlacedProps) {
  const t = useTranslations("alertsPage");
  return (
    <Field label={t("symbol")} error={errorOf(path)} required>
      <SymbolBox
        value={draft.symbol === "" ? null : draft.symbol}
        feeds={false}
        onChange={(symbol) => onChange({ symbol })}
      />
    </Field>
  );
}

function ResolutionField({ draft, onChange }: TermsFieldsProps) {
  const t = useTranslations("alertsPage");
  return (
    <Field label={t("resolution")}>
      <Select
        options={RESOLUTIONS.map((value) => ({ value, label: value }))}
        value={draft.resolution}
        onChange={(resolution) => onChange({ resolution })}
      />
    </Field>
  );
}

function AccountField({ draft, onChange, errorOf, path, every = false }: PlacedProps & { readonly every?: boolean }) {
  const t = useTranslations("alertsPage");
  const trpc = useTRPC();
  const accounts = useQuery(trpc.accounts.list.queryOptions());
  const options = [
    ...(every ? [{ value: "", label: t("everyAccount") }] : []),
    ...(accounts.data ?? []).map(({ accountId, name }) => ({ value: accountId, label: name })),
  ];
  return (
    <Field label={t("account")} error={errorOf(path)} required={!every}>
      <Select
        options={options}
        value={every || draft.accountId !== "" ? draft.accountId : null}
        placeholder={t("choose")}
        onChange={(accountId) => onChange({ accountId })}
      />
    </Field>
  );
}

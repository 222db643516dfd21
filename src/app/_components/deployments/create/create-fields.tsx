"use client";

import { useTranslations } from "use-intl";
import { Field, Segmented, Select, TextInput } from "@/app/_components/ui";
import { RESOLUTIONS } from "@/app/_lib/scope";
import { useAccount } from "../../desk/trading/use-account";
import { usePresetLabel, usePresets } from "../../market/strategies/presets/use-presets";
import { useRunnable, useWithVersionOf } from "../../market/strategies/use-runnable";
import type { Strategy } from "../../market/types";
import { InstrumentsField } from "../instruments-field";
import { ParamsFields } from "../params-fields";
import type { Draft } from "./draft";

const NAME_CHARS_MAX = 80;
const NO_STRATEGIES: readonly Strategy[] = [];
const NO_PRESET = "";

export interface CreateFieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly errorOf: (path: string) => string | null;
}

/** What is deployed, on what, with how much. */
export function CreateFields(props: CreateFieldsProps) {
  const { draft, onChange, errorOf } = props;
  const t = useTranslations("deployments.new");
  const { accounts } = useAccount();
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const takers = (accounts ?? []).filter(
    ({ kind, archivedAt, editable }) => kind === "paper" && archivedAt === null && editable,
  );
  return (
    <>
      <Field label={t("name")} required error={errorOf("name")} hint={t("nameHint")}>
        <TextInput
          value={draft.name}
          maxLength={NAME_CHARS_MAX}
          autoComplete="off"
          onChange={(event) => set({ name: event.target.value })}
        />
      </Field>
      <StrategyFields {...props} />
      <Instruments {...props} />
      <div className="grid grid-cols-2 items-start gap-3 max-md:grid-cols-1">
        <Field label={t("resolution")} error={errorOf("resolution")} hint={t("resolutionHint")}>
          <Select
            value={draft.resolution}
            options={RESOLUTIONS.map((value) => ({ value, label: value }))}
            onChange={(resolution) => set({ resolution })}
          />
        </Field>
        <Field
          label={t("account")}
          required
          error={errorOf("accountId")}
          hint={takers.length === 0 ? t("noAccount") : t("accountHint")}
        >
          <Select
            value={draft.accountId}
            options={takers.map(({ accountId, name, baseCurrency }) => ({
              value: accountId,
              label: `${name}, ${baseCurrency}`,
            }))}
            onChange={(accountId) => set({ accountId })}
          />
        </Field>
        <Field label={t("capital")} required error={errorOf("capital")} hint={t("capitalHint")}>
          <TextInput
            value={draft.capital}
            inputMode="decimal"
            autoComplete="off"
            className="num text-right"
            onChange={(event) => set({ capital: event.target.value })}
          />
        </Field>
        <div className="flex flex-col gap-[3px]">
          <span className="text-11 leading-4 text-tx-2">{t("schedule")}</span>
          <Segmented
            label={t("schedule")}
            options={(["sessions", "always"] as const).map((value) => ({ value, label: t(`schedules.${value}`) }))}
            value={draft.schedule}
            onChange={(schedule) => set({ schedule })}
          />
          <p className="text-11 leading-[15px] text-tx-3">{t(`scheduleHints.${draft.schedule}`)}</p>
        </div>
      </div>
    </>
  );
}

/** The strategy, a preset of it, and its parameters. */
function StrategyFields({ draft, onChange, errorOf }: CreateFieldsProps) {
  const t = useTranslations("deployments.new");
  const { strategies } = useRunnable();
  const all = useWithVersionOf(strategies ?? NO_STRATEGIES, draft.strategy);
  const presets = usePresets(draft.strategy).presets.data ?? [];
  const labelOf = usePresetLabel();
  const strategy = all.find(({ name }) => name === draft.strategy);
  return (
    <>
      <div className="grid grid-cols-2 items-start gap-3 max-md:grid-cols-1">
        <Field
          label={t("strategy")}
          required
          error={errorOf("strategy")}
          {...(strategy === undefined ? {} : { hint: strategy.description })}
        >
          <Select
            value={draft.strategy}
            options={all.map(({ name, title }) => ({ value: name, label: title }))}
            onChange={(name) => onChange({ ...draft, strategy: name, presetId: null, params: {} })}
          />
        </Field>
        {presets.length === 0 ? null : (
          <Field label={t("preset")} error={errorOf("presetId")}>
            <Select
              value={draft.presetId ?? NO_PRESET}
              options={[
                { value: NO_PRESET, label: t("noPreset") },
                ...presets.map((one) => ({ value: one.presetId, label: labelOf(one) })),
              ]}
              onChange={(chosen) => {
                const preset = presets.find(({ presetId }) => presetId === chosen);
                onChange({ ...draft, presetId: preset?.presetId ?? null, params: preset?.params ?? {} });
              }}
            />
          </Field>
        )}
      </div>
      <ParamsFields
        fields={strategy?.parameters ?? []}
        values={draft.params}
        onChange={(params) => onChange({ ...draft, params })}
        errorOf={(name) => errorOf(`params.${name}`)}
      />
    </>
  );
}

function Instruments({ draft, onChange, errorOf }: CreateFieldsProps) {
  return (
    <InstrumentsField
      instruments={draft.instruments}
      onChange={(instruments) => onChange({ ...draft, instruments })}
      error={errorOf("instruments")}
    />
  );
}

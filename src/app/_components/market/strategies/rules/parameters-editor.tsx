"use client";

import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { useSentence } from "@/app/_components/form";
import { Combobox, Field, IconButton, TextInput } from "@/app/_components/ui";
import { writeNumber } from "@/app/_lib/number-text";
import { numbersOf, RULE_PARAMETERS_MAX, type RuleNumber } from "@/modules/strategy";
import { NumberField } from "../../screener/operand-editor";
import { type DraftParameter, newParameter } from "./draft";
import { FormPart, type RuleFormProps } from "./form-part";

/** Numbers that can be set for each run and varied by a search: picked from those of the rule. */
export function ParametersEditor(props: RuleFormProps) {
  const { rules, readOnly, onChange } = props;
  const t = useTranslations("rules");
  const numbers = numbersOf(rules);
  const taken = new Set(rules.parameters.flatMap(({ at }) => at));
  const free = numbers.filter(({ path, value }) => value !== null && !taken.has(path));
  const add = (path: string) => {
    const parameter = newParameter(rules, path);
    if (parameter !== null) onChange({ ...rules, parameters: [...rules.parameters, parameter] });
  };
  return (
    <FormPart title={t("parameters")}>
      <p className="text-12 text-tx-3">{t("parametersText")}</p>
      {rules.parameters.length === 0 ? null : (
        <ul className="flex flex-col gap-3">
          {rules.parameters.map((parameter, index) => (
            // The place is what a parameter is called by here: its name is being written.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <ParameterRow key={index} {...props} parameter={parameter} index={index} numbers={numbers} free={free} />
          ))}
        </ul>
      )}
      {readOnly || rules.parameters.length >= RULE_PARAMETERS_MAX ? null : (
        <Field label={t("vary")} className="w-80 max-md:w-full">
          <NumberBox numbers={free} label={t("findNumber")} onChoose={add} />
        </Field>
      )}
    </FormPart>
  );
}

function NumberBox({
  numbers,
  label,
  onChoose,
}: {
  readonly numbers: readonly RuleNumber[];
  readonly label: string;
  readonly onChoose: (path: string) => void;
}) {
  const t = useTranslations("rules");
  return (
    <Combobox
      options={numbers.map(({ path, words, value }) => ({
        value: path,
        label: words,
        note: `${writeNumber(value ?? 0)} · ${path.split(".").slice(0, 2).join(" ")}`,
      }))}
      value={null}
      onChange={onChoose}
      searchLabel={label}
      emptyText={t("noNumber")}
      placeholder={label}
    />
  );
}

interface ParameterRowProps extends RuleFormProps {
  readonly parameter: DraftParameter;
  readonly index: number;
  readonly numbers: readonly RuleNumber[];
  readonly free: readonly RuleNumber[];
}

function ParameterRow({ rules, faults, readOnly, onChange, parameter, index, numbers, free }: ParameterRowProps) {
  const t = useTranslations("rules");
  const sentence = useSentence();
  const faultAt = (step: string) => {
    const message = faults.get(`parameters[${index}].${step}`);
    return message === undefined ? undefined : sentence(message);
  };
  const put = (next: DraftParameter | null) =>
    onChange({
      ...rules,
      parameters: rules.parameters.flatMap((one, place) => (place === index ? (next === null ? [] : [next]) : [one])),
    });
  const set = (change: Partial<DraftParameter>) => put({ ...parameter, ...change });
  const own = numbers.filter(({ path }) => parameter.at.includes(path));
  // Only numbers that are the same already can be one.
  const joinable = free.filter(({ value }) => value === own[0]?.value);
  return (
    <li className="flex flex-col gap-2 border-b border-line-1 pb-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <Field label={t("parameterName")} error={faultAt("name")} className="w-28 max-md:w-full">
          <TextInput
            value={parameter.name}
            readOnly={readOnly}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => set({ name: event.target.value })}
          />
        </Field>
        <Field label={t("parameterLabel")} error={faultAt("label")} className="w-52 max-md:w-full">
          <TextInput
            value={parameter.label}
            readOnly={readOnly}
            autoComplete="off"
            onChange={(event) => set({ label: event.target.value })}
          />
        </Field>
        {(["minimum", "maximum"] as const).map((bound) => (
          <NumberField
            key={bound}
            wide
            label={t(bound)}
            value={parameter[bound]}
            error={faultAt(bound)}
            readOnly={readOnly}
            onChange={(value) => set({ [bound]: value })}
          />
        ))}
        {readOnly ? null : (
          <IconButton
            label={t("removeParameter", { name: parameter.name })}
            icon={<X aria-hidden="true" size={14} />}
            className="mt-4.75"
            onClick={() => put(null)}
          />
        )}
      </div>
      <p className="text-12 text-tx-3">{own.map(({ words }) => words).join("; ")}</p>
      {parameter.at.map((path, place) =>
        faultAt(`at[${place}]`) === undefined ? null : (
          <p key={path} role="alert" className="text-11 text-danger">
            {faultAt(`at[${place}]`)}
          </p>
        ),
      )}
      {readOnly || joinable.length === 0 ? null : (
        <div className="w-64 max-md:w-full">
          <NumberBox numbers={joinable} label={t("alsoAt")} onChoose={(path) => set({ at: [...parameter.at, path] })} />
        </div>
      )}
    </li>
  );
}

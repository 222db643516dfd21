"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useSentence } from "@/app/_components/form";
import { Checkbox, Field, Select, TextInput } from "@/app/_components/ui";
import type { RuleConditionPlace } from "@/modules/strategy";
import { ConditionEditor } from "../../screener/condition-editor";
import { asGroup } from "../../screener/draft";
import { CATEGORIES } from "../catalog/filter";
import { type DraftSide, NEW_SIDE } from "./draft";
import { FormPart, type RuleFormProps } from "./form-part";
import { ParametersEditor } from "./parameters-editor";
import { PlanEditor } from "./plan-editor";

/** Everything that a rule is: what it is called, when it enters and leaves, what it risks, what can be varied. */
export function RuleForm(props: RuleFormProps) {
  return (
    <div data-rule-form>
      <About {...props} />
      <Side {...props} side="long" />
      <Side {...props} side="short" />
      <PlanEditor {...props} />
      <ParametersEditor {...props} />
    </div>
  );
}

function About({ rules, faults, readOnly, onChange }: RuleFormProps) {
  const t = useTranslations("rules");
  const s = useTranslations("strategies");
  const sentence = useSentence();
  const text = (name: "title" | "description" | "source") => {
    const fault = faults.get(name);
    return (
      <Field
        label={t(name === "title" ? "name" : name)}
        required={name === "title"}
        error={fault === undefined ? undefined : sentence(fault)}
      >
        <TextInput
          value={rules[name]}
          readOnly={readOnly}
          autoComplete="off"
          onChange={(event) => onChange({ ...rules, [name]: event.target.value })}
        />
      </Field>
    );
  };
  return (
    <FormPart title={t("about")}>
      <div className="grid grid-cols-[minmax(0,1fr)_160px] items-start gap-x-4 gap-y-3 max-md:grid-cols-1">
        {text("title")}
        <Field label={t("category")}>
          <Select
            value={rules.category}
            disabled={readOnly}
            options={CATEGORIES.map((value) => ({ value, label: s(`categories.${value}`) }))}
            onChange={(category) => onChange({ ...rules, category })}
          />
        </Field>
      </div>
      {text("description")}
      {text("source")}
    </FormPart>
  );
}

const WORDS = {
  long: { has: "hasLong", entry: "entryLong", exit: "exitLong" },
  short: { has: "hasShort", entry: "entryShort", exit: "exitShort" },
} as const;

function Side({ side, ...props }: RuleFormProps & { readonly side: "long" | "short" }) {
  const { rules, faults, readOnly, onChange } = props;
  const t = useTranslations("rules");
  const sentence = useSentence();
  const conditions = rules[side];
  const words = WORDS[side];
  const set = (next: DraftSide | null) => onChange({ ...rules, [side]: next });
  const fault = faults.get(side);
  const exitFault = faults.get(`${side}.exit`);
  const part = (name: "entry" | "exit", place: RuleConditionPlace) => {
    const condition = conditions?.[name] ?? null;
    if (conditions === null || condition === null) return null;
    return (
      <fieldset className="flex min-w-0 flex-col gap-2">
        <legend className="mb-1.5 text-12 text-tx-2">{t(words[name])}</legend>
        <ConditionEditor
          place={place}
          group={asGroup(condition)}
          faults={faults}
          readOnly={readOnly}
          onChange={(next) => set({ ...conditions, [name]: next })}
        />
      </fieldset>
    );
  };
  return (
    <FormPart title={t(side)}>
      <Checkbox
        checked={conditions !== null}
        disabled={readOnly}
        label={t(words.has)}
        onChange={(on) => set(on ? NEW_SIDE : null)}
      />
      {fault === undefined ? null : <Fault>{sentence(fault)}</Fault>}
      {part("entry", `${side}.entry`)}
      {conditions === null ? null : (
        <>
          <Checkbox
            checked={conditions.exit !== null}
            disabled={readOnly}
            label={t("hasExit")}
            hint={t("noExit")}
            onChange={(on) => set({ ...conditions, exit: on ? NEW_SIDE.entry : null })}
          />
          {exitFault === undefined ? null : <Fault>{sentence(exitFault)}</Fault>}
          {part("exit", `${side}.exit`)}
        </>
      )}
    </FormPart>
  );
}

/** What is wrong with a part as a whole; the first one takes the focus of a refused save. */
function Fault({ children }: { readonly children: ReactNode }) {
  return (
    <p role="alert" data-invalid="true" tabIndex={-1} className="text-11 text-danger">
      {children}
    </p>
  );
}

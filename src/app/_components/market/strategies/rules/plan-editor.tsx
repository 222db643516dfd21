"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useSentence } from "@/app/_components/form";
import { Checkbox, Segmented } from "@/app/_components/ui";
import type { DraftRules } from "@/modules/strategy";
import { NumberField } from "../../screener/operand-editor";
import { FormPart, type RuleFormProps } from "./form-part";

type Plan = Pick<DraftRules, "stop" | "target" | "trail" | "size">;

/** What each kind begins with: usual numbers, so that the words make sense at once. */
const STOPS = {
  none: null,
  percent: { kind: "percent", percent: 5 },
  atr: { kind: "atr", length: 14, times: 2 },
  extreme: { kind: "extreme", bars: 10 },
} as const satisfies Readonly<Record<string, Plan["stop"]>>;
const TARGETS = {
  none: null,
  percent: { kind: "percent", percent: 10 },
  reward: { kind: "reward", times: 3 },
} as const satisfies Readonly<Record<string, Plan["target"]>>;
const TRAILS = {
  none: null,
  percent: { kind: "percent", percent: 5 },
  atr: { kind: "atr", length: 14, times: 3 },
} as const satisfies Readonly<Record<string, Plan["trail"]>>;
const SIZES = {
  fixed: { kind: "fixed", quantity: 10 },
  equity: { kind: "equity", percent: 20, wholeUnits: false },
  risk: { kind: "risk", percent: 1, wholeUnits: false },
} as const satisfies Readonly<Record<string, Plan["size"]>>;

/** The keys of a table of kinds, in order. */
const kindsOf = <Kind extends string>(table: Readonly<Record<Kind, unknown>>): readonly Kind[] =>
  Object.keys(table).filter((key): key is Kind => key in table);

/** Where a position is given up, where it has made enough, and how large it is. */
export function PlanEditor(props: RuleFormProps) {
  const t = useTranslations("rules");
  return (
    <FormPart title={t("plan")}>
      <Stop {...props} />
      <Target {...props} />
      <Trail {...props} />
      <Size {...props} />
    </FormPart>
  );
}

/** The number fields of one part, by name, each with its fault. */
function useNumbers({ faults, readOnly }: RuleFormProps, part: keyof Plan) {
  const t = useTranslations("rules");
  const sentence = useSentence();
  return (
    name: "percent" | "times" | "length" | "bars" | "quantity",
    value: number | null,
    onChange: (value: number | null) => void,
  ) => {
    const fault = faults.get(`${part}.${name}`);
    return (
      <NumberField
        key={name}
        wide
        label={t(name)}
        value={value}
        error={fault === undefined ? undefined : sentence(fault)}
        readOnly={readOnly}
        step={name === "percent" || name === "times" ? 0.5 : 1}
        onChange={onChange}
      />
    );
  };
}

function Row({
  label,
  choice,
  children,
}: {
  readonly label: string;
  readonly choice: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <fieldset aria-label={label} className="flex min-w-0 flex-wrap items-start gap-x-4 gap-y-2">
      <span className="flex w-64 flex-col gap-[3px] max-md:w-full">
        <span className="text-11 leading-4 text-tx-2">{label}</span>
        {choice}
      </span>
      {children}
    </fieldset>
  );
}

function Stop(props: RuleFormProps) {
  const { rules, readOnly, onChange } = props;
  const t = useTranslations("rules");
  const number = useNumbers(props, "stop");
  const { stop } = rules;
  const set = (next: Plan["stop"]) => onChange({ ...rules, stop: next });
  return (
    <Row
      label={t("stop")}
      choice={
        <Segmented
          label={t("stop")}
          value={stop?.kind ?? "none"}
          options={kindsOf(STOPS).map((value) => ({ value, label: t(`stops.${value}`) }))}
          onChange={(kind) => (readOnly ? undefined : set(STOPS[kind]))}
        />
      }
    >
      {stop?.kind === "percent" ? number("percent", stop.percent, (percent) => set({ ...stop, percent })) : null}
      {stop?.kind === "atr"
        ? [
            number("times", stop.times, (times) => set({ ...stop, times })),
            number("length", stop.length, (length) => set({ ...stop, length })),
          ]
        : null}
      {stop?.kind === "extreme" ? number("bars", stop.bars, (bars) => set({ ...stop, bars })) : null}
    </Row>
  );
}

function Target(props: RuleFormProps) {
  const { rules, readOnly, onChange } = props;
  const t = useTranslations("rules");
  const number = useNumbers(props, "target");
  const { target } = rules;
  const set = (next: Plan["target"]) => onChange({ ...rules, target: next });
  return (
    <Row
      label={t("target")}
      choice={
        <Segmented
          label={t("target")}
          value={target?.kind ?? "none"}
          options={kindsOf(TARGETS).map((value) => ({ value, label: t(`targets.${value}`) }))}
          onChange={(kind) => (readOnly ? undefined : set(TARGETS[kind]))}
        />
      }
    >
      {target?.kind === "percent" ? number("percent", target.percent, (percent) => set({ ...target, percent })) : null}
      {target?.kind === "reward" ? number("times", target.times, (times) => set({ ...target, times })) : null}
    </Row>
  );
}

function Trail(props: RuleFormProps) {
  const { rules, readOnly, onChange } = props;
  const t = useTranslations("rules");
  const number = useNumbers(props, "trail");
  const { trail } = rules;
  const set = (next: Plan["trail"]) => onChange({ ...rules, trail: next });
  return (
    <Row
      label={t("trail")}
      choice={
        <Segmented
          label={t("trail")}
          value={trail?.kind ?? "none"}
          options={kindsOf(TRAILS).map((value) => ({ value, label: t(`trails.${value}`) }))}
          onChange={(kind) => (readOnly ? undefined : set(TRAILS[kind]))}
        />
      }
    >
      {trail?.kind === "percent" ? number("percent", trail.percent, (percent) => set({ ...trail, percent })) : null}
      {trail?.kind === "atr"
        ? [
            number("times", trail.times, (times) => set({ ...trail, times })),
            number("length", trail.length, (length) => set({ ...trail, length })),
          ]
        : null}
    </Row>
  );
}

function Size(props: RuleFormProps) {
  const { rules, readOnly, onChange } = props;
  const t = useTranslations("rules");
  const number = useNumbers(props, "size");
  const { size } = rules;
  const set = (next: Plan["size"]) => onChange({ ...rules, size: next });
  return (
    <Row
      label={t("size")}
      choice={
        <Segmented
          label={t("size")}
          value={size.kind}
          options={kindsOf(SIZES).map((value) => ({ value, label: t(`sizes.${value}`) }))}
          onChange={(kind) => (readOnly ? undefined : set(SIZES[kind]))}
        />
      }
    >
      {size.kind === "fixed" ? (
        number("quantity", size.quantity, (quantity) => set({ ...size, quantity }))
      ) : (
        <>
          {number("percent", size.percent, (percent) => set({ ...size, percent }))}
          <Checkbox
            checked={size.wholeUnits}
            disabled={readOnly}
            label={t("wholeUnits")}
            className="mt-4.75"
            onChange={(wholeUnits) => set({ ...size, wholeUnits })}
          />
        </>
      )}
    </Row>
  );
}

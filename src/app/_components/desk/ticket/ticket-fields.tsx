"use client";

import { ToggleGroup } from "radix-ui";
import { useTranslations } from "use-intl";
import { Checkbox, Field, Kbd, Segmented, Select, TextInput } from "@/app/_components/ui";
import { cn } from "@/app/_lib/cn";
import { ORD_TYPES, SIDES } from "@/modules/_kernel";
import { writeQty } from "../trading/amounts";
import { AlgoFields } from "./algo-fields";
import { Amount } from "./amount";
import { ALGO_ORD_TYPES, type Draft, fieldsOf, SIZES_BY, timesInForce } from "./draft";
import type { TicketFieldsProps } from "./fields-props";

/** Everything that an order of the chosen type has, and nothing else. */
export function TicketFields(props: TicketFieldsProps) {
  const { draft, change, disabled, errors, qty, currency, tick, lot, sizeBox } = props;
  const t = useTranslations("ticket");
  const shown = fieldsOf(draft);
  const price = (field: "limitPrice" | "stopPrice" | "takeProfit" | "stopLoss" | "stopLossLimit", optional = false) =>
    shown.has(field) ? (
      <Field label={t(field, { currency })} error={errors.get(field)} required={!optional}>
        <Amount
          value={draft[field]}
          step={tick}
          placeholder={optional ? t("optional") : undefined}
          disabled={disabled}
          onChange={(text) => change({ [field]: text })}
        />
      </Field>
    ) : null;
  return (
    <div className="grid grid-cols-2 items-start gap-x-3 gap-y-2 max-md:gap-y-3">
      <SideChoice side={draft.side} disabled={disabled} onChange={(side) => change({ side })} />
      <AlgoFields {...props} />
      <Field label={t("ordType")} error={errors.get("ordType")}>
        <Select
          value={draft.ordType}
          disabled={disabled}
          options={(draft.executeAs === "order" ? ORD_TYPES : ALGO_ORD_TYPES).map((value) => ({
            value,
            label: t(`types.${value}`),
          }))}
          onChange={(ordType) => change({ ordType })}
        />
      </Field>
      {shown.has("timeInForce") ? (
        <Field label={t("timeInForce")} error={errors.get("timeInForce")}>
          <Select
            value={draft.timeInForce}
            disabled={disabled}
            options={timesInForce(draft.ordType).map((value) => ({ value, label: t(`times.${value}`) }))}
            onChange={(timeInForce) => change({ timeInForce })}
          />
        </Field>
      ) : null}
      <Field label={t("sizeBy")}>
        <Select
          value={draft.sizeBy}
          disabled={disabled}
          options={SIZES_BY.map((value) => ({ value, label: t(`by.${value}`) }))}
          onChange={(sizeBy) => change({ sizeBy, size: "" })}
        />
      </Field>
      <Field
        label={t(`size.${draft.sizeBy}`, { currency })}
        error={errors.get("size")}
        hint={draft.sizeBy === "qty" || qty === null ? undefined : t("makes", { qty: writeQty(qty) })}
        required
      >
        <Amount
          box={sizeBox}
          value={draft.size}
          step={draft.sizeBy === "qty" ? lot : draft.sizeBy === "value" ? "100" : "0.1"}
          disabled={disabled}
          onChange={(size) => change({ size })}
        />
      </Field>
      {price("limitPrice")}
      {price("stopPrice")}
      {shown.has("trail") ? <TrailFields {...props} /> : null}
      {shown.has("expireAt") ? (
        <Field label={t("expireAt")} error={errors.get("expireAt")} className="col-span-2" required>
          <Moment value={draft.expireAt} disabled={disabled} onChange={(expireAt) => change({ expireAt })} />
        </Field>
      ) : null}
      {price("takeProfit", true)}
      {price("stopLoss", true)}
      {price("stopLossLimit", true)}
      <div className="col-span-2 flex flex-wrap gap-x-5">
        <Checkbox
          checked={draft.reduceOnly}
          disabled={disabled}
          onChange={(reduceOnly) => change({ reduceOnly })}
          label={t("reduceOnly")}
        />
        {shown.has("postOnly") ? (
          <Checkbox
            checked={draft.postOnly}
            disabled={disabled}
            onChange={(postOnly) => change({ postOnly })}
            label={t("postOnly")}
          />
        ) : null}
      </div>
    </div>
  );
}

function TrailFields({ draft, change, disabled, errors, currency, tick }: TicketFieldsProps) {
  const t = useTranslations("ticket");
  return (
    <Field label={t("trail")} error={errors.get("trail")} required>
      <span className="flex gap-1.5">
        <Amount
          value={draft.trail}
          step={draft.trailBy === "amount" ? tick : "0.5"}
          disabled={disabled}
          onChange={(trail) => change({ trail })}
        />
        <Segmented
          label={t("trailBy")}
          options={(["percent", "amount"] as const).map((value) => ({
            value,
            label: t(`trailUnit.${value}`, { currency }),
          }))}
          value={draft.trailBy}
          onChange={(trailBy) => change({ trailBy })}
          className="items-center"
        />
      </span>
    </Field>
  );
}

const SIDE_LOOKS = {
  buy: "data-[state=on]:border-up data-[state=on]:bg-up-soft data-[state=on]:text-up",
  sell: "data-[state=on]:border-down data-[state=on]:bg-down-soft data-[state=on]:text-down",
} as const;
const SIDE_KEYS = { buy: "B", sell: "S" } as const;

interface SideChoiceProps {
  readonly side: Draft["side"];
  readonly disabled: boolean;
  readonly onChange: (side: Draft["side"]) => void;
}

function SideChoice({ side, disabled, onChange }: SideChoiceProps) {
  const t = useTranslations("ticket");
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={t("side")}
      value={side}
      disabled={disabled}
      onValueChange={(next) => {
        const chosen = SIDES.find((one) => one === next);
        if (chosen !== undefined) onChange(chosen);
      }}
      className="col-span-2 grid grid-cols-2"
    >
      {SIDES.map((value) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          className={cn(
            "inline-flex h-(--ctl) items-center justify-center gap-2 border border-line-3 text-13 font-medium text-tx-2 first:rounded-l-4 last:-ml-px last:rounded-r-4 hover:text-tx-1 data-[state=on]:z-1 max-md:h-11",
            SIDE_LOOKS[value],
          )}
        >
          {t(value)}
          <Kbd className="max-md:hidden">{SIDE_KEYS[value]}</Kbd>
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}

interface MomentProps {
  readonly value: string;
  readonly disabled: boolean;
  readonly onChange: (text: string) => void;
}

/** The browser's own control for a date and a time, in the zone of this machine. */
function Moment({ value, disabled, onChange }: MomentProps) {
  return (
    <TextInput
      type="datetime-local"
      value={value}
      disabled={disabled}
      onChange={(event) => onChange(event.target.value)}
      className="num"
    />
  );
}

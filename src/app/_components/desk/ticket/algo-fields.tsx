"use client";

import { useTranslations } from "use-intl";
import { Field, Select } from "@/app/_components/ui";
import { Amount } from "./amount";
import { EXECUTE_AS, fieldsOf } from "./draft";
import type { TicketFieldsProps } from "./fields-props";

/** At once or spread over time, and then over how long and how much of the volume. */
export function AlgoFields({ draft, change, disabled, errors }: TicketFieldsProps) {
  const t = useTranslations("algos");
  const ticket = useTranslations("ticket");
  const shown = fieldsOf(draft);
  return (
    <>
      <Field label={t("as")} error={errors.get("executeAs")}>
        <Select
          value={draft.executeAs}
          disabled={disabled}
          options={EXECUTE_AS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          onChange={(executeAs) => change({ executeAs })}
        />
      </Field>
      {shown.has("minutes") ? (
        <>
          <Field label={t("duration")} error={errors.get("minutes")} required>
            <Amount value={draft.minutes} step="5" disabled={disabled} onChange={(minutes) => change({ minutes })} />
          </Field>
          <Field label={t("participation")} error={errors.get("volumePart")}>
            <Amount
              value={draft.volumePart}
              step="1"
              placeholder={ticket("optional")}
              disabled={disabled}
              onChange={(volumePart) => change({ volumePart })}
            />
          </Field>
        </>
      ) : null}
    </>
  );
}

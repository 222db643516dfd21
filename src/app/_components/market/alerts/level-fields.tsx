"use client";

import { useTranslations } from "use-intl";
import { Field, Segmented, TextInput } from "@/app/_components/ui";
import type { AlertDraft } from "./alert-draft";

interface LevelFieldsProps {
  readonly draft: AlertDraft;
  readonly onChange: (change: Partial<AlertDraft>) => void;
  readonly errorOf: (path: string) => string | undefined;
  /** Where the level stands in what is sent. */
  readonly path?: string;
}

/** Above or below which level, or across it. */
export function LevelFields({ draft, onChange, errorOf, path = "terms.level" }: LevelFieldsProps) {
  const t = useTranslations("alertsPage");
  const choices = draft.kind === "price" ? (["crosses", "above", "below"] as const) : (["above", "below"] as const);
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Segmented
        label={t("is")}
        options={choices.map((value) => ({ value, label: t(`sides.${value}`) }))}
        value={draft.kind !== "price" && draft.is === "crosses" ? "above" : draft.is}
        onChange={(is) => onChange({ is })}
      />
      <Field label={t("level")} error={errorOf(path)} className="w-40" required>
        <TextInput
          inputMode="decimal"
          autoComplete="off"
          value={draft.level}
          onChange={(event) => onChange({ level: event.target.value })}
        />
      </Field>
    </div>
  );
}

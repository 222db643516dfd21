"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { StrategyPreset } from "../types";
import type { Presets } from "./use-presets";

const NAME_LENGTH_MAX = 80;

export interface PresetDialogProps {
  readonly control: Presets;
  /** The one to rename; null makes a new one. */
  readonly preset: StrategyPreset | null;
  readonly params: StrategyPreset["params"];
  readonly onClose: () => void;
}

/** Asks for a preset's name. What is refused is said at the name. */
export function PresetDialog({ control, preset, params, onClose }: PresetDialogProps) {
  const t = useTranslations("presets");
  const say = useFailureText();
  const { save, strategy } = control;
  const [name, setName] = useState(preset?.name ?? "");
  const [isAsked, setIsAsked] = useState(false);
  const isMissing = name.trim() === "";
  const refusal = save.error === null ? undefined : say(toFailure(save.error));
  const close = () => {
    save.reset();
    onClose();
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    // The form of the page stands around this one in React's tree: Enter here must not start a run.
    event.stopPropagation();
    setIsAsked(true);
    if (isMissing || save.isPending) return;
    save.mutate(
      { presetId: preset?.presetId ?? null, strategy, name: name.trim(), params },
      {
        onSuccess: (saved) => {
          notify("success", t(preset === null ? "saved" : "renamed", { name: saved.name }));
          close();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => (isOpen ? undefined : close())}
      title={preset === null ? t("saveTitle") : t("renameTitle")}
      actions={
        <Button type="submit" form="preset-name" variant="primary" busy={save.isPending}>
          {t("saveNow")}
        </Button>
      }
    >
      <form id="preset-name" noValidate onSubmit={onSubmit}>
        <Field
          label={t("name")}
          required
          hint={t("nameHint")}
          error={isAsked && isMissing ? t("nameMissing") : refusal}
        >
          <TextInput
            value={name}
            maxLength={NAME_LENGTH_MAX}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
            // Ctrl Enter runs the form that stands around this one in React's tree; here it says nothing.
            onKeyDown={(event) => event.stopPropagation()}
          />
        </Field>
      </form>
    </Dialog>
  );
}

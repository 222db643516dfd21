"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Note, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useFailureText } from "@/app/_lib/use-failure-text";

/** As many characters as a version keeps of a note. */
const NOTE_LENGTH_MAX = 500;

export interface SaveDialogProps {
  /** Number that the version will have. */
  readonly version: number;
  readonly isSaving: boolean;
  /** Why the last try was refused. */
  readonly error: unknown;
  readonly onSave: (note: string) => void;
  readonly onClose: () => void;
}

/** Asks what changed, and saves: Ctrl S, Enter. */
export function SaveDialog({ version, isSaving, error, onSave, onClose }: SaveDialogProps) {
  const t = useTranslations("strategyEditor");
  const say = useFailureText();
  const [note, setNote] = useState("");
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t("saving")}
      description={t("saveText", { version })}
      actions={
        <Button type="submit" form="save-strategy" variant="primary" busy={isSaving}>
          {t("saveNow", { version })}
        </Button>
      }
    >
      <form
        id="save-strategy"
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isSaving) onSave(note.trim());
        }}
      >
        <Field label={t("note")} hint={t("noteHint")}>
          <TextInput
            value={note}
            maxLength={NOTE_LENGTH_MAX}
            autoComplete="off"
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        {error === null ? null : <Note tone="bad">{say(toFailure(error))}</Note>}
      </form>
    </Dialog>
  );
}

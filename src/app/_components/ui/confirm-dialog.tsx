"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button";
import { Field } from "./field";
import { Dialog } from "./overlays";
import { TextInput } from "./text-input";

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What exactly will happen, in one sentence. */
  readonly consequence: ReactNode;
  readonly confirmLabel: string;
  readonly onConfirm: () => void;
  readonly busy?: boolean;
  readonly danger?: boolean;
  /** For what cannot be taken back: the word to type first. */
  readonly typed?: string;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    open,
    onOpenChange,
    title,
    consequence,
    confirmLabel,
    onConfirm,
    busy = false,
    danger = false,
    typed,
  } = props;
  const t = useTranslations("ui");
  const [written, setWritten] = useState("");
  const blocked = typed !== undefined && written.trim() !== typed;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={consequence}
      actions={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("cancel")}</Button>
          <Button variant={danger ? "danger-fill" : "primary"} busy={busy} disabled={blocked} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      {typed === undefined ? null : (
        <Field label={t("typeToConfirm", { word: typed })}>
          <TextInput value={written} onChange={(event) => setWritten(event.target.value)} autoComplete="off" />
        </Field>
      )}
    </Dialog>
  );
}

"use client";

import { useTranslations } from "use-intl";
import { Button, Dialog, Field, TextInput } from "@/app/_components/ui";
import { copyText } from "@/app/_lib/copy-text";

/** The secret that a receiver checks signatures with, this once. */
export function ShownSecretDialog({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const t = useTranslations("notifyPage");
  const copy = () => {
    void copyText(secret, { copied: t("copied"), notCopied: t("notCopied") });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("secretTitle")}
      description={t("secretText")}
      actions={
        <>
          <Button onClick={copy}>{t("copy")}</Button>
          <Button variant="primary" onClick={onClose}>
            {t("kept")}
          </Button>
        </>
      }
    >
      <Field label={t("secret")}>
        <TextInput value={secret} readOnly onFocus={(event) => event.target.select()} />
      </Field>
    </Dialog>
  );
}

"use client";

import { useTranslations } from "use-intl";
import { Button, Dialog, Field, TextInput } from "@/app/_components/ui";
import { copyText } from "@/app/_lib/copy-text";
import type { RouterOutputs } from "@/server/api/root";

export type ShownKey = RouterOutputs["apiKey"]["create"];

/** The secret, once. Whoever closes it too early asks for a new one. */
export function ShownKeyDialog({ shown, onClose }: { readonly shown: ShownKey; readonly onClose: () => void }) {
  const t = useTranslations("keysPage");
  const { keyId } = shown.key;
  const copy = (text: string) => {
    void copyText(text, { copied: t("copied"), notCopied: t("notCopied") });
  };
  const lines = [
    { label: t("keyId"), text: keyId },
    { label: t("secret"), text: shown.secret },
    { label: t("token"), text: `${keyId}.${shown.secret}` },
  ];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("shownTitle")}
      description={t("shownText")}
      actions={
        <Button variant="primary" onClick={onClose}>
          {t("done")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {lines.map(({ label, text }) => (
          <div key={label} className="flex items-end gap-2">
            <Field label={label} className="min-w-0 flex-1">
              <TextInput readOnly value={text} className="num" onFocus={(event) => event.currentTarget.select()} />
            </Field>
            <Button aria-label={`${t("copy")}: ${label}`} onClick={() => copy(text)}>
              {t("copy")}
            </Button>
          </div>
        ))}
      </div>
    </Dialog>
  );
}

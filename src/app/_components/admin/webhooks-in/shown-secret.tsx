"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Note, TextInput } from "@/app/_components/ui";
import { copyText } from "@/app/_lib/copy-text";
import { alertMessage } from "./alert-message";
import { JsonBox } from "./json-box";
import type { NewWebhook } from "./types";

/** Address and secret, once; for TradingView as the message that an alert takes. */
export function ShownSecretDialog({ made, onClose }: { readonly made: NewWebhook; readonly onClose: () => void }) {
  const t = useTranslations("webhooksIn");
  const keys = useTranslations("keysPage");
  const [origin] = useState(() => (typeof window === "undefined" ? "" : window.location.origin));
  const { hook, secret } = made;
  const copy = (text: string) => {
    void copyText(text, { copied: t("copied"), notCopied: keys("notCopied") });
  };
  const message = hook.source === "tradingview" ? alertMessage(secret) : null;
  const lines = [
    { label: t("address"), text: `${origin}${hook.path}` },
    { label: t("secret"), text: secret },
  ];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={hook.name}
      description={t("shownOnce")}
      actions={
        <Button variant="primary" onClick={onClose}>
          {t("close")}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {lines.map(({ label, text }) => (
          <div key={label} className="flex items-end gap-2">
            <Field label={label} className="min-w-0 flex-1">
              <TextInput readOnly value={text} className="num" onFocus={(event) => event.currentTarget.select()} />
            </Field>
            <Button aria-label={t("copy", { what: label })} onClick={() => copy(text)}>
              {keys("copy")}
            </Button>
          </div>
        ))}
        {message === null ? (
          <Note>{t("sourcesHint.generic")}</Note>
        ) : (
          <div className="flex flex-col gap-2">
            <Field label={t("message")}>
              <JsonBox value={message} rows={7} />
            </Field>
            <Button className="self-start" onClick={() => copy(message)}>
              {t("copy", { what: t("message") })}
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}

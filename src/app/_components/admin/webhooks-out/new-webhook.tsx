"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, Dialog, Field, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";

export const WEBHOOK_KINDS = ["order", "fill", "alert", "halt", "deployment"] as const;
type Kind = (typeof WEBHOOK_KINDS)[number];

interface Given {
  readonly onClose: () => void;
  readonly onMade: (secret: string) => void;
}

/** One more program that is told what happens. */
export function NewWebhookDialog({ onClose, onMade }: Given) {
  const t = useTranslations("webhooksOutPage");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const [kinds, setKinds] = useState<readonly Kind[]>(["fill", "alert", "halt"]);
  const create = useMutation(
    trpc.webhookOut.create.mutationOptions({ meta: { quiet: true }, onSuccess: ({ secret }) => onMade(secret) }),
  );
  const failure = create.error === null ? null : toFailure(create.error);
  const errorOf = (path: string) => (failure?.path === path ? say(failure) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name: name.trim(), url: url.trim(), kinds: [...kinds] });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("add")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button variant="primary" type="submit" form="new-webhook-out" busy={create.isPending}>
            {t("add")}
          </Button>
        </>
      }
    >
      <form id="new-webhook-out" noValidate onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t("name")} error={errorOf("name")} required>
          <TextInput value={name} maxLength={60} autoComplete="off" onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={t("address")} hint={t("addressHint")} error={errorOf("url")} required>
          <TextInput type="url" value={url} autoComplete="off" onChange={(event) => setUrl(event.target.value)} />
        </Field>
        <fieldset>
          <legend className="text-11 text-tx-2">{t("kinds")}</legend>
          {WEBHOOK_KINDS.map((kind) => (
            <Checkbox
              key={kind}
              label={t(`kind.${kind}`)}
              checked={kinds.includes(kind)}
              onChange={(checked) => setKinds(checked ? [...kinds, kind] : kinds.filter((other) => other !== kind))}
            />
          ))}
        </fieldset>
        {failure === null || (errorOf("name") ?? errorOf("url")) !== undefined ? null : (
          <p role="alert" className="text-12 text-danger">
            {say(failure)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

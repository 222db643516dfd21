"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Segmented, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useStartOnce } from "@/app/_lib/use-start-once";
import type { NewWebhook } from "./types";

const SOURCES = ["tradingview", "generic"] as const;
const NAME_CHARS_MAX = 60;

export interface NewWebhookDialogProps {
  readonly onClose: () => void;
  readonly onMade: (made: NewWebhook) => void;
}

export function NewWebhookDialog({ onClose, onMade }: NewWebhookDialogProps) {
  const t = useTranslations("webhooksIn");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const [source, setSource] = useState<(typeof SOURCES)[number]>("tradingview");
  const [chosen, setChosen] = useState<string | null>(null);
  const accounts = useQuery(trpc.accounts.list.queryOptions());
  const own = (accounts.data ?? []).filter(
    ({ mine, archivedAt, kind }) => mine && archivedAt === null && kind !== "external",
  );
  const accountId = chosen ?? own[0]?.accountId ?? "";
  const create = useMutation(trpc.webhookIn.create.mutationOptions({ meta: { quiet: true }, onSuccess: onMade }));
  const start = useStartOnce(create);
  const failure = create.error === null ? null : toFailure(create.error);
  const errorOf = (path: string) => (failure?.path === path ? say(failure) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start({ name: name.trim(), source, accountId });
  };
  const isKnown = failure?.path === "name" || failure?.path === "accountId";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("create")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form="new-webhook"
            disabled={name.trim() === "" || accountId === ""}
            busy={create.isPending}
          >
            {t("create")}
          </Button>
        </>
      }
    >
      <form id="new-webhook" noValidate onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t("name")} hint={t("nameHint")} error={errorOf("name")} required>
          <TextInput
            value={name}
            maxLength={NAME_CHARS_MAX}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label={t("source")} hint={t(`sourcesHint.${source}`)}>
          <Segmented
            label={t("source")}
            options={SOURCES.map((value) => ({ value, label: t(`sources.${value}`) }))}
            value={source}
            onChange={setSource}
          />
        </Field>
        <Field
          label={t("account")}
          hint={accounts.data !== undefined && own.length === 0 ? t("noAccount") : t("accountHint")}
          error={errorOf("accountId")}
        >
          <Select
            options={own.map((account) => ({ value: account.accountId, label: account.name }))}
            value={accountId}
            onChange={setChosen}
          />
        </Field>
        {failure === null || isKnown ? null : (
          <p role="alert" className="text-12 text-danger">
            {say(failure)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

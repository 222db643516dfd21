"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, Dialog, Field, Segmented, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useStartOnce } from "@/app/_lib/use-start-once";
import type { ShownKey } from "./shown-key";

const SCOPES = ["read", "trade", "admin"] as const;
const LIFETIMES = ["30", "90", "365", "never"] as const;
const NAME_CHARS_MAX = 60;

/** What the form offers to a role; the server decides. */
const OFFERED = { viewer: 1, trader: 2, risk: 3, admin: 3 } as const;

export interface NewKeyDialogProps {
  readonly onClose: () => void;
  readonly onMade: (made: ShownKey) => void;
}

export function NewKeyDialog({ onClose, onMade }: NewKeyDialogProps) {
  const t = useTranslations("keysPage");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const role = useSession()?.user.role ?? "viewer";
  const [name, setName] = useState("");
  const [scope, setScope] = useState<(typeof SCOPES)[number]>("read");
  const [lifetime, setLifetime] = useState<(typeof LIFETIMES)[number]>("90");
  const [bound, setBound] = useState<readonly string[]>([]);
  const accounts = useQuery(trpc.accounts.list.queryOptions());
  const own = (accounts.data ?? []).filter(({ mine, archivedAt }) => mine && archivedAt === null);
  const create = useMutation(trpc.apiKey.create.mutationOptions({ meta: { quiet: true }, onSuccess: onMade }));
  const start = useStartOnce(create);
  const failure = create.error === null ? null : toFailure(create.error);
  const errorOf = (path: string) => (failure?.path === path ? say(failure) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lifetimeDays = lifetime === "never" ? null : Number(lifetime);
    start({ name: name.trim(), scope, accountIds: bound.length === 0 ? null : [...bound], lifetimeDays });
  };
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
            form="new-api-key"
            disabled={name.trim() === ""}
            busy={create.isPending}
          >
            {t("create")}
          </Button>
        </>
      }
    >
      <form id="new-api-key" noValidate onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t("name")} hint={t("nameHint")} error={errorOf("name")} required>
          <TextInput
            value={name}
            maxLength={NAME_CHARS_MAX}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label={t("scope")} hint={t(`scopesHint.${scope}`)} error={errorOf("scope")}>
          <Segmented
            label={t("scope")}
            options={SCOPES.slice(0, OFFERED[role]).map((value) => ({ value, label: t(`scopes.${value}`) }))}
            value={scope}
            onChange={setScope}
          />
        </Field>
        <Field label={t("lifetime")} error={errorOf("lifetimeDays")}>
          <Select
            options={LIFETIMES.map((value) => ({ value, label: t(`lifetimes.${value}`) }))}
            value={lifetime}
            onChange={setLifetime}
          />
        </Field>
        {own.length === 0 ? null : (
          <fieldset className="flex flex-col gap-1">
            <legend className="text-12 text-tx-2">{t("bind")}</legend>
            {own.map(({ accountId, name: account }) => (
              <Checkbox
                key={accountId}
                checked={bound.includes(accountId)}
                onChange={(checked) =>
                  setBound(checked ? [...bound, accountId] : bound.filter((other) => other !== accountId))
                }
                label={account}
              />
            ))}
            <p className="text-12 text-tx-3">{t("bindHint")}</p>
          </fieldset>
        )}
        {failure === null || failure.path !== null ? null : (
          <p role="alert" className="text-12 text-danger">
            {say(failure)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Segmented, Select, TextInput } from "@/app/_components/ui";
import { copyText } from "@/app/_lib/copy-text";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { email as emailCheck } from "@/server/api/routers/fields";
import { ROLES } from "./role-dialog";

export type NewInvitation = RouterOutputs["invitation"]["create"];

/** What somebody may do with an account that they are invited to. */
const ACCESS = ["none", "viewer", "trader"] as const;
type Access = (typeof ACCESS)[number];

export interface InviteDialogProps {
  readonly onClose: () => void;
  readonly onMade: (made: NewInvitation) => void;
}

/** Asks somebody to come: they choose their own password. */
export function InviteDialog({ onClose, onMade }: InviteDialogProps) {
  const t = useTranslations("people");
  const shell = useTranslations("shell");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const [email, setEmail] = useState("");
  const [isTried, setIsTried] = useState(false);
  const [role, setRole] = useState<(typeof ROLES)[number]>("trader");
  const accounts = useQuery(trpc.accounts.list.queryOptions());
  const open = (accounts.data ?? []).filter(({ archivedAt }) => archivedAt === null);
  const [access, setAccess] = useState<Readonly<Record<string, Access>>>({});
  const levels = role === "viewer" ? ACCESS.slice(0, 2) : ACCESS;
  // Risk and administrators see every account anyway.
  const isAsked = role === "viewer" || role === "trader";
  const create = useMutation(trpc.invitation.create.mutationOptions({ meta: { quiet: true }, onSuccess: onMade }));
  const malformed = isTried ? emailCheck.safeParse(email).error?.issues[0]?.message : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (!emailCheck.safeParse(email).success) return;
    const invited = open.flatMap(({ accountId }) => {
      const as = access[accountId] ?? "none";
      return !isAsked || as === "none" ? [] : [{ accountId, role: role === "viewer" ? ("viewer" as const) : as }];
    });
    create.mutate({ email, role, accounts: invited });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("invite")}
      description={t("inviteText")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button variant="primary" type="submit" form="invite" busy={create.isPending}>
            {t("inviteMake")}
          </Button>
        </>
      }
    >
      <form id="invite" noValidate onSubmit={submit} className="flex flex-col gap-3">
        <Field
          label={t("email")}
          error={malformed ?? (create.error === null ? undefined : say(toFailure(create.error)))}
          required
        >
          <TextInput
            type="email"
            value={email}
            autoComplete="off"
            onChange={(event) => {
              setEmail(event.target.value);
              create.reset();
            }}
          />
        </Field>
        <Field label={t("roleField")} hint={t(`roleHint.${role}`)}>
          <Select
            options={ROLES.map((value) => ({ value, label: shell(`role.${value}`) }))}
            value={role}
            onChange={setRole}
          />
        </Field>
        {!isAsked || open.length === 0 ? null : (
          <fieldset className="flex flex-col gap-1.5">
            <legend className="mb-1 text-12 text-tx-2">{t("inviteAccounts")}</legend>
            <ul className="flex max-h-48 flex-col gap-1.5 overflow-auto">
              {open.map(({ accountId, name }) => (
                <li key={accountId} className="flex flex-wrap items-center justify-between gap-2 text-12">
                  <span className="min-w-0 truncate">{name}</span>
                  <Segmented
                    label={name}
                    options={levels.map((value) => ({ value, label: t(`inviteAccess.${value}`) }))}
                    value={
                      role === "viewer" && access[accountId] === "trader" ? "viewer" : (access[accountId] ?? "none")
                    }
                    onChange={(value) => setAccess({ ...access, [accountId]: value })}
                  />
                </li>
              ))}
            </ul>
            <p className="text-12 text-tx-3">{t("inviteAccountsHint")}</p>
          </fieldset>
        )}
      </form>
    </Dialog>
  );
}

/** The link, once. Whoever loses it makes a new one. */
export function InvitationLinkDialog({
  made,
  onClose,
}: {
  readonly made: NewInvitation;
  readonly onClose: () => void;
}) {
  const t = useTranslations("people");
  const format = useFormat();
  // Behind the #, so that it is in no log of a server or proxy.
  const link = `${window.location.origin}/invite#${made.token}`;
  const { state, answer } = made.mail;
  const copy = () => {
    void copyText(link, { copied: t("copied"), notCopied: t("notCopied") });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("linkTitle", { email: made.invitation.email })}
      description={t("linkText", { moment: format.dateTime(made.invitation.expiresAt) })}
      actions={
        <>
          <Button onClick={copy}>{t("copy")}</Button>
          <Button variant="primary" onClick={onClose}>
            {t("linkKept")}
          </Button>
        </>
      }
    >
      <p className="mb-3 text-12">
        {state === "sent"
          ? t("linkMailed", { email: made.invitation.email })
          : state === "failed"
            ? t("linkNotMailed", { answer })
            : t("linkNoMail")}
      </p>
      <Field label={t("link")}>
        <TextInput readOnly value={link} className="num" onFocus={(event) => event.currentTarget.select()} />
      </Field>
    </Dialog>
  );
}

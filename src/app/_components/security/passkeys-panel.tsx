"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Chip, ConfirmDialog, Dialog, Field, Panel, TextInput } from "@/app/_components/ui";
import { browserName } from "@/app/_lib/browser-name";
import { toFailure } from "@/app/_lib/failure";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { FactorPanelProps, Security } from "./authenticator-panel";
import { createPasskey, isPasskeyPlace } from "./passkey-device";

const NAME_CHARS_MAX = 60;
type Passkey = Security["passkeys"][number];

/** Keys in phones, computers and sticks, opened by finger, face or PIN. */
export function PasskeysPanel({ security, onChanged }: FactorPanelProps) {
  const t = useTranslations("security");
  const trpc = useTRPC();
  const [renaming, setRenaming] = useState<Passkey | null>(null);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const begin = useMutation(trpc.security.beginPasskey.mutationOptions());
  const add = useMutation(trpc.security.addPasskey.mutationOptions());
  const create = useMutation({
    meta: { quiet: true }, // what the server refuses is told by the calls themselves
    mutationFn: async () => {
      const response = await createPasskey(await begin.mutateAsync());
      if (response === null) return;
      if (response === "known") {
        notifyFailed(t("passkeyKnown"));
        return;
      }
      const name = browserName(navigator.userAgent) ?? t("passkeyOne");
      const added = await add.mutateAsync({ name: name.slice(0, NAME_CHARS_MAX), response });
      notify("success", t("passkeyAdded"));
      onChanged(added.recoveryCodes);
    },
  });
  const remove = useMutation(
    trpc.security.removePasskey.mutationOptions({
      onSuccess: () => {
        notify("success", t("passkeyRemoved"));
        onChanged(null);
      },
      onSettled: () => setRemoving(null),
    }),
  );
  const isHere = isPasskeyPlace(security.passkeyOrigin);
  return (
    <Panel title={t("passkeys")}>
      <div className="flex flex-col items-start gap-3 p-3 text-12 max-md:px-4">
        <p className="text-tx-2">{t("passkeysText")}</p>
        {isHere ? null : <Elsewhere origin={security.passkeyOrigin} />}
        <Button variant="primary" disabled={!isHere} busy={create.isPending} onClick={() => create.mutate()}>
          {t("passkeyAdd")}
        </Button>
      </div>
      <ul className="border-t border-line-2 text-12">
        {security.passkeys.map((passkey) => (
          <PasskeyLine
            key={passkey.passkeyId}
            passkey={passkey}
            onRename={() => setRenaming(passkey)}
            onRemove={() => setRemoving(passkey)}
          />
        ))}
      </ul>
      {renaming === null ? null : (
        <RenameDialog
          passkey={renaming}
          onClose={() => setRenaming(null)}
          onDone={() => {
            setRenaming(null);
            onChanged(null);
          }}
        />
      )}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => (open ? undefined : setRemoving(null))}
        title={removing === null ? "" : t("passkeyRemoveTitle", { name: removing.name })}
        consequence={t("passkeyRemoveText")}
        confirmLabel={t("remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => {
          if (removing !== null) remove.mutate({ passkeyId: removing.passkeyId });
        }}
      />
    </Panel>
  );
}

/** Why there can be none at this address, and what would have to be so. */
function Elsewhere({ origin }: { readonly origin: string }) {
  const t = useTranslations("security");
  const isSecure = origin.startsWith("https://") || new URL(origin).hostname === "localhost";
  if (!isSecure) return <Banner tone="warn">{t("passkeysNeedTls", { address: origin })}</Banner>;
  return (
    <Banner tone="neutral">
      {t("passkeysElsewhere")}{" "}
      <a href={`${origin}/admin/security`} className="underline">
        {origin}
      </a>
    </Banner>
  );
}

interface PasskeyLineProps {
  readonly passkey: Passkey;
  readonly onRename: () => void;
  readonly onRemove: () => void;
}

function PasskeyLine({ passkey, onRename, onRemove }: PasskeyLineProps) {
  const t = useTranslations("security");
  const format = useFormat();
  const { name, synced, createdAt, lastUsedAt } = passkey;
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-3 border-b border-line-1 px-3 py-1 max-md:min-h-11 max-md:px-4">
      <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
      {synced ? <Chip tone="neutral">{t("synced")}</Chip> : null}
      <span className="num text-tx-2">
        {lastUsedAt === null
          ? t("since", { moment: format.dateTime(createdAt) })
          : t("used", { moment: format.dateTime(lastUsedAt) })}
      </span>
      <Button size="sm" aria-label={t("renameOf", { name })} onClick={onRename}>
        {t("rename")}
      </Button>
      <Button size="sm" variant="danger" aria-label={t("removeOf", { name })} onClick={onRemove}>
        {t("remove")}
      </Button>
    </li>
  );
}

interface RenameProps {
  readonly passkey: Passkey;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function RenameDialog({ passkey, onClose, onDone }: RenameProps) {
  const t = useTranslations("security");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const [name, setName] = useState(passkey.name);
  const rename = useMutation(trpc.security.renamePasskey.mutationOptions({ meta: { quiet: true }, onSuccess: onDone }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ passkeyId: passkey.passkeyId, name });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("rename")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form="rename-passkey"
            busy={rename.isPending}
            disabled={name.trim() === ""}
          >
            {t("rename")}
          </Button>
        </>
      }
    >
      <form id="rename-passkey" noValidate onSubmit={submit}>
        <Field label={t("name")} error={rename.error === null ? undefined : say(toFailure(rename.error))} required>
          <TextInput value={name} maxLength={NAME_CHARS_MAX} onChange={(event) => setName(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}

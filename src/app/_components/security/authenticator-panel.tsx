"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip, ConfirmDialog, Dialog, Field, Panel, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";

export type Security = RouterOutputs["security"]["read"];

export interface FactorPanelProps {
  readonly security: Security;
  /** Something changed; with the recovery codes that came with a first factor. */
  readonly onChanged: (recoveryCodes: readonly string[] | null) => void;
}

/** The app on a phone that shows six digits. */
export function AuthenticatorPanel({ security, onChanged }: FactorPanelProps) {
  const t = useTranslations("security");
  const trpc = useTRPC();
  const format = useFormat();
  const [isRemoving, setIsRemoving] = useState(false);
  const begin = useMutation(trpc.security.beginAuthenticator.mutationOptions());
  const remove = useMutation(
    trpc.security.removeAuthenticator.mutationOptions({
      onSuccess: () => {
        notify("success", t("appRemoved"));
        onChanged(null);
      },
      onSettled: () => setIsRemoving(false),
    }),
  );
  const since = security.authenticatorSince;
  return (
    <Panel title={t("app")}>
      <div className="flex flex-col items-start gap-3 p-3 text-12 max-md:px-4">
        <p className="text-tx-2">{t("appText")}</p>
        {since === null ? (
          <Button variant="primary" busy={begin.isPending} onClick={() => begin.mutate()}>
            {t("appAdd")}
          </Button>
        ) : (
          <div className="flex flex-wrap items-center gap-3">
            <Chip tone="ok">{t("on")}</Chip>
            <span className="num">{t("since", { moment: format.dateTime(since) })}</span>
            <Button variant="danger" size="sm" onClick={() => setIsRemoving(true)}>
              {t("remove")}
            </Button>
          </div>
        )}
      </div>
      {begin.data === undefined || since !== null ? null : (
        <ConfirmAppDialog offered={begin.data} onClose={begin.reset} onDone={onChanged} />
      )}
      <ConfirmDialog
        open={isRemoving}
        onOpenChange={setIsRemoving}
        title={t("appRemoveTitle")}
        consequence={t("appRemoveText")}
        confirmLabel={t("remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </Panel>
  );
}

interface ConfirmAppProps {
  readonly offered: RouterOutputs["security"]["beginAuthenticator"];
  readonly onClose: () => void;
  readonly onDone: FactorPanelProps["onChanged"];
}

function ConfirmAppDialog({ offered, onClose, onDone }: ConfirmAppProps) {
  const t = useTranslations("security");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const [code, setCode] = useState("");
  const confirm = useMutation(
    trpc.security.confirmAuthenticator.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ recoveryCodes }) => {
        notify("success", t("appAdded"));
        onClose();
        onDone(recoveryCodes);
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate({ code });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("appAdd")}
      description={t("appScan")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="primary"
            type="submit"
            form="confirm-app"
            busy={confirm.isPending}
            disabled={code.trim() === ""}
          >
            {t("confirm")}
          </Button>
        </>
      }
    >
      <form id="confirm-app" noValidate onSubmit={submit} className="flex flex-col gap-3">
        {/* biome-ignore lint/performance/noImgElement: a picture made on the spot, which nothing could make smaller */}
        <img
          src={`data:image/svg+xml,${encodeURIComponent(offered.qr)}`}
          alt={t("qr")}
          width={196}
          height={196}
          className="self-center bg-white"
        />
        <Field label={t("secret")} hint={t("secretHint")}>
          <TextInput
            readOnly
            value={offered.secret}
            className="num"
            onFocus={(event) => event.currentTarget.select()}
          />
        </Field>
        <Field
          label={t("code")}
          hint={t("codeHint")}
          error={confirm.error === null ? undefined : say(toFailure(confirm.error))}
          required
        >
          <TextInput
            value={code}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={12}
            onChange={(event) => setCode(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}

"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, ConfirmDialog, Dialog, Panel } from "@/app/_components/ui";
import { copyText } from "@/app/_lib/copy-text";
import { useTRPC } from "@/app/_lib/trpc";
import type { FactorPanelProps } from "./authenticator-panel";

/** From here on somebody should print new ones. */
const FEW = 3;

/** How many codes are left, and a way to new ones. */
export function RecoveryPanel({ security, onChanged }: FactorPanelProps) {
  const t = useTranslations("security");
  const trpc = useTRPC();
  const [isAsked, setIsAsked] = useState(false);
  const renew = useMutation(
    trpc.security.renewRecoveryCodes.mutationOptions({
      onSuccess: ({ recoveryCodes }) => onChanged(recoveryCodes),
      onSettled: () => setIsAsked(false),
    }),
  );
  const left = security.recoveryCodesLeft;
  const hasFactor = security.authenticatorSince !== null || security.passkeys.length > 0;
  return (
    <Panel title={t("recovery")}>
      <div className="flex flex-col items-start gap-3 p-3 text-12 max-md:px-4">
        <p className="text-tx-2">{hasFactor ? t("recoveryText") : t("recoveryNone")}</p>
        {hasFactor && left <= FEW ? <Banner tone="warn">{t("recoveryFew", { count: left })}</Banner> : null}
        {hasFactor ? (
          <div className="flex items-center gap-3">
            <span className="num">{t("recoveryLeft", { count: left })}</span>
            <Button size="sm" onClick={() => setIsAsked(true)}>
              {t("recoveryRenew")}
            </Button>
          </div>
        ) : null}
      </div>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setIsAsked}
        title={t("recoveryRenewTitle")}
        consequence={t("recoveryRenewText")}
        confirmLabel={t("recoveryRenew")}
        busy={renew.isPending}
        onConfirm={() => renew.mutate()}
      />
    </Panel>
  );
}

/** The codes, once. */
export function RecoveryCodesDialog({
  codes,
  onClose,
}: {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}) {
  const t = useTranslations("security");
  const copy = () => {
    void copyText(codes.join("\n"), { copied: t("copied"), notCopied: t("notCopied") });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("recoveryShown")}
      description={t("recoveryShownText")}
      actions={
        <>
          <Button onClick={copy}>{t("copy")}</Button>
          <Button variant="primary" onClick={onClose}>
            {t("kept")}
          </Button>
        </>
      }
    >
      <ul className="num grid grid-cols-2 gap-x-4 gap-y-1.5 font-mono text-13 max-md:grid-cols-1">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Dialog>
  );
}

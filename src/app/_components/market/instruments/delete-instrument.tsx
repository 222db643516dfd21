"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { Banner, Button, ConfirmDialog, Dialog } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { InstrumentDetail } from "../types";
import { UseList } from "./use-list";

export interface DeleteInstrumentProps {
  readonly detail: InstrumentDetail;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Deletes what nothing uses; of the rest it says what does, and what to do instead. */
export function DeleteInstrument({ detail, onClose, onDone }: DeleteInstrumentProps) {
  const t = useTranslations("instruments");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { symbol, uses, aliases } = detail;
  const { mutate, isPending, error } = useMutation(
    trpc.instrument.delete.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        notify("success", t("deleted", { symbol }));
        onDone();
      },
      // Refused: it is in use since it was looked at. The list of what uses it is read anew.
      onSettled: () => void queryClient.invalidateQueries(trpc.instrument.pathFilter()),
    }),
  );
  if (uses.length > 0) {
    return (
      <Dialog
        open
        onOpenChange={(open) => (open ? undefined : onClose())}
        title={t("inUseTitle", { symbol })}
        description={t("inUseText")}
        actions={<Button onClick={onClose}>{t("close")}</Button>}
      >
        <UseList uses={uses} />
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("deleteTitle", { symbol })}
      consequence={
        <>
          {t("deleteText", { symbol, count: aliases.length })}
          {error === null ? null : (
            <Banner tone="bad" className="mt-3">
              {say(toFailure(error))}
            </Banner>
          )}
        </>
      }
      confirmLabel={t("delete")}
      danger
      typed={symbol}
      busy={isPending}
      onConfirm={() => mutate({ symbol })}
    />
  );
}

"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FieldPath } from "react-hook-form";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { Form, FormFields, useZodForm } from "@/app/_components/form";
import { Banner, Button, Dialog } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { isoDate } from "@/modules/data";
import { sessionDate, symbol as symbolSchema } from "@/server/api/routers/fields";

const FORM_ID = "symbol-change";
const changeForm = z.object({ to: symbolSchema.toUpperCase(), date: sessionDate });
type Fields = z.input<typeof changeForm>;
/** Columns of the list, as they are named in what is wrong with it. */
const FIELD_OF: Readonly<Record<string, FieldPath<Fields>>> = { to: "to", date: "date" };

export interface SymbolChangeProps {
  readonly symbol: string;
  readonly onClose: () => void;
  readonly onDone: (symbol: string) => void;
}

/** Gives an instrument its new symbol, as a corporate action of a day: it is found by the old one as before. */
export function SymbolChange({ symbol, onClose, onDone }: SymbolChangeProps) {
  const t = useTranslations("instruments");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [today] = useState(() => isoDate(Date.now()));
  const form = useZodForm(changeForm, { to: "", date: today });
  const change = useMutation(trpc.corporateAction.import.mutationOptions({ meta: { quiet: true } }));
  const send = ({ to, date }: z.output<typeof changeForm>) =>
    change.mutate(
      {
        symbol,
        text: JSON.stringify([{ type: "symbol_change", date, from: symbol, to }]),
        source: t("renameSource"),
        skipInvalidRows: false,
      },
      {
        onSuccess: () => {
          void queryClient.invalidateQueries();
          notify("success", t("renamed", { from: symbol, to }));
          onDone(to);
        },
        onError: (error) => {
          for (const { path, message } of toFailure(error).issues) {
            const field = FIELD_OF[path.split(", ").at(-1) ?? ""];
            if (field !== undefined) form.setError(field, { type: "server", message }, { shouldFocus: true });
          }
        },
      },
    );
  const failure = change.error === null ? null : toFailure(change.error);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("renameTitle", { symbol })}
      description={t("renameLead", { symbol })}
      actions={
        <Button type="submit" form={FORM_ID} variant="primary" busy={change.isPending}>
          {t("rename")}
        </Button>
      }
    >
      {failure === null || failure.issues.length > 0 ? null : (
        <Banner tone="bad" className="mb-3">
          {say(failure)}
        </Banner>
      )}
      <Form form={form} id={FORM_ID} onSubmit={send} aria-label={t("renameTitle", { symbol })}>
        <FormFields
          specs={[
            { name: "to", label: t("newSymbol"), type: "text", hint: t("symbolHint"), required: true },
            { name: "date", label: t("renameDate"), type: "date", hint: t("renameDateHint"), required: true },
          ]}
        />
      </Form>
    </Dialog>
  );
}

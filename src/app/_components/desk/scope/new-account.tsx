"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Combobox, Dialog, Field, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { currencyOptions } from "@/app/_lib/places";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { readDecimal } from "../trading/amounts";
import { useAccount } from "../trading/use-account";

const DEFAULTS = { name: "Paper", currency: "USD", cash: "100,000" };

/** Makes a paper account and goes to it. */
export function NewAccountDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations("account");
  const words = useTranslations("ticket");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { choose } = useAccount();
  const [values, setValues] = useState(DEFAULTS);
  const cash = readDecimal(values.cash);
  const create = useMutation(
    trpc.accounts.create.mutationOptions({
      meta: { quiet: true },
      onSuccess: async (account) => {
        await queryClient.invalidateQueries(trpc.accounts.pathFilter());
        choose(account.accountId);
        notify("success", t("created", { name: account.name }));
        onClose();
      },
    }),
  );
  const start = useStartOnce(create);
  const failure = create.error === null ? null : toFailure(create.error);
  const errorOf = (path: string) => (failure?.path === path ? say(failure) : undefined);
  const isCashRight = values.cash.trim() === "" || (cash !== null && !cash.isNegative());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isCashRight) return;
    start({
      name: values.name.trim(),
      portfolioName: null,
      kind: "paper",
      baseCurrency: values.currency,
      lotMethod: "fifo",
      openingCash: cash === null || cash.isZero() ? null : cash.toFixed(),
    });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("makeTitle")}
      description={t("makeText")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button variant="primary" type="submit" form="new-account" busy={create.isPending}>
            {t("create")}
          </Button>
        </>
      }
    >
      <form id="new-account" onSubmit={submit} className="grid grid-cols-2 gap-3">
        <Field label={t("name")} error={errorOf("name")} className="col-span-2" required>
          <TextInput
            value={values.name}
            maxLength={60}
            onChange={(event) => setValues({ ...values, name: event.target.value })}
          />
        </Field>
        <Field label={t("currency")} error={errorOf("baseCurrency")}>
          <Combobox
            value={values.currency}
            options={currencyOptions()}
            searchLabel={t("currencySearch")}
            onChange={(currency) => setValues({ ...values, currency })}
          />
        </Field>
        <Field label={t("cash")} error={isCashRight ? errorOf("openingCash") : words("problem.no_number")}>
          <TextInput
            inputMode="decimal"
            value={values.cash}
            onChange={(event) => setValues({ ...values, cash: event.target.value })}
            className="num text-right"
          />
        </Field>
        {failure === null || failure.path !== null ? null : (
          <p role="alert" className="col-span-2 text-12 text-danger">
            {say(failure)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

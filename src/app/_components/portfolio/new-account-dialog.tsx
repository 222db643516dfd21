"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import {
  Banner,
  Button,
  Combobox,
  Dialog,
  Field,
  NumberInput,
  Segmented,
  Select,
  TextInput,
} from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { currencyOptions } from "@/app/_lib/places";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { ACCOUNT_KINDS, type AccountKind, LOT_METHODS, type LotMethod } from "@/modules/portfolio";
import { readDecimal } from "../desk/trading/amounts";
import type { AccountView } from "./types";

const NAME_CHARS_MAX = 80;
const PLACED = ["name", "baseCurrency", "settleDays", "openingCash"];

export interface NewAccountDialogProps {
  /** What it may be called, until somebody says otherwise. */
  readonly suggestedName?: string;
  readonly onClose: () => void;
  readonly onOpened: (account: AccountView) => void;
}

/** Null is none. What is no amount goes as it is typed: the server says what is wrong with it. */
function cashOf(text: string): string | null {
  const cash = readDecimal(text);
  if (text.trim() === "" || cash?.isZero() === true) return null;
  return cash?.toFixed() ?? text.trim();
}

/** Opens an account. What it is cannot be changed later, so each choice says what it means. */
export function NewAccountDialog({ suggestedName = "", onClose, onOpened }: NewAccountDialogProps) {
  const t = useTranslations("portfolio");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(suggestedName);
  const [kind, setKind] = useState<AccountKind>("paper");
  const [baseCurrency, setCurrency] = useState("USD");
  const [lotMethod, setLotMethod] = useState<LotMethod>("fifo");
  const [settleDays, setSettleDays] = useState<number | null>(1);
  const [openingCash, setCash] = useState("100000");
  const create = useMutation(
    trpc.accounts.create.mutationOptions({
      meta: { quiet: true },
      onSuccess: (account) => {
        void queryClient.invalidateQueries(trpc.accounts.pathFilter());
        onOpened(account);
      },
    }),
  );
  const start = useStartOnce(create);
  const failure = create.error === null ? null : toFailure(create.error);
  const at = (path: string) => (failure?.path === path ? say(failure) : null);
  const save = () =>
    start({
      name,
      kind,
      baseCurrency,
      lotMethod,
      // An empty or wrong box is told by the server, at the box.
      settleDays: settleDays === null || Number.isNaN(settleDays) ? -1 : Math.round(settleDays),
      openingCash: cashOf(openingCash),
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("openTitle")}
      actions={
        <Button variant="primary" busy={create.isPending} onClick={save}>
          {t("open")}
        </Button>
      }
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field label={t("name")} required error={at("name")}>
          <TextInput
            value={name}
            maxLength={NAME_CHARS_MAX}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <div className="flex flex-col gap-[3px]">
          <Segmented
            label={t("kind")}
            options={ACCOUNT_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            value={kind}
            onChange={setKind}
          />
          <p className="text-12 text-tx-2">{t(`kindHints.${kind}`)}</p>
        </div>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t("currency")} required error={at("baseCurrency")}>
            <Combobox
              value={baseCurrency}
              options={currencyOptions()}
              searchLabel={t("currencySearch")}
              onChange={setCurrency}
            />
          </Field>
          <Field label={t("openingCash")} error={at("openingCash")}>
            <TextInput
              value={openingCash}
              inputMode="decimal"
              autoComplete="off"
              className="num text-right"
              onChange={(event) => setCash(event.target.value)}
            />
          </Field>
          <Field label={t("lotMethod")} hint={t(`lotHints.${lotMethod}`)}>
            <Select
              value={lotMethod}
              options={LOT_METHODS.map((value) => ({ value, label: t(`lotMethods.${value}`) }))}
              onChange={setLotMethod}
            />
          </Field>
          <Field label={t("settleDays")} hint={t("settleHint")} error={at("settleDays")}>
            <NumberInput value={settleDays} minimum={0} maximum={5} onChange={setSettleDays} />
          </Field>
        </div>
        {failure === null || PLACED.includes(failure.path ?? "") ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </form>
    </Dialog>
  );
}

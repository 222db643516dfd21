"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { newKey } from "@/app/_components/desk/trading/new-key";
import { SymbolBox } from "@/app/_components/market/symbol-box";
import { Banner, Button, Dialog, Field, Segmented, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useStartOnce } from "@/app/_lib/use-start-once";
import {
  type DraftField,
  type EntryDraft,
  emptyDraft,
  entryKindsOf,
  entryOfDraft,
  fieldOfPath,
  fieldsOf,
} from "./draft-entry";
import type { AccountView } from "./types";

export interface BookDialogProps {
  readonly account: AccountView;
  readonly onClose: () => void;
}

/** Writes an entry into the books. Sent twice it is booked once: the key belongs to this dialog. */
export function BookDialog({ account, onClose }: BookDialogProps) {
  const t = useTranslations("portfolio");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<EntryDraft>(() => emptyDraft(account.baseCurrency));
  const key = useRef(newKey());
  const book = useMutation(
    trpc.accounts.book.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ batchId }) => {
        void queryClient.invalidateQueries(trpc.accounts.pathFilter());
        notify("success", t("booked", { entry: batchId }));
        onClose();
      },
    }),
  );
  const start = useStartOnce(book);
  const failure = book.error === null ? null : toFailure(book.error);
  const placed = failure === null ? null : fieldOfPath(draft.kind, failure.path);
  const errorAt = (field: DraftField) => (failure !== null && placed === field ? say(failure) : null);
  const send = () => start({ accountId: account.accountId, idempotencyKey: key.current, entry: entryOfDraft(draft) });
  const change = (part: Partial<EntryDraft>) => {
    setDraft({ ...draft, ...part });
    // What is refused was not booked; what is sent now is another entry.
    key.current = newKey();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("bookTitle", { name: account.name })}
      actions={
        <Button variant="primary" busy={book.isPending} onClick={send}>
          {t("book")}
        </Button>
      }
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Field label={t("columns.kind")} hint={t(`entryHints.${draft.kind}`)}>
          <Select
            value={draft.kind}
            options={entryKindsOf(account.kind).map((value) => ({ value, label: t(`entries.${value}`) }))}
            onChange={(kind) => change({ kind })}
          />
        </Field>
        <div className="grid grid-cols-2 items-start gap-3">
          {fieldsOf(draft.kind).map((field) => (
            <EntryField key={field} field={field} draft={draft} error={errorAt(field)} onChange={change} />
          ))}
          <EntryField field="at" draft={draft} error={errorAt("at")} onChange={change} />
          <EntryField field="note" draft={draft} error={errorAt("note")} onChange={change} />
        </div>
        {failure === null || placed !== null ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </form>
    </Dialog>
  );
}

/** Books an entry by hand, for whoever may change the account. */
export function BookButton({ account }: { readonly account: AccountView }) {
  const t = useTranslations("portfolio");
  const [booking, setBooking] = useState(false);
  if (!account.editable || account.archivedAt !== null) return null;
  return (
    <>
      <Button onClick={() => setBooking(true)}>{t("book")}</Button>
      {booking ? <BookDialog account={account} onClose={() => setBooking(false)} /> : null}
    </>
  );
}

interface EntryFieldProps {
  readonly field: DraftField;
  readonly draft: EntryDraft;
  readonly error: string | null;
  readonly onChange: (part: Partial<EntryDraft>) => void;
}

const NUMBERS: readonly DraftField[] = ["amount", "receivedAmount", "qty", "price", "fee", "ratio"];

function EntryField({ field, draft, error, onChange }: EntryFieldProps) {
  const t = useTranslations("portfolio");
  const label = t(`fields.${field}`);
  if (field === "symbol")
    return (
      <Field label={label} error={error}>
        <SymbolBox
          value={draft.symbol === "" ? null : draft.symbol}
          feeds={false}
          onChange={(symbol) => onChange({ symbol })}
        />
      </Field>
    );
  if (field === "side")
    return (
      <div className="flex flex-col gap-[3px]">
        <span className="text-11 leading-4 text-tx-2">{label}</span>
        <Segmented
          label={label}
          options={(["buy", "sell"] as const).map((value) => ({ value, label: t(value) }))}
          value={draft.side}
          onChange={(side) => onChange({ side })}
        />
      </div>
    );
  const isNumber = NUMBERS.includes(field);
  return (
    <Field label={label} error={error} {...(field === "at" ? { hint: t("atHint") } : {})}>
      <TextInput
        type={field === "at" ? "date" : "text"}
        value={draft[field]}
        autoComplete="off"
        {...(isNumber && field !== "ratio" ? { inputMode: "decimal" as const } : {})}
        className={isNumber ? "num text-right" : ""}
        onChange={(event) => onChange({ [field]: event.target.value })}
      />
    </Field>
  );
}

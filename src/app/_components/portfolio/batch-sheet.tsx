"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import {
  Banner,
  Button,
  Dialog,
  EmptyState,
  FailedState,
  Field,
  Sheet,
  SkeletonRows,
  TextInput,
} from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { Postings } from "./postings";
import type { AccountView, Batch } from "./types";

const SKELETON_ROWS = 6;
const REASON_CHARS_MAX = 500;
export interface BatchSheetProps {
  readonly account: AccountView;
  readonly batchId: string;
  readonly onClose: () => void;
  readonly onShow: (batchId: string) => void;
}

/** One entry: when, why, and every posting of it. */
export function BatchSheet({ account, batchId, onClose, onShow }: BatchSheetProps) {
  const t = useTranslations("portfolio");
  const trpc = useTRPC();
  const batch = useQuery(trpc.accounts.entry.queryOptions({ batchId }, { meta: { quiet: true } }));
  return (
    <Sheet
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={batch.data === undefined ? t("entry") : t(`entries.${batch.data.kind}`)}
      sub={batchId}
      className="md:w-[min(520px,100vw)]"
    >
      {batch.data === undefined ? (
        batch.error === null ? (
          <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
        ) : (
          <FailedState title={t("entryFailed")} error={batch.error} onRetry={() => void batch.refetch()} />
        )
      ) : batch.data.accountId === account.accountId ? (
        <Entry account={account} batch={batch.data} onShow={onShow} />
      ) : (
        <EmptyState title={t("entryElsewhere", { name: account.name })} />
      )}
    </Sheet>
  );
}

interface EntryProps extends Pick<BatchSheetProps, "account" | "onShow"> {
  readonly batch: Batch;
}

function Entry({ account, batch, onShow }: EntryProps) {
  const t = useTranslations("portfolio");
  const format = useFormat();
  const [reversing, setReversing] = useState(false);
  const { reverses, reversedBy, orderId, settlesOn, note } = batch;
  const toEntry = (id: string) => (
    <button type="button" className="underline" onClick={() => onShow(id)}>
      {id}
    </button>
  );
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t("columns.at"), format.dateTime(batch.effectiveAt, true)],
    [t("recorded"), format.dateTime(batch.recordedAt, true)],
    ...(settlesOn === null ? [] : [[t("settlesOn"), settlesOn] as const]),
    ...(orderId === null ? [] : [[t("order"), orderId] as const]),
    ...(reverses === null ? [] : [[t("reverses"), toEntry(reverses)] as const]),
    ...(reversedBy === null ? [] : [[t("reversedBy"), toEntry(reversedBy)] as const]),
    [t("reference"), batch.externalRef],
    ...(note === null ? [] : [[t("columns.note"), note] as const]),
  ];
  return (
    <div className="min-h-0 overflow-y-auto">
      {account.editable && batch.reversible ? (
        <div className="border-b border-line-2 p-3 max-md:px-4">
          <Button variant="danger" onClick={() => setReversing(true)}>
            {t("reverse")}
          </Button>
        </div>
      ) : null}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 px-3 py-2 text-12 leading-6 max-md:px-4">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-tx-3">{label}</dt>
            <dd className="num min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <Postings caption={t("postingsHint")} batch={batch} />
      {reversing ? (
        <ReverseDialog
          batch={batch}
          onClose={() => setReversing(false)}
          onReversed={(id) => {
            setReversing(false);
            onShow(id);
          }}
        />
      ) : null}
    </div>
  );
}

interface ReverseDialogProps {
  readonly batch: Batch;
  readonly onClose: () => void;
  readonly onReversed: (batchId: string) => void;
}

/** Nothing in the books is changed: what was wrong is taken back by an entry of its own, with the reason. */
function ReverseDialog({ batch, onClose, onReversed }: ReverseDialogProps) {
  const t = useTranslations("portfolio");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const reverse = useMutation(
    trpc.accounts.reverse.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ batchId }) => {
        void queryClient.invalidateQueries(trpc.accounts.pathFilter());
        notify("success", t("reversedDone", { entry: batch.batchId }));
        onReversed(batchId);
      },
    }),
  );
  const start = useStartOnce(reverse);
  const failure = reverse.error === null ? null : toFailure(reverse.error);
  const send = () => start({ batchId: batch.batchId, reason });
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("reverseTitle", { entry: batch.batchId })}
      description={t("reverseText")}
      actions={
        <Button variant="danger" busy={reverse.isPending} onClick={send}>
          {t("reverse")}
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
        <Field label={t("reason")} required error={failure?.path === "reason" ? say(failure) : null}>
          <TextInput
            value={reason}
            maxLength={REASON_CHARS_MAX}
            autoComplete="off"
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
        {failure === null || failure.path === "reason" ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </form>
    </Dialog>
  );
}

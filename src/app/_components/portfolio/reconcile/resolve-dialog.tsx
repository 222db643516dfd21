"use client";

import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Dialog, Field, Segmented, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useStartOnce } from "@/app/_lib/use-start-once";
import { needsReason } from "@/modules/execution";
import { Postings } from "../postings";
import { AssignedNote, StrategyField } from "./strategy-field";
import type { Action, Item, ResolveInput } from "./types";
import { useItemWords } from "./use-item-words";

const REASON_CHARS_MAX = 500;
/** Refusals of these are said beside their fields. */
const BESIDE_FIELDS: ReadonlySet<string> = new Set(["reason", "price", "deploymentId"]);
/** A preview without a reason: it shows the postings, which do not depend on it. */
const PREVIEW_REASON = "preview";

/** What may be done with an item, and before it is done, the postings it makes. */
export function ResolveDialog({ item, onClose }: { readonly item: Item; readonly onClose: () => void }) {
  const t = useTranslations("reconcile.resolve");
  const say = useFailureText();
  const words = useItemWords();
  const [action, setAction] = useState<Action>(item.resolutions[0] ?? "ask_again");
  const [reason, setReason] = useState("");
  const [price, setPrice] = useState("");
  const [deploymentId, setDeploymentId] = useState<string | null>(null);
  const isAssigned = action === "assign";
  const hasPrice = (action === "correct" || isAssigned) && item.about === "position";
  const request = {
    itemId: item.itemId,
    action,
    reason: reason.trim() === "" ? null : reason,
    price: hasPrice && price.trim() !== "" ? price : null,
    deploymentId: isAssigned ? deploymentId : null,
  };
  const { send, busy, failure } = useResolve(words.what(item), onClose);
  const fault = (path: string) => (failure?.path === path ? say(failure) : null);
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("title", { what: words.what(item) })}
      description={t(`hints.${action}`)}
      actions={
        <Button variant="primary" busy={busy} onClick={() => send(request)}>
          {t(`actions.${action}`)}
        </Button>
      }
    >
      <form
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          send(request);
        }}
      >
        <Segmented
          label={t("action")}
          options={item.resolutions.map((value) => ({ value, label: t(`actions.${value}`) }))}
          value={action}
          onChange={setAction}
        />
        {isAssigned ? (
          <StrategyField item={item} value={deploymentId} onChange={setDeploymentId} error={fault("deploymentId")} />
        ) : null}
        {hasPrice ? (
          <Field label={t("price")} hint={t("priceHint")} error={fault("price")}>
            <TextInput
              value={price}
              inputMode="decimal"
              autoComplete="off"
              onChange={(event) => setPrice(event.target.value)}
            />
          </Field>
        ) : null}
        {action === "ask_again" ? null : (
          <Field label={t("reason")} required={needsReason(item, action)} error={fault("reason")}>
            <TextInput
              value={reason}
              maxLength={REASON_CHARS_MAX}
              autoComplete="off"
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
        )}
        {isAssigned && deploymentId === null ? null : <Preview request={request} />}
        {failure === null || BESIDE_FIELDS.has(failure.path ?? "") ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </form>
    </Dialog>
  );
}

/** The very postings: the server does it, looks, and takes it back. */
function Preview({ request }: { readonly request: ResolveInput }) {
  const t = useTranslations("reconcile.resolve");
  const say = useFailureText();
  const trpc = useTRPC();
  const books = request.action === "adopt" || request.action === "correct" || request.action === "assign";
  const preview = useQuery({
    ...trpc.reconcile.preview.queryOptions({ ...request, reason: PREVIEW_REASON }, { meta: { quiet: true } }),
    enabled: books,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!books) return <p className="text-12 text-tx-3">{t("noPostings")}</p>;
  if (preview.error !== null) return <Banner tone="warn">{say(toFailure(preview.error))}</Banner>;
  if (preview.data === undefined) return <p className="text-12 text-tx-3">{t("working")}</p>;
  const { batches, assigned } = preview.data;
  return (
    <>
      {assigned === null ? null : <AssignedNote assigned={assigned} />}
      {batches.length === 0 ? <p className="text-12 text-tx-3">{t("noPostings")}</p> : null}
      {batches.map((batch) => (
        <Postings
          key={batch.batchId}
          caption={batch.kind === "reversal" ? t("takenBack") : t("postings")}
          batch={batch}
        />
      ))}
    </>
  );
}

function useResolve(what: string, onClose: () => void) {
  const t = useTranslations("reconcile.resolve");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const resolve = useMutation(
    trpc.reconcile.resolve.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.reconcile.pathFilter());
        void queryClient.invalidateQueries(trpc.accounts.pathFilter());
        void queryClient.invalidateQueries(trpc.deployments.pathFilter());
        notify("success", t("done", { what }));
        onClose();
      },
    }),
  );
  const start = useStartOnce(resolve);
  return {
    send: (input: ResolveInput) => start(input),
    busy: resolve.isPending,
    failure: resolve.error === null ? null : toFailure(resolve.error),
  };
}

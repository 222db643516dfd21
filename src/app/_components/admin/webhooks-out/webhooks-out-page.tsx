"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip, ConfirmDialog, EmptyState } from "@/app/_components/ui";
import { useTRPC } from "@/app/_lib/trpc";
import type { RouterOutputs } from "@/server/api/root";
import { DataTable, type TableColumn } from "../../table";
import { ShownSecretDialog } from "../notify/shown-secret";
import { NewWebhookDialog } from "./new-webhook";
import { WebhookDeliveries } from "./webhook-deliveries";

type Webhook = RouterOutputs["webhookOut"]["list"][number];

const TONES = { active: "ok", paused: "neutral", gone: "warn" } as const;
const rowId = (one: Webhook) => one.webhookId;

/** Programs outside that are told what happens; the chosen one's deliveries below. */
export function WebhooksOutPage() {
  const t = useTranslations("webhooksOutPage");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [deleting, setDeleting] = useState<Webhook | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const webhooks = useQuery(trpc.webhookOut.list.queryOptions());
  const reload = () => void queryClient.invalidateQueries(trpc.webhookOut.pathFilter());
  const { mutate: rotate } = useMutation(
    trpc.webhookOut.rotate.mutationOptions({ onSuccess: (made) => setSecret(made.secret) }),
  );
  const { mutate: setState } = useMutation(trpc.webhookOut.setState.mutationOptions({ onSuccess: reload }));
  const remove = useMutation(
    trpc.webhookOut.delete.mutationOptions({ onSuccess: reload, onSettled: () => setDeleting(null) }),
  );
  const columns = useWebhookColumns({ onRotate: rotate, onState: setState, onDelete: setDeleting });
  const shown = webhooks.data?.find(({ webhookId }) => webhookId === chosen) ?? webhooks.data?.[0];
  return (
    <div className="flex min-h-0 flex-1 flex-col max-md:flex-none">
      <DataTable
        id="webhooks-out"
        title={t("title")}
        label={t("title")}
        className="min-h-0 flex-1"
        tools={
          <Button size="sm" variant="primary" onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden="true" />
            {t("add")}
          </Button>
        }
        columns={columns}
        rows={webhooks.data}
        rowId={rowId}
        onOpen={(one) => setChosen(one.webhookId)}
        selectedId={shown?.webhookId ?? null}
        error={webhooks.error}
        failedTitle={t("failed")}
        onRetry={() => void webhooks.refetch()}
        defaultSort={{ id: "name", desc: false }}
        empty={<EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>}
      />
      {shown === undefined ? null : <WebhookDeliveries webhookId={shown.webhookId} name={shown.name} />}
      {adding ? (
        <NewWebhookDialog
          onClose={() => setAdding(false)}
          onMade={(made) => {
            setAdding(false);
            setSecret(made);
            reload();
          }}
        />
      ) : null}
      {secret === null ? null : <ShownSecretDialog secret={secret} onClose={() => setSecret(null)} />}
      <ConfirmDialog
        open={deleting !== null}
        onOpenChange={(open) => (open ? undefined : setDeleting(null))}
        title={deleting === null ? "" : t("deleteTitle", { name: deleting.name })}
        consequence={t("deleteText")}
        confirmLabel={t("delete")}
        danger
        busy={remove.isPending}
        onConfirm={() => {
          if (deleting !== null) remove.mutate({ webhookId: deleting.webhookId });
        }}
      />
    </div>
  );
}

interface Acts {
  readonly onRotate: (asked: { readonly webhookId: string }) => void;
  readonly onState: (asked: { readonly webhookId: string; readonly state: "active" | "paused" }) => void;
  readonly onDelete: (webhook: Webhook) => void;
}

function useWebhookColumns({ onRotate, onState, onDelete }: Acts): readonly TableColumn<Webhook>[] {
  const t = useTranslations("webhooksOutPage");
  return useMemo(
    () => [
      { id: "name", header: t("name"), value: (one) => one.name, width: 140, pinned: true, card: "title" },
      { id: "address", header: t("address"), value: (one) => one.address, width: 200, card: "detail" },
      {
        id: "kinds",
        header: t("kinds"),
        value: (one) => one.kinds.map((kind) => t(`kind.${kind}`)).join(", "),
        width: 200,
        card: "detail",
      },
      {
        id: "state",
        header: t("status"),
        value: (one) => t(`states.${one.state}`),
        cell: (one) => (
          <span title={one.stateNote ?? undefined}>
            <Chip tone={TONES[one.state]}>{t(`states.${one.state}`)}</Chip>
          </span>
        ),
        width: 90,
        grow: 0,
        card: "value",
      },
      {
        id: "act",
        header: t("action"),
        value: () => null,
        cell: ({ webhookId, state, ...rest }) => (
          <span className="flex justify-end gap-1">
            <Button
              size="sm"
              className="md:-my-1 md:h-5 md:px-1.5"
              onClick={() => onState({ webhookId, state: state === "active" ? "paused" : "active" })}
            >
              {state === "active" ? t("pause") : t("resume")}
            </Button>
            <Button size="sm" className="md:-my-1 md:h-5 md:px-1.5" onClick={() => onRotate({ webhookId })}>
              {t("renew")}
            </Button>
            <Button
              size="sm"
              variant="danger"
              className="md:-my-1 md:h-5 md:px-1.5"
              onClick={() => onDelete({ webhookId, state, ...rest })}
            >
              {t("delete")}
            </Button>
          </span>
        ),
        width: 250,
        grow: 0,
        sortable: false,
        align: "end",
        card: "change",
      },
    ],
    [t, onRotate, onState, onDelete],
  );
}

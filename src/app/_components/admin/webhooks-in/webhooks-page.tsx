"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ConfirmDialog, EmptyState, PanelHead } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useMayTrade } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { DataTable } from "../../table";
import { HookSheet } from "./hook-sheet";
import { NewWebhookDialog } from "./new-webhook";
import { ShownSecretDialog } from "./shown-secret";
import type { NewWebhook, Webhook } from "./types";
import { type HookAction, useWebhookColumns } from "./webhook-columns";

const rowId = (hook: Webhook) => hook.hookId;

/** Webhooks of one's own; administrators see everybody's, to stop them. */
export function WebhooksPage() {
  const t = useTranslations("webhooksIn");
  const trpc = useTRPC();
  const mayTrade = useMayTrade();
  const queryClient = useQueryClient();
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<NewWebhook | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const [asked, setAsked] = useState<HookAction | null>(null);
  const hooks = useQuery(trpc.webhookIn.list.queryOptions());
  const reload = () => void queryClient.invalidateQueries(trpc.webhookIn.pathFilter());
  const shown = (one: NewWebhook) => {
    setMaking(false);
    setMade(one);
    reload();
  };
  const onSettled = () => setAsked(null);
  const rotate = useMutation(trpc.webhookIn.rotate.mutationOptions({ onSuccess: shown, onSettled }));
  const remove = useMutation(
    trpc.webhookIn.remove.mutationOptions({
      onSuccess: () => {
        notify("success", t("removed"));
        reload();
      },
      onSettled,
    }),
  );
  const columns = useWebhookColumns({ onOpen: (hook) => setOpenId(hook.hookId), onAsk: setAsked });
  const opened = hooks.data?.find(({ hookId }) => hookId === openId);
  return (
    <>
      <PanelHead
        title={t("lead")}
        tools={
          mayTrade ? (
            <Button size="sm" variant="primary" onClick={() => setMaking(true)}>
              <Plus size={14} aria-hidden="true" />
              {t("create")}
            </Button>
          ) : null
        }
      />
      <DataTable
        id="webhooks-in"
        label={t("label")}
        columns={columns}
        rows={hooks.data}
        rowId={rowId}
        error={hooks.error}
        failedTitle={t("failed")}
        onRetry={() => void hooks.refetch()}
        defaultSort={{ id: "name", desc: false }}
        empty={<EmptyState title={t("empty")}>{t("emptyText")}</EmptyState>}
      />
      {isMaking ? <NewWebhookDialog onClose={() => setMaking(false)} onMade={shown} /> : null}
      {made === null ? null : <ShownSecretDialog made={made} onClose={() => setMade(null)} />}
      {opened === undefined ? null : <HookSheet key={opened.hookId} hook={opened} onClose={() => setOpenId(null)} />}
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(open) => (open ? undefined : setAsked(null))}
        title={asked === null ? "" : t(`${asked.to}Title`, { name: asked.hook.name })}
        consequence={asked === null ? null : t(`${asked.to}Text`)}
        confirmLabel={asked === null ? "" : t(asked.to)}
        danger={asked?.to === "remove"}
        busy={rotate.isPending || remove.isPending}
        onConfirm={() => {
          if (asked !== null) (asked.to === "remove" ? remove : rotate).mutate({ hookId: asked.hook.hookId });
        }}
      />
    </>
  );
}

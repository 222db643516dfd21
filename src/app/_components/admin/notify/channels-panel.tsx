"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip, ConfirmDialog, EmptyState } from "@/app/_components/ui";
import { notify, notifyFailed } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import type { RouterOutputs } from "@/server/api/root";
import { DataTable, type TableColumn } from "../../table";
import { NewChannelDialog } from "./new-channel";
import { ShownSecretDialog } from "./shown-secret";

export type Channel = RouterOutputs["notify"]["channels"][number];

const rowId = (channel: Channel) => channel.channelId;

/** Where this person can be reached, each with a button that tries it. */
export function ChannelsPanel() {
  const t = useTranslations("notifyPage");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Channel | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const channels = useQuery(trpc.notify.channels.queryOptions());
  const reload = () => void queryClient.invalidateQueries(trpc.notify.pathFilter());
  const test = useMutation(
    trpc.notify.test.mutationOptions({
      onSuccess: ({ status, answer, targetName: name }) => {
        if (status === "failed") notifyFailed(t("testFailed", { name, answer: answer ?? "" }));
        else
          notify("success", t(status === "delivered" ? "testDelivered" : "testSent", { name, answer: answer ?? "" }));
        reload();
      },
    }),
  );
  const remove = useMutation(
    trpc.notify.removeChannel.mutationOptions({ onSuccess: reload, onSettled: () => setRemoving(null) }),
  );
  const { mutate: renew } = useMutation(
    trpc.notify.rotateSecret.mutationOptions({ onSuccess: (made) => setSecret(made.secret) }),
  );
  const columns = useChannelColumns({
    testing: test.isPending ? test.variables.channelId : null,
    onTest: test.mutate,
    onRenew: renew,
    onRemove: setRemoving,
  });
  return (
    <section>
      <DataTable
        id="notify-channels"
        label={t("channels")}
        title={t("channels")}
        tools={
          <Button size="sm" variant="primary" onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden="true" />
            {t("add")}
          </Button>
        }
        columns={columns}
        rows={channels.data}
        rowId={rowId}
        error={channels.error}
        failedTitle={t("failed")}
        onRetry={() => void channels.refetch()}
        defaultSort={{ id: "created", desc: false }}
        empty={<EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>}
      />
      {adding ? (
        <NewChannelDialog
          onClose={() => setAdding(false)}
          onMade={(made) => {
            setAdding(false);
            setSecret(made.secret);
            reload();
          }}
        />
      ) : null}
      {secret === null ? null : <ShownSecretDialog secret={secret} onClose={() => setSecret(null)} />}
      <ConfirmDialog
        open={removing !== null}
        onOpenChange={(open) => (open ? undefined : setRemoving(null))}
        title={removing === null ? "" : t("removeTitle", { name: removing.name })}
        consequence={t("removeText")}
        confirmLabel={t("remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => {
          if (removing !== null) remove.mutate({ channelId: removing.channelId });
        }}
      />
    </section>
  );
}

interface Acts {
  readonly testing: string | null;
  readonly onTest: (asked: { readonly channelId: string }) => void;
  readonly onRenew: (asked: { readonly channelId: string }) => void;
  readonly onRemove: (channel: Channel) => void;
}

function useChannelColumns({ testing, onTest, onRenew, onRemove }: Acts): readonly TableColumn<Channel>[] {
  const t = useTranslations("notifyPage");
  const format = useFormat();
  return useMemo(
    () => [
      { id: "name", header: t("name"), value: (one) => one.name, width: 160, pinned: true, card: "title" },
      { id: "kind", header: t("kind"), value: (one) => t(`kinds.${one.kind}`), width: 100, grow: 0, card: "detail" },
      { id: "address", header: t("address"), value: (one) => one.address, width: 200, card: "detail" },
      {
        id: "state",
        header: t("state"),
        value: (one) => t(`states.${one.state}`),
        cell: (one) => (
          <span title={one.stateNote ?? undefined}>
            <Chip tone={one.state === "active" ? "ok" : "warn"}>{t(`states.${one.state}`)}</Chip>
          </span>
        ),
        width: 90,
        grow: 0,
        card: "value",
      },
      {
        id: "created",
        header: t("created"),
        value: (one) => one.createdAt,
        cell: (one) => format.dateTime(one.createdAt),
        text: (one) => format.dateTime(one.createdAt),
        align: "end",
        width: 140,
        grow: 0,
        card: "none",
      },
      {
        id: "act",
        header: t("action"),
        value: () => null,
        cell: (one) => (
          <span className="flex justify-end gap-1">
            <Button
              size="sm"
              className="md:-my-1 md:h-5 md:px-1.5"
              busy={testing === one.channelId}
              onClick={() => onTest({ channelId: one.channelId })}
            >
              {t("test")}
            </Button>
            {one.kind === "webhook" ? (
              <Button
                size="sm"
                className="md:-my-1 md:h-5 md:px-1.5"
                onClick={() => onRenew({ channelId: one.channelId })}
              >
                {t("renew")}
              </Button>
            ) : null}
            <Button size="sm" variant="danger" className="md:-my-1 md:h-5 md:px-1.5" onClick={() => onRemove(one)}>
              {t("remove")}
            </Button>
          </span>
        ),
        width: 220,
        grow: 0,
        sortable: false,
        align: "end",
        card: "change",
      },
    ],
    [t, format, testing, onTest, onRenew, onRemove],
  );
}

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, ConfirmDialog, EmptyState, PanelHead } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useSession } from "@/app/_lib/session";
import { useTRPC } from "@/app/_lib/trpc";
import { DataTable } from "../../table";
import { type ApiKey, useKeyColumns } from "./key-columns";
import { NewKeyDialog } from "./new-key";
import { type ShownKey, ShownKeyDialog } from "./shown-key";

const rowId = (key: ApiKey) => key.keyId;

/** Keys of one's own; administrators see everybody's, to revoke them. */
export function KeysPage() {
  const t = useTranslations("keysPage");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const isAdmin = useSession()?.user.role === "admin";
  const [everybody, setEverybody] = useState(false);
  const [making, setMaking] = useState(false);
  const [shown, setShown] = useState<ShownKey | null>(null);
  const [asked, setAsked] = useState<{ readonly key: ApiKey; readonly to: "rotate" | "revoke" } | null>(null);
  const keys = useQuery(trpc.apiKey.list.queryOptions({ everybody }));
  const reload = () => void queryClient.invalidateQueries(trpc.apiKey.list.pathFilter());
  const revoke = useMutation(
    trpc.apiKey.revoke.mutationOptions({
      onSuccess: () => {
        notify("success", t("revoked"));
        reload();
      },
      onSettled: () => setAsked(null),
    }),
  );
  const rotate = useMutation(
    trpc.apiKey.rotate.mutationOptions({
      onSuccess: (made) => {
        setShown(made);
        reload();
      },
      onSettled: () => setAsked(null),
    }),
  );
  const columns = useKeyColumns({ everybody, onAsk: setAsked });
  return (
    <>
      <PanelHead
        title={t("lead")}
        tools={
          <>
            {isAdmin ? <Checkbox checked={everybody} onChange={setEverybody} label={t("everybody")} /> : null}
            <Button size="sm" variant="primary" onClick={() => setMaking(true)}>
              <Plus size={14} aria-hidden="true" />
              {t("create")}
            </Button>
          </>
        }
      />
      <DataTable
        id="api-keys"
        label={t("label")}
        columns={columns}
        rows={keys.data}
        rowId={rowId}
        error={keys.error}
        failedTitle={t("failed")}
        onRetry={() => void keys.refetch()}
        defaultSort={{ id: "created", desc: true }}
        empty={<EmptyState title={t("emptyTitle")}>{t("empty")}</EmptyState>}
      />
      {making ? (
        <NewKeyDialog
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setShown(made);
            reload();
          }}
        />
      ) : null}
      {shown === null ? null : <ShownKeyDialog shown={shown} onClose={() => setShown(null)} />}
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(open) => (open ? undefined : setAsked(null))}
        title={asked === null ? "" : t(`${asked.to}Title`, { name: asked.key.name })}
        consequence={asked === null ? null : t(`${asked.to}Text`)}
        confirmLabel={asked === null ? "" : t(asked.to)}
        danger={asked?.to === "revoke"}
        busy={revoke.isPending || rotate.isPending}
        onConfirm={() => {
          if (asked !== null) (asked.to === "revoke" ? revoke : rotate).mutate({ keyId: asked.key.keyId });
        }}
      />
    </>
  );
}

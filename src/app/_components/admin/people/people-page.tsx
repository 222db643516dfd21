"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ConfirmDialog, EmptyState, PanelHead } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { DataTable } from "../../table";
import { LeavingDialog } from "./leaving-dialog";
import { NewPersonDialog } from "./new-person";
import { type Person, type PersonAction, usePeopleColumns } from "./people-columns";
import { RoleDialog } from "./role-dialog";

const rowId = (person: Person) => person.userId;

/** Everybody, what they may, and how they leave. For administrators. */
export function PeoplePage() {
  const t = useTranslations("people");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isMaking, setIsMaking] = useState(false);
  const [asked, setAsked] = useState<{ readonly person: Person; readonly to: PersonAction } | null>(null);
  const people = useQuery(trpc.people.list.queryOptions());
  const columns = usePeopleColumns(setAsked);
  const done = (text: string) => {
    notify("success", text);
    setAsked(null);
    setIsMaking(false);
    void queryClient.invalidateQueries(trpc.people.pathFilter());
  };
  const reactivate = useMutation(trpc.people.reactivate.mutationOptions({ onSuccess: () => done(t("reactivated")) }));
  const endSessions = useMutation(trpc.people.endSessions.mutationOptions({ onSuccess: () => done(t("signedOut")) }));
  const plain = asked?.to === "reactivate" || asked?.to === "endSessions" ? { ...asked, to: asked.to } : null;
  return (
    <>
      <PanelHead
        title={t("lead")}
        tools={
          <Button size="sm" variant="primary" onClick={() => setIsMaking(true)}>
            <Plus size={14} aria-hidden="true" />
            {t("create")}
          </Button>
        }
      />
      <DataTable
        id="people"
        label={t("label")}
        columns={columns}
        rows={people.data}
        rowId={rowId}
        error={people.error}
        failedTitle={t("failed")}
        onRetry={() => void people.refetch()}
        defaultSort={{ id: "email", desc: false }}
        empty={<EmptyState title={t("label")}>{t("empty")}</EmptyState>}
      />
      {isMaking ? <NewPersonDialog onClose={() => setIsMaking(false)} onDone={() => done(t("created"))} /> : null}
      {asked?.to === "role" ? (
        <RoleDialog person={asked.person} onClose={() => setAsked(null)} onDone={() => done(t("changed"))} />
      ) : null}
      {asked?.to === "deactivate" ? (
        <LeavingDialog person={asked.person} onClose={() => setAsked(null)} onDone={done} />
      ) : null}
      <ConfirmDialog
        open={plain !== null}
        onOpenChange={(open) => (open ? undefined : setAsked(null))}
        title={plain === null ? "" : t(`${plain.to}Title`, { email: plain.person.email })}
        consequence={plain === null ? null : t(`${plain.to}Text`)}
        confirmLabel={plain === null ? "" : t(plain.to)}
        busy={reactivate.isPending || endSessions.isPending}
        onConfirm={() => {
          if (plain !== null)
            (plain.to === "reactivate" ? reactivate : endSessions).mutate({ userId: plain.person.userId });
        }}
      />
    </>
  );
}

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, ConfirmDialog, EmptyState, PanelHead } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { DataTable } from "../../table";
import { FactorRuleDialog } from "./factor-rule";
import { Invitations } from "./invitations";
import { LeavingDialog } from "./leaving-dialog";
import { NewPersonDialog } from "./new-person";
import { type Person, type PersonAction, usePeopleColumns } from "./people-columns";
import { RoleDialog } from "./role-dialog";
import { ScopeDialog } from "./scope-dialog";

/** What is asked about with one question, and done. */
const PLAIN = ["reactivate", "endSessions", "resetFactor", "trust", "distrust"] as const;
const isPlain = (to: PersonAction): to is (typeof PLAIN)[number] => PLAIN.some((one) => one === to);

const rowId = (person: Person) => person.userId;

/** Everybody, what they may, and how they leave. For administrators. */
export function PeoplePage() {
  const t = useTranslations("people");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isMaking, setIsMaking] = useState(false);
  const [isInviting, setIsInviting] = useState(false);
  const [isRuling, setIsRuling] = useState(false);
  const [asked, setAsked] = useState<{ readonly person: Person; readonly to: PersonAction } | null>(null);
  const people = useQuery(trpc.people.list.queryOptions());
  const columns = usePeopleColumns(setAsked);
  const done = (text: string) => {
    notify("success", text);
    setAsked(null);
    setIsMaking(false);
    setIsRuling(false);
    void queryClient.invalidateQueries(trpc.people.pathFilter());
  };
  const reactivate = useMutation(trpc.people.reactivate.mutationOptions({ onSuccess: () => done(t("reactivated")) }));
  const endSessions = useMutation(trpc.people.endSessions.mutationOptions({ onSuccess: () => done(t("signedOut")) }));
  const resetFactor = useMutation(trpc.people.resetFactor.mutationOptions({ onSuccess: () => done(t("factorReset")) }));
  const trust = useMutation(
    trpc.people.setAuthorTrust.mutationOptions({
      onSuccess: ({ trustedAt }) => done(t(trustedAt === null ? "distrusted" : "trusted")),
    }),
  );
  const plainly = { reactivate, endSessions, resetFactor, trust, distrust: trust };
  const plain = asked !== null && isPlain(asked.to) ? { person: asked.person, to: asked.to } : null;
  return (
    <>
      <PanelHead
        title={t("lead")}
        tools={
          <>
            <Button size="sm" onClick={() => setIsRuling(true)}>
              {t("rule")}
            </Button>
            <Button size="sm" onClick={() => setIsInviting(true)}>
              {t("invite")}
            </Button>
            <Button size="sm" variant="primary" onClick={() => setIsMaking(true)}>
              <Plus size={14} aria-hidden="true" />
              {t("create")}
            </Button>
          </>
        }
      />
      <Invitations isInviting={isInviting} onInvited={() => setIsInviting(false)} />
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
      {isRuling ? <FactorRuleDialog onClose={() => setIsRuling(false)} onDone={() => done(t("ruled"))} /> : null}
      {asked?.to === "role" ? (
        <RoleDialog person={asked.person} onClose={() => setAsked(null)} onDone={() => done(t("changed"))} />
      ) : null}
      {asked?.to === "scope" ? (
        <ScopeDialog person={asked.person} onClose={() => setAsked(null)} onDone={done} />
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
        busy={plain !== null && plainly[plain.to].isPending}
        onConfirm={() => {
          if (plain === null) return;
          const { userId } = plain.person;
          if (plain.to === "trust" || plain.to === "distrust")
            trust.mutate({ userId, isTrusted: plain.to === "trust" });
          else plainly[plain.to].mutate({ userId });
        }}
      />
    </>
  );
}

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Chip, FailedState, PanelHead } from "@/app/_components/ui";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFormat } from "@/app/_lib/use-format";
import { InvitationLinkDialog, InviteDialog, type NewInvitation } from "./invite-dialog";

export interface InvitationsProps {
  /** Whether somebody is being invited just now. */
  readonly isInviting: boolean;
  readonly onInvited: () => void;
}

/** Invitations that nobody has used yet, and how new ones are made. Nothing where there are none. */
export function Invitations({ isInviting, onInvited }: InvitationsProps) {
  const t = useTranslations("people");
  const shell = useTranslations("shell");
  const format = useFormat();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [made, setMade] = useState<NewInvitation | null>(null);
  const open = useQuery(trpc.invitation.list.queryOptions());
  const reload = () => void queryClient.invalidateQueries(trpc.invitation.pathFilter());
  const show = (one: NewInvitation) => {
    setMade(one);
    onInvited();
    reload();
  };
  const renew = useMutation(trpc.invitation.renew.mutationOptions({ onSuccess: show }));
  const revoke = useMutation(
    trpc.invitation.revoke.mutationOptions({
      onSuccess: () => {
        notify("success", t("inviteRevoked"));
        reload();
      },
    }),
  );
  const rows = open.data ?? [];
  return (
    <>
      {open.isError ? (
        <FailedState title={t("invitationsFailed")} error={open.error} onRetry={() => void open.refetch()} />
      ) : null}
      {rows.length === 0 ? null : (
        <section aria-label={t("invitations")} className="border-b border-line-2">
          <PanelHead title={t("invitations")} sub={rows.length} />
          <ul className="max-h-48 overflow-auto text-12">
            {rows.map(({ invitationId, email, role, invitedBy, expiresAt, expired }) => (
              <li
                key={invitationId}
                className="flex min-h-8 flex-wrap items-center gap-3 border-b border-line-1 px-3 py-1 last:border-b-0 max-md:min-h-11 max-md:px-4"
              >
                <span className="min-w-0 flex-1 truncate font-medium">{email}</span>
                <span className="text-tx-2">{shell(`role.${role}`)}</span>
                {invitedBy === null ? null : <span className="text-tx-3">{t("invitedBy", { email: invitedBy })}</span>}
                {expired ? (
                  <Chip tone="warn">{t("inviteOver")}</Chip>
                ) : (
                  <span className="num text-tx-2">{t("inviteUntil", { moment: format.dateTime(expiresAt) })}</span>
                )}
                <Button
                  size="sm"
                  aria-label={t("inviteRenewOf", { email })}
                  busy={renew.isPending && renew.variables.invitationId === invitationId}
                  onClick={() => renew.mutate({ invitationId })}
                >
                  {t("inviteRenew")}
                </Button>
                <Button
                  size="sm"
                  variant="danger"
                  aria-label={t("inviteRevokeOf", { email })}
                  busy={revoke.isPending && revoke.variables.invitationId === invitationId}
                  onClick={() => revoke.mutate({ invitationId })}
                >
                  {t("inviteRevoke")}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {isInviting ? <InviteDialog onClose={onInvited} onMade={show} /> : null}
      {made === null ? null : <InvitationLinkDialog made={made} onClose={() => setMade(null)} />}
    </>
  );
}

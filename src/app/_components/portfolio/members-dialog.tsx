"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Dialog, FailedState, Field, Select, SkeletonRows, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { MEMBER_ROLES, type MemberRole } from "@/modules/portfolio";
import type { AccountView } from "./types";

const EMAIL_CHARS_MAX = 320;
const SKELETON_ROWS = 2;
const PLACED = ["email", "role"];

export interface MembersDialogProps {
  readonly account: AccountView;
  readonly onClose: () => void;
}

/** Who beside its owner looks at an account or trades in it, and the way to let somebody in. */
export function MembersDialog({ account, onClose }: MembersDialogProps) {
  const t = useTranslations("portfolio.members");
  const say = useFailureText();
  const trpc = useTRPC();
  const { accountId, name, editable } = account;
  const members = useQuery(trpc.accounts.members.queryOptions({ accountId }, { meta: { quiet: true } }));
  const change = useMemberChanges(accountId);
  const failure = change.failure;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("title", { name })}
      description={t("text")}
    >
      <div className="flex flex-col gap-3">
        {members.data === undefined ? (
          members.error === null ? (
            <SkeletonRows rows={SKELETON_ROWS} label={t("loading")} />
          ) : (
            <FailedState title={t("failed")} error={members.error} onRetry={() => void members.refetch()} />
          )
        ) : members.data.length === 0 ? (
          <p className="text-12 text-tx-3">{t("none")}</p>
        ) : (
          <ul aria-label={t("people")} className="flex flex-col">
            {members.data.map((member) => (
              <li key={member.userId} className="flex items-center gap-3 border-b border-line-1 py-1.5 text-12">
                <span className="min-w-0 flex-1">
                  <b className="block truncate">{member.name}</b>
                  <span className="block truncate text-tx-3">{member.email}</span>
                </span>
                <span>{t(`roles.${member.role}`)}</span>
                {editable ? (
                  <Button
                    size="sm"
                    busy={change.isRemoving}
                    aria-label={t("removeName", { name: member.name })}
                    onClick={() => change.remove(member.userId)}
                    className="max-md:h-11"
                  >
                    {t("remove")}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
        {editable ? <AddMember change={change} /> : null}
        {failure === null || PLACED.includes(failure.path ?? "") ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </div>
    </Dialog>
  );
}

function useMemberChanges(accountId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const onSettled = () => void queryClient.invalidateQueries(trpc.accounts.pathFilter());
  const set = useMutation(trpc.accounts.setMember.mutationOptions({ meta: { quiet: true }, onSettled }));
  const removal = useMutation(trpc.accounts.removeMember.mutationOptions({ meta: { quiet: true }, onSettled }));
  const error = set.error ?? removal.error;
  return {
    failure: error === null ? null : toFailure(error),
    isAdding: set.isPending,
    isRemoving: removal.isPending,
    add: (email: string, role: MemberRole, onDone: () => void) => {
      removal.reset();
      set.mutate({ accountId, email, role }, { onSuccess: onDone });
    },
    remove: (userId: string) => {
      set.reset();
      removal.mutate({ accountId, userId });
    },
  };
}

function AddMember({ change }: { readonly change: ReturnType<typeof useMemberChanges> }) {
  const t = useTranslations("portfolio.members");
  const say = useFailureText();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<MemberRole>("viewer");
  const at = (path: string) => (change.failure?.path === path ? say(change.failure) : undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.add(email, role, () => setEmail(""));
  };
  return (
    <form noValidate onSubmit={submit} className="grid grid-cols-[1fr_auto] items-start gap-3">
      <Field label={t("email")} error={at("email")} required>
        <TextInput
          type="email"
          value={email}
          maxLength={EMAIL_CHARS_MAX}
          autoComplete="off"
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field label={t("role")} error={at("role")}>
        <Select
          value={role}
          options={MEMBER_ROLES.map((value) => ({ value, label: t(`roles.${value}`) }))}
          onChange={setRole}
        />
      </Field>
      <Button type="submit" busy={change.isAdding} className="col-span-2 justify-self-end max-md:h-11">
        {t("add")}
      </Button>
    </form>
  );
}

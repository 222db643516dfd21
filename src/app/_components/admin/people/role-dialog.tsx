"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, Field, Select } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { Person } from "./people-columns";

export const ROLES = ["viewer", "trader", "risk", "admin"] as const;

export interface PersonDialogProps {
  readonly person: Person;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

export function RoleDialog({ person, onClose, onDone }: PersonDialogProps) {
  const t = useTranslations("people");
  const shell = useTranslations("shell");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const [role, setRole] = useState(person.role);
  const change = useMutation(trpc.people.changeRole.mutationOptions({ meta: { quiet: true }, onSuccess: onDone }));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("roleTitle", { email: person.email })}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="primary"
            busy={change.isPending}
            disabled={role === person.role}
            onClick={() => change.mutate({ userId: person.userId, role })}
          >
            {t("role")}
          </Button>
        </>
      }
    >
      <Field
        label={t("roleField")}
        hint={t(`roleHint.${role}`)}
        error={change.error === null ? undefined : say(toFailure(change.error))}
      >
        <Select
          options={ROLES.map((value) => ({ value, label: shell(`role.${value}`) }))}
          value={role}
          onChange={setRole}
        />
      </Field>
    </Dialog>
  );
}

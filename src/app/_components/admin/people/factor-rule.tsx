"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, Dialog, FailedState, SkeletonRows } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterOutputs } from "@/server/api/root";
import { ROLES } from "./role-dialog";

type Roles = RouterOutputs["people"]["factorRoles"];

export interface FactorRuleProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Which roles need a second factor. */
export function FactorRuleDialog({ onClose, onDone }: FactorRuleProps) {
  const t = useTranslations("people");
  const shell = useTranslations("shell");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const rule = useQuery(trpc.people.factorRoles.queryOptions());
  const [chosen, setChosen] = useState<Roles | null>(null);
  const roles = chosen ?? rule.data ?? [];
  const save = useMutation(trpc.people.requireFactor.mutationOptions({ meta: { quiet: true }, onSuccess: onDone }));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("rule")}
      description={t("ruleText")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="primary"
            busy={save.isPending}
            disabled={chosen === null}
            onClick={() => save.mutate({ roles: [...roles] })}
          >
            {t("ruleSave")}
          </Button>
        </>
      }
    >
      {rule.isError ? (
        <FailedState title={t("ruleFailed")} error={rule.error} onRetry={() => void rule.refetch()} />
      ) : rule.data === undefined ? (
        <SkeletonRows rows={4} label={t("ruleLoading")} />
      ) : (
        <div className="flex flex-col gap-2">
          {ROLES.map((role) => (
            <Checkbox
              key={role}
              label={shell(`role.${role}`)}
              checked={roles.includes(role)}
              onChange={(checked) => setChosen(checked ? [...roles, role] : roles.filter((one) => one !== role))}
            />
          ))}
        </div>
      )}
      {save.error === null ? null : (
        <p role="alert" className="mt-2 text-12 text-danger">
          {say(toFailure(save.error))}
        </p>
      )}
    </Dialog>
  );
}

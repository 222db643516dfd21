"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Dialog, FailedState, Field, SkeletonRows, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { parseNumber } from "@/app/_lib/number-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { RouterOutputs } from "@/server/api/root";

type Retention = RouterOutputs["deployments"]["retention"];

/** Takes how long decisions are kept, those that wanted nothing apart. */
export function DecisionsDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations("storage");
  const retention = useQuery(useTRPC().deployments.retention.queryOptions(undefined, { gcTime: 0, staleTime: 0 }));
  if (retention.data !== undefined && !retention.isFetching)
    return <Limits before={retention.data} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={onClose} title={t("decisionsTitle")}>
      {retention.error === null ? (
        <SkeletonRows rows={2} label={t("decisionsTitle")} />
      ) : (
        <FailedState title={t("failed")} error={retention.error} onRetry={() => void retention.refetch()} />
      )}
    </Dialog>
  );
}

const LIMITS = [
  { path: "days", label: "decisionsAll" },
  { path: "quietDays", label: "decisionsQuiet" },
] as const;

function Limits({ before, onClose }: { readonly before: Retention; readonly onClose: () => void }) {
  const t = useTranslations("storage");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const client = useQueryClient();
  const [typed, setTyped] = useState({ days: String(before.days ?? ""), quietDays: String(before.quietDays ?? "") });
  const [days, quietDays] = [parseNumber(typed.days), parseNumber(typed.quietDays)];
  const save = useMutation(
    trpc.deployments.setRetention.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void client.invalidateQueries(trpc.storage.kept.queryFilter());
        notify("success", t("decisionsSaved"));
        onClose();
      },
    }),
  );
  const failure = save.error === null ? null : toFailure(save.error);
  const isPlaced = failure?.path === "days" || failure?.path === "quietDays";
  const isWrong = [days, quietDays].some((limit) => limit !== null && !Number.isInteger(limit));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("decisionsTitle")}
      description={t("decisionsText")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="danger-fill"
            busy={save.isPending}
            disabled={isWrong}
            onClick={() => save.mutate({ days, quietDays })}
          >
            {t("decisionsSave")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {LIMITS.map(({ path, label }) => (
          <Field
            key={path}
            label={t(label)}
            hint={t("decisionsHint")}
            error={failure?.path === path ? say(failure) : null}
          >
            <TextInput
              value={typed[path]}
              inputMode="numeric"
              autoComplete="off"
              className="num"
              onChange={(event) => setTyped({ ...typed, [path]: event.target.value })}
            />
          </Field>
        ))}
        {failure === null || isPlaced ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </div>
    </Dialog>
  );
}

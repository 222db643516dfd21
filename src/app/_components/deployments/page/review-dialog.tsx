"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Checkbox, Dialog, Field, Note, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useFormat } from "@/app/_lib/use-format";
import { EpochMs } from "@/modules/_kernel";
import type { Change, DeploymentDetail, Params } from "../types";
import { DifferencesTable, Leaving, useBecause } from "./change-parts";
import { momentOf } from "./moment-of";

/** What a change asks for. */
export interface AskedSetting {
  readonly params: Params;
  /** Null: as it is. */
  readonly capital: string | null;
  /** Null: as they are. */
  readonly instruments: string[] | null;
}

interface ReviewProps {
  readonly deployment: DeploymentDetail;
  /** What the server says that the change changes. */
  readonly change: Change;
  readonly asked: AskedSetting;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What differs, and when it takes effect; only then it is let in. */
export function ReviewDialog({ deployment, change, asked, onClose, onDone }: ReviewProps) {
  const t = useTranslations("deployments.params");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const format = useFormat();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { approval, leaving } = change;
  const [windDown, setWindDown] = useState(false);
  const [wanted, setWanted] = useState("");
  const from = wanted === "" ? null : momentOf(wanted, 0, format.timeZone);
  const takesEffectAt = from ?? change.takesEffectAt;
  const commit = useMutation(
    trpc.deployments.change.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ waits }) => {
        void queryClient.invalidateQueries(trpc.deployments.pathFilter());
        const done = from === null ? "done" : "doneLater";
        notify("success", t(waits === null ? done : "asked", { name: deployment.name }));
        onDone();
      },
    }),
  );
  const becauseOf = useBecause();
  const failure = commit.error === null ? null : toFailure(commit.error);
  const isFrom = failure?.path === "from";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("reviewTitle", { name: deployment.name })}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button
            variant="primary"
            busy={commit.isPending}
            disabled={change.differences.length === 0 || (leaving.length > 0 && !windDown)}
            onClick={() =>
              commit.mutate({
                deploymentId: deployment.deploymentId,
                ...asked,
                windDown,
                from: from === null ? null : EpochMs.of(from),
                commit: true,
              })
            }
          >
            {t(approval.need === "second" ? "ask" : "apply")}
          </Button>
        </>
      }
    >
      <DifferencesTable caption={t("reviewTitle", { name: deployment.name })} differences={change.differences} />
      <Leaving leaving={leaving} />
      {leaving.length === 0 ? null : (
        <Checkbox
          checked={windDown}
          onChange={setWindDown}
          label={t("windDown")}
          hint={t("windDownHint")}
          className="mt-2"
        />
      )}
      <Field label={t("from")} hint={t("fromHint")} error={isFrom ? say(failure) : null} className="mt-3 w-56">
        <TextInput
          type="datetime-local"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          className="num max-md:h-11"
        />
      </Field>
      <Note tone="warn" className="mt-3">
        {takesEffectAt === null ? t("takesEffectNext") : t("takesEffect", { time: format.dateTime(takesEffectAt) })}
      </Note>
      {approval.need === "none" ? null : (
        <Note tone="warn" className="mt-3">
          {t(approval.need === "second" ? "needsSecond" : "needsOff", { because: becauseOf(approval.because) })}
        </Note>
      )}
      {failure === null || isFrom ? null : (
        <p role="alert" className="mt-3 text-12 text-danger">
          {say(failure)}
        </p>
      )}
    </Dialog>
  );
}

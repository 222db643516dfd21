"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Banner, Button, Dialog, Field, Select, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { Draft } from "../create/draft";
import { wholeParams } from "../create/draft";
import { deploymentHref } from "../deployment-href";
import { ParamsFields } from "../params-fields";
import type { DeploymentDetail } from "../types";
import { useVersionChoice } from "./use-version-choice";

const NAME_CHARS_MAX = 80;
const FORM = "new-shadow";

/** Runs the same strategy, or another version or parameters of it, beside this one without an order leaving. */
export function ShadowButton({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deploymentTrials.shadow");
  const [isOpen, setOpen] = useState(false);
  if (deployment.mode !== "live" || !deployment.may.includes("change")) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)} className="max-md:h-11">
        {t("button")}
      </Button>
      {isOpen ? <ShadowDialog deployment={deployment} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function ShadowDialog({
  deployment,
  onClose,
}: {
  readonly deployment: DeploymentDetail;
  readonly onClose: () => void;
}) {
  const t = useTranslations("deploymentTrials.shadow");
  const fields = useTranslations("deployments.new");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [name, setName] = useState(t("name", { name: deployment.name }));
  const [strategy, setStrategy] = useState(deployment.strategy);
  const [params, setParams] = useState<Draft["params"]>(deployment.params);
  const { options, parameters } = useVersionChoice(deployment.strategy, strategy);
  const create = useMutation(
    trpc.deployments.shadow.mutationOptions({
      meta: { quiet: true },
      onSuccess: (made) => {
        void queryClient.invalidateQueries(trpc.deployments.pathFilter());
        notify("success", fields("created", { name: made.name }));
        router.push(deploymentHref(made.deploymentId));
      },
    }),
  );
  const failure = create.error === null ? null : toFailure(create.error);
  const whole = wholeParams(params);
  const errorOf = (path: string) => (failure?.path === path ? say(failure) : null);
  const isPlaced = failure?.path === "name" || failure?.path?.startsWith("params.") === true;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title", { name: deployment.name })}
      description={t("text")}
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button variant="primary" type="submit" form={FORM} busy={create.isPending} disabled={whole === null}>
            {t("create")}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        noValidate
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const { deploymentId } = deployment;
          if (whole !== null) create.mutate({ deploymentId, name: name.trim(), strategy, params: whole });
        }}
      >
        <Field label={fields("name")} required error={errorOf("name")}>
          <TextInput
            value={name}
            maxLength={NAME_CHARS_MAX}
            autoComplete="off"
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        {options.length < 2 ? null : (
          <Field label={t("version")}>
            <Select value={strategy} options={options} onChange={setStrategy} />
          </Field>
        )}
        <ParamsFields
          fields={parameters}
          values={params}
          onChange={setParams}
          errorOf={(param) => (params[param] === null ? fields("missing.params") : errorOf(`params.${param}`))}
        />
        {failure === null || isPlaced ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </form>
    </Dialog>
  );
}

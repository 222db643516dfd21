"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Field, Panel, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { useRunnable, useWithVersionOf } from "../../market/strategies/use-runnable";
import type { Strategy } from "../../market/types";
import type { Draft } from "../create/draft";
import { InstrumentsField } from "../instruments-field";
import { ParamsFields } from "../params-fields";
import type { Change, DeploymentDetail, Params } from "../types";
import { type AskedSetting, ReviewDialog } from "./review-dialog";
import { WaitingChange } from "./waiting-change";

const NO_STRATEGIES: readonly Strategy[] = [];

/** Those that are a value: an empty box is no change that can be asked for. */
function whole(draft: Draft["params"]): Params {
  return Object.fromEntries(Object.entries(draft).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** As the server reads amounts: without what separates thousands. */
const plain = (amount: string | null) => amount?.replace(/[\s,_'\u2019]/g, "") ?? null;

/** Whether a failure stands at a field of its own. */
const isPlaced = (path: string | null | undefined) =>
  path === "capital" || path === "instruments" || path?.startsWith("params.") === true;

/** What it runs with; a change shows what differs before it takes effect at the next bar. */
export function ParamsPanel({ deployment }: { readonly deployment: DeploymentDetail }) {
  const t = useTranslations("deployments.params");
  const say = useFailureText();
  const trpc = useTRPC();
  const { deploymentId, params, strategy } = deployment;
  const fields = useParameterFields(strategy);
  const [draft, setDraft] = useState<Draft["params"]>({});
  const [reviewed, setReviewed] = useState<Change | null>(null);
  const preview = useMutation(
    trpc.deployments.change.mutationOptions({ meta: { quiet: true }, onSuccess: setReviewed }),
  );
  const [capital, setCapital] = useState<string | null>(null);
  const [instruments, setInstruments] = useState<readonly string[] | null>(null);
  const discard = () => {
    setDraft({});
    setCapital(null);
    setInstruments(null);
  };
  const count = Object.keys(draft).length + (capital === null ? 0 : 1) + (instruments === null ? 0 : 1);
  const isWhole = Object.values(draft).every((value) => value !== null);
  const asked: AskedSetting = {
    params: whole(draft),
    capital: plain(capital),
    instruments: instruments === null ? null : [...instruments],
  };
  const failure = preview.error === null ? null : toFailure(preview.error);
  const errorOf = (name: string) =>
    draft[name] === null ? t("noValue") : failure?.path === `params.${name}` ? say(failure) : null;
  return (
    <Panel
      title={t("title")}
      sub={count === 0 ? undefined : t("drafted", { count })}
      tools={
        count === 0 ? undefined : (
          <>
            <Button size="sm" variant="quiet" onClick={discard} className="max-md:h-11">
              {t("discard")}
            </Button>
            <Button
              size="sm"
              variant="primary"
              disabled={!isWhole}
              busy={preview.isPending}
              onClick={() => preview.mutate({ deploymentId, ...asked, commit: false })}
              className="max-md:h-11"
            >
              {t("review")}
            </Button>
          </>
        )
      }
    >
      <WaitingChange deployment={deployment} />
      {deployment.may.includes("change") && fields.length > 0 ? (
        <div className="flex flex-col gap-3 px-3 py-2.5 max-md:px-4">
          <Field
            label={t("capital", { currency: deployment.currency })}
            error={failure?.path === "capital" ? say(failure) : null}
            className="w-56"
          >
            <TextInput
              value={capital ?? deployment.capital}
              inputMode="decimal"
              autoComplete="off"
              className="num text-right"
              onChange={(event) => setCapital(event.target.value === deployment.capital ? null : event.target.value)}
            />
          </Field>
          <InstrumentsField
            instruments={instruments ?? deployment.instruments}
            onChange={(next) => setInstruments(next.join() === deployment.instruments.join() ? null : next)}
            error={failure?.path === "instruments" ? say(failure) : null}
          />
          <ParamsFields
            fields={fields}
            values={{ ...params, ...draft }}
            onChange={(values) =>
              setDraft(Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== params[name])))
            }
            errorOf={errorOf}
          />
          {failure === null || isPlaced(failure.path) ? null : (
            <p role="alert" className="mt-2 text-12 text-danger">
              {say(failure)}
            </p>
          )}
        </div>
      ) : (
        <Values params={params} />
      )}
      {reviewed === null ? null : (
        <ReviewDialog
          deployment={deployment}
          change={reviewed}
          asked={asked}
          onClose={() => setReviewed(null)}
          onDone={() => {
            setReviewed(null);
            discard();
          }}
        />
      )}
    </Panel>
  );
}

/** Parameters of a strategy as it runs, by its name with its version; none until they are read. */
function useParameterFields(strategy: string) {
  const { strategies } = useRunnable();
  const all = useWithVersionOf(strategies ?? NO_STRATEGIES, strategy);
  return all.find(({ name }) => name === strategy)?.parameters ?? [];
}

function Values({ params }: { readonly params: Params }) {
  const t = useTranslations("deployments");
  const entries = Object.entries(params);
  if (entries.length === 0) return <p className="px-3 py-2.5 text-12 text-tx-2 max-md:px-4">{t("noParams")}</p>;
  return (
    <dl className="num grid grid-cols-[1fr_auto] gap-x-4 px-3 py-2 text-12 leading-5.5 max-md:px-4">
      {entries.map(([name, value]) => (
        <div key={name} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-tx-2">{name}</dt>
          <dd className="text-right">{String(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ParameterField } from "@/app/_components/form";
import {
  Banner,
  Button,
  Checkbox,
  Dialog,
  FailedState,
  Field,
  Segmented,
  SkeletonRows,
  TextInput,
} from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import { usePresets } from "../presets/use-presets";
import type { StrategyPreset } from "../types";
import { BoundsFields } from "./bounds-fields";
import { NOTHING_YET, type PublishDraft, type PublishWish, toPublishRequest } from "./publish-draft";

const FORM = "publish-strategy";
const NOTE_LENGTH_MAX = 500;

export interface PublishDialogProps {
  /** As requests name it: a built-in name, or `<slug>@<number>`. */
  readonly strategy: string;
  readonly parameters: readonly ParameterField[];
  readonly onClose: () => void;
}

/** Lets people run one version of a strategy with chosen values. For administrators. */
export function PublishDialog({ strategy, parameters, onClose }: PublishDialogProps) {
  const t = useTranslations("publications");
  const ui = useTranslations("ui");
  const say = useFailureText();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const presets = usePresets(strategy).presets.data?.filter(({ publication }) => publication === null);
  const [draft, setDraft] = useState(NOTHING_YET);
  const [fault, setFault] = useState<Exclude<PublishWish, { readonly request: unknown }> | null>(null);
  const publish = useMutation(
    trpc.publication.publish.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ name }) => {
        void queryClient.invalidateQueries(trpc.strategy.pathFilter());
        void queryClient.invalidateQueries(trpc.publication.pathFilter());
        notify("success", t("published", { name }));
        onClose();
      },
    }),
  );
  const failure = publish.error === null ? null : toFailure(publish.error);
  const set = (change: Partial<PublishDraft>) => setDraft({ ...draft, ...change });
  const send = () => {
    const wish = toPublishRequest(strategy, draft, presets ?? []);
    if (!("request" in wish)) return setFault(wish);
    setFault(null);
    return publish.mutate(wish.request);
  };
  const boundError = (name: string): string | null => {
    if (fault !== null && fault.fault !== "people" && fault.parameter === name) return t(fault.fault);
    return failure?.path === `bounds.${name}` ? say(failure) : null;
  };
  const peopleError = fault?.fault === "people" ? t("noPeople") : failure?.path === "people" ? say(failure) : undefined;
  const isPlaced = failure !== null && (failure.path === "people" || failure.path?.startsWith("bounds.") === true);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("title", { name: strategy })}
      description={t("lead")}
      className="w-[min(560px,calc(100vw-32px))]"
      actions={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button variant="primary" type="submit" form={FORM} busy={publish.isPending} disabled={presets === undefined}>
            {t("now")}
          </Button>
        </>
      }
    >
      <form
        id={FORM}
        noValidate
        className="flex flex-col gap-4 text-12"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Choice
          label={t("allow")}
          value={draft.allow}
          of={["fixed", "free"]}
          text={(value) => t(`allows.${value}`)}
          onChange={(allow) => set({ allow })}
        />
        {draft.allow === "free" ? (
          <p className="text-tx-3">{t("freeHint")}</p>
        ) : (
          <>
            <PresetChoice presets={presets} chosen={draft.presets} onChange={(chosen) => set({ presets: chosen })} />
            <BoundsFields
              parameters={parameters}
              bounds={draft.bounds}
              onChange={(bounds) => set({ bounds })}
              errorOf={boundError}
            />
          </>
        )}
        <Choice
          label={t("to")}
          value={draft.people === null ? "all" : "some"}
          of={["all", "some"]}
          text={(value) => t(`tos.${value}`)}
          onChange={(to) => set({ people: to === "all" ? null : [] })}
        />
        {draft.people === null ? null : (
          <PeopleChoice chosen={draft.people} onChange={(people) => set({ people })} error={peopleError} />
        )}
        <Field label={t("note")} hint={t("noteHint")}>
          <TextInput
            value={draft.note}
            maxLength={NOTE_LENGTH_MAX}
            autoComplete="off"
            onChange={(event) => set({ note: event.target.value })}
          />
        </Field>
        {failure === null || isPlaced ? null : <Banner tone="bad">{say(failure)}</Banner>}
      </form>
    </Dialog>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly of: readonly T[];
  readonly text: (value: T) => string;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, value, of, text, onChange }: ChoiceProps<T>) {
  return (
    <div className="flex flex-col gap-[3px]">
      <span className="text-11 leading-4 text-tx-2">{label}</span>
      <Segmented
        label={label}
        options={of.map((each) => ({ value: each, label: text(each) }))}
        value={value}
        onChange={onChange}
      />
    </div>
  );
}

interface PickProps {
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

const toggled = (list: readonly string[], id: string, isOn: boolean) =>
  isOn ? [...list, id] : list.filter((each) => each !== id);

function PresetChoice({
  presets,
  chosen,
  onChange,
}: PickProps & { readonly presets: readonly StrategyPreset[] | undefined }) {
  const t = useTranslations("publications");
  if (presets === undefined) return <SkeletonRows rows={2} label={t("presets")} />;
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-11 text-tx-2">{t("presets")}</legend>
      <p className="text-tx-3">{presets.length === 0 ? t("noPresets") : t("presetsHint")}</p>
      {presets.map(({ presetId, name }) => (
        <Checkbox
          key={presetId}
          label={name}
          checked={chosen.includes(presetId)}
          onChange={(isOn) => onChange(toggled(chosen, presetId, isOn))}
        />
      ))}
    </fieldset>
  );
}

function PeopleChoice({ chosen, onChange, error }: PickProps & { readonly error: string | undefined }) {
  const t = useTranslations("publications");
  const people = useQuery(useTRPC().people.list.queryOptions());
  if (people.data === undefined)
    return people.error === null ? (
      <SkeletonRows rows={2} label={t("people")} />
    ) : (
      <FailedState title={t("people")} error={people.error} onRetry={() => void people.refetch()} />
    );
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-11 text-tx-2">{t("people")}</legend>
      {people.data
        .filter(({ role, disabledAt }) => role !== "viewer" && disabledAt === null)
        .map(({ userId, name, email }) => (
          <Checkbox
            key={userId}
            label={name === "" ? email : `${name}, ${email}`}
            checked={chosen.includes(userId)}
            onChange={(isOn) => onChange(toggled(chosen, userId, isOn))}
          />
        ))}
      {error === undefined ? null : (
        <p role="alert" className="text-danger">
          {error}
        </p>
      )}
    </fieldset>
  );
}

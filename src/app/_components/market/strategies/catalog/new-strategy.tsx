"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, Dialog, FailedState, Field, Note, Select, SkeletonRows, TextInput } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { CatalogEntry } from "../types";
import { useExamples, useSdk, useStrategyChanges } from "../use-strategies";
import { SLUG_LENGTH_MAX, slugFault, suggestSlug } from "./slug";

/** In place of an example's name: a file that compiles and does nothing yet. */
const BLANK = "";

export interface NewStrategyProps {
  /** What there is already: their names are taken. */
  readonly known: readonly CatalogEntry[];
  readonly onClose: () => void;
}

/** Begins a strategy: from an example or from scratch, under a name that stays. Opens it in the editor. */
export function NewStrategy({ known, onClose }: NewStrategyProps) {
  const t = useTranslations("strategies");
  const say = useFailureText();
  const router = useRouter();
  const examples = useExamples();
  const sdk = useSdk();
  const { create, save } = useStrategyChanges();
  const taken = useMemo(() => new Set(known.map(({ slug }) => slug)), [known]);
  const [example, setExample] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [isAsked, setIsAsked] = useState(false);
  const chosen = example ?? examples.data?.[0]?.name ?? BLANK;
  const slug = typed ?? suggestSlug(chosen === BLANK ? "strategy" : chosen, taken);
  const fault = slugFault(slug, taken);
  const refused = create.error ?? save.error;
  const isBusy = create.isPending || save.isPending;
  const failed = examples.error ?? sdk.error;

  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    setIsAsked(true);
    if (fault !== null || isBusy || sdk.data === undefined) return;
    const open = {
      onSuccess: () => {
        onClose();
        router.push(`/strategies/${slug}`);
      },
    };
    if (chosen === BLANK) save.mutate({ slug, kind: "code", source: sdk.data.blank, note: "", from: null }, open);
    else create.mutate({ slug, example: chosen }, open);
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={t("createTitle")}
      actions={
        <Button type="submit" form="new-strategy" variant="primary" busy={isBusy} disabled={sdk.data === undefined}>
          {t("createNow")}
        </Button>
      }
    >
      {failed !== null ? (
        <FailedState
          title={t("examplesFailed")}
          error={failed}
          onRetry={() => {
            void examples.refetch();
            void sdk.refetch();
          }}
        />
      ) : examples.data === undefined ? (
        <SkeletonRows rows={4} label={t("loadingExamples")} />
      ) : (
        <form id="new-strategy" noValidate onSubmit={onSubmit} className="flex flex-col gap-3">
          <Field
            label={t("beginWith")}
            hint={examples.data.find(({ name }) => name === chosen)?.description ?? t("blankText")}
          >
            <Select
              value={chosen}
              onChange={setExample}
              options={[
                ...examples.data.map(({ name, title }) => ({ value: name, label: title })),
                { value: BLANK, label: t("blank") },
              ]}
            />
          </Field>
          <Field
            label={t("slug")}
            required
            hint={t("slugHint")}
            error={isAsked && fault !== null ? t(`slugFaults.${fault}`) : undefined}
          >
            <TextInput
              value={slug}
              maxLength={SLUG_LENGTH_MAX}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
          {refused === null ? null : <Note tone="bad">{say(toFailure(refused))}</Note>}
        </form>
      )}
    </Dialog>
  );
}

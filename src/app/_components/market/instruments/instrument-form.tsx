"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { FieldPath } from "react-hook-form";
import { useTranslations } from "use-intl";
import { Form, FormFields, placeFailure, ToCorrect, useZodForm } from "@/app/_components/form";
import { Banner, Button, Dialog } from "@/app/_components/ui";
import { toFailure } from "@/app/_lib/failure";
import { notify } from "@/app/_lib/notify";
import { useTRPC } from "@/app/_lib/trpc";
import { useFailureText } from "@/app/_lib/use-failure-text";
import type { Instrument } from "../types";
import {
  EDIT_FORM,
  type EditFields,
  NEW_FORM,
  type NewFields,
  NO_CALENDAR,
  USUAL_CALENDAR,
  useFactFields,
} from "./fact-fields";

const FORM_ID = "instrument-form";

export interface InstrumentFormProps {
  /** Null: a new one. */
  readonly instrument: Instrument | null;
  readonly onClose: () => void;
  readonly onDone: (symbol: string) => void;
}

/** Facts of an instrument, checked by the schema that the server checks with. */
export function InstrumentForm({ instrument, onClose, onDone }: InstrumentFormProps) {
  return instrument === null ? (
    <NewInstrument onClose={onClose} onDone={onDone} />
  ) : (
    <EditInstrument instrument={instrument} onClose={onClose} onDone={onDone} />
  );
}

type Done = Pick<InstrumentFormProps, "onClose" | "onDone">;

/** News of it reaches every other tab; this one reads anew at once. */
function useRefresh() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => void queryClient.invalidateQueries(trpc.instrument.pathFilter());
}

function NewInstrument({ onClose, onDone }: Done) {
  const t = useTranslations("instruments");
  const say = useFailureText();
  const trpc = useTRPC();
  const refresh = useRefresh();
  const fields = useFactFields(NEW_FORM, "new");
  const form = useZodForm(NEW_FORM, {
    symbol: "",
    name: "",
    kind: "equity",
    currency: "",
    tick: "",
    lot: "",
    multiplier: "",
    calendar: USUAL_CALENDAR,
    timeZone: "",
    sector: "",
  });
  const { mutate, isPending, error } = useMutation(
    trpc.instrument.create.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ symbol }) => {
        refresh();
        notify("success", t("created", { symbol }));
        onDone(symbol);
      },
    }),
  );
  const has = (path: string): path is FieldPath<NewFields> => fields.some(({ name }) => name === path);
  return (
    <FormDialog
      title={t("createTitle")}
      busy={isPending}
      error={error}
      has={has}
      onClose={onClose}
      save={t("createIt")}
    >
      <Form
        form={form}
        id={FORM_ID}
        aria-label={t("createTitle")}
        onSubmit={(values) => mutate(values, { onError: (refused) => placeFailure(refused, { form, has, say }) })}
      >
        <p className="mb-3 text-12 text-tx-2">{t("createLead")}</p>
        <FormFields specs={fields} />
        <ToCorrect />
      </Form>
    </FormDialog>
  );
}

function EditInstrument({ instrument, onClose, onDone }: Done & { readonly instrument: Instrument }) {
  const t = useTranslations("instruments");
  const say = useFailureText();
  const trpc = useTRPC();
  const refresh = useRefresh();
  const fields = useFactFields(EDIT_FORM, "edit");
  const { symbol, name, kind, currency, tick, lot, multiplier, calendar, timeZone, sector, status } = instrument;
  const form = useZodForm(EDIT_FORM, {
    name,
    kind,
    currency,
    tick,
    lot,
    multiplier,
    calendar: calendar ?? NO_CALENDAR,
    timeZone,
    sector,
    status,
  });
  const { mutate, isPending, error } = useMutation(
    trpc.instrument.edit.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ changes }) => {
        refresh();
        notify("success", t("edited", { symbol, count: changes.length }));
        onDone(symbol);
      },
    }),
  );
  const has = (path: string): path is FieldPath<EditFields> => fields.some((field) => field.name === path);
  return (
    <FormDialog
      title={t("editTitle", { symbol })}
      busy={isPending}
      error={error}
      has={has}
      onClose={onClose}
      save={t("save")}
    >
      <Form
        form={form}
        id={FORM_ID}
        aria-label={t("editTitle", { symbol })}
        onSubmit={(change) =>
          mutate({ symbol, change }, { onError: (refused) => placeFailure(refused, { form, has, say }) })
        }
      >
        <FormFields specs={fields} />
        <ToCorrect />
      </Form>
    </FormDialog>
  );
}

interface FormDialogProps {
  readonly title: string;
  readonly save: string;
  readonly busy: boolean;
  readonly error: unknown;
  /** Whether the form draws the field that a refusal names: what it does not draw is said above it. */
  readonly has: (path: string) => boolean;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
}

function FormDialog({ title, save, busy, error, has, onClose, children }: FormDialogProps) {
  const say = useFailureText();
  const failure = error === null ? null : toFailure(error);
  const isPlaced =
    failure !== null &&
    (has(failure.path ?? "") || (failure.issues.length > 0 && failure.issues.every(({ path }) => has(path))));
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={title}
      className="w-[min(560px,calc(100vw-32px))]"
      actions={
        <Button type="submit" form={FORM_ID} variant="primary" busy={busy}>
          {save}
        </Button>
      }
    >
      {failure === null || isPlaced ? null : (
        <Banner tone="bad" className="mb-3">
          {say(failure)}
        </Banner>
      )}
      {children}
    </Dialog>
  );
}

"use client";

import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { z } from "zod";
import { type FieldSpec, specsOfSchema } from "@/app/_components/form";
import { CALENDAR_IDS, INSTRUMENT_KINDS, INSTRUMENT_STATUSES } from "@/modules/data";
import { instrumentFacts, newInstrument } from "@/server/api/routers/instrument-inputs";

/** Stands for "no calendar" in a list of choices, which cannot hold null. */
export const NO_CALENDAR = "none";
/** Stands for "what the kind implies" among the calendars of a new instrument. */
export const USUAL_CALENDAR = "usual";

const facts = instrumentFacts.shape;
const calendarChoice = z.string().transform((choice) => (choice === NO_CALENDAR ? null : choice));

/** An empty box of the form says nothing; anything else must pass as if it were said. */
function unlessEmpty(schema: z.ZodType<string, string>, expected: string) {
  return z
    .string()
    .trim()
    .refine((text) => text === "" || schema.safeParse(text).success, expected)
    .transform((text) => (text === "" ? undefined : text));
}

const STEP = "a decimal above 0, such as 0.01";

/** A new instrument: what is left empty is as its kind implies. */
export const NEW_FORM = z.object({
  symbol: newInstrument.shape.symbol,
  name: facts.name,
  kind: facts.kind,
  currency: facts.currency,
  tick: unlessEmpty(facts.tick, STEP),
  lot: unlessEmpty(facts.lot, STEP),
  multiplier: unlessEmpty(facts.multiplier, STEP),
  calendar: z
    .string()
    .transform((choice) => (choice === USUAL_CALENDAR ? undefined : choice === NO_CALENDAR ? null : choice)),
  timeZone: unlessEmpty(facts.timeZone, "a time zone, such as America/New_York"),
  sector: facts.sector,
});

/** A known instrument: every fact has its value. */
export const EDIT_FORM = instrumentFacts.extend({ calendar: calendarChoice });

export type NewFields = z.input<typeof NEW_FORM>;
export type EditFields = z.input<typeof EDIT_FORM>;

/** The fields of a form, in its order, from the schema that checks them. */
export function useFactFields(schema: z.ZodObject, purpose: "new" | "edit"): readonly FieldSpec[] {
  const t = useTranslations("instruments");
  return useMemo(() => {
    const usual = purpose === "new" ? { hint: t("usualHint") } : {};
    const calendars = CALENDAR_IDS.map((id) => ({ value: id, label: id }));
    const none = { value: NO_CALENDAR, label: t("noCalendar") };
    return specsOfSchema(schema, {
      symbol: { label: t("symbol"), hint: t("symbolHint") },
      name: { label: t("name") },
      kind: {
        label: t("kind"),
        choices: INSTRUMENT_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) })),
      },
      currency: { label: t("currency"), hint: t("currencyHint") },
      tick: { label: t("tick"), ...usual },
      lot: { label: t("lot"), ...usual },
      multiplier: { label: t("multiplier"), hint: t("multiplierHint") },
      calendar: {
        label: t("calendar"),
        type: "choice",
        choices:
          purpose === "new" ? [{ value: USUAL_CALENDAR, label: t("usual") }, ...calendars, none] : [...calendars, none],
      },
      timeZone: { label: t("timeZone"), hint: purpose === "new" ? t("usualHint") : t("timeZoneHint") },
      sector: { label: t("sector") },
      status: {
        label: t("status"),
        choices: INSTRUMENT_STATUSES.map((value) => ({ value, label: t(`statuses.${value}`) })),
      },
    });
  }, [schema, purpose, t]);
}

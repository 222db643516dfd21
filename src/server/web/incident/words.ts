import { createTranslator } from "use-intl/core";
import { deIncident } from "@/app/messages/de-incident";
import { enIncident, type IncidentMessages } from "@/app/messages/en-incident";
import type { Language } from "../language";

const CATALOGS: Readonly<Record<Language, IncidentMessages>> = { en: enIncident, de: deIncident };

/** The page's texts in one language. */
export function wordsOf(language: Language) {
  return createTranslator({ locale: language, messages: { incident: CATALOGS[language] }, namespace: "incident" });
}

export type Words = ReturnType<typeof wordsOf>;

const LOCALES: Readonly<Record<Language, string>> = { en: "en-US", de: "de-DE" };

/** Numbers and times of one language. */
export function formatsOf(language: Language) {
  const locale = LOCALES[language];
  const money = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const amount = new Intl.NumberFormat(locale, { maximumFractionDigits: 8 });
  const time = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "UTC",
    dateStyle: "short",
    timeStyle: "medium",
  });
  return {
    language,
    /** Decimal text for eyes; null stays null, which each place says in its own words. */
    money: (value: string | null) => (value === null ? null : money.format(Number(value))),
    amount: (value: string) => amount.format(Number(value)),
    /** `2026-03-04 15:00:00`: the same in both languages, and sorts. */
    time: (ms: number) => time.format(ms),
  };
}

export type Formats = ReturnType<typeof formatsOf>;

const SECOND_MS = 1_000;
const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
] as const;

/** How long it is: `4 min`, `3 h`; a moment of the future is `0 s`. */
export function ageOf(ms: number): string {
  for (const [unit, size] of UNITS) if (ms >= size) return `${Math.floor(ms / size)} ${unit}`;
  return `${Math.max(0, Math.floor(ms / SECOND_MS))} s`;
}

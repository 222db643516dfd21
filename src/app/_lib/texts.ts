import type { Formats } from "use-intl";
import type { messages } from "@/app/messages/catalog";

/** What a page says, in the language it is drawn in. Scripts hold no text: a browser reads one file and keeps it. */

/** What texts name beside a number: `{share, number, percent}`. */
export const TEXT_FORMATS = { number: { percent: { style: "percent" } } } as const satisfies Formats;

export type Language = "en" | "de";
export type Texts = typeof messages;
/** The address of the file, with what it holds in its name. */
export type TextsFrom = string;

/** A line that is cut off for a moment is no reason for a page that does nothing. */
const ATTEMPTS = 4;
const PAUSE_MS = 700;

const known = new Map<Language, Promise<Texts>>();

/** Asked for once a language: `use` must be given the same promise each time. */
export function textsOf(language: Language, from: TextsFrom): Promise<Texts> {
  const texts = known.get(language) ?? (typeof window === "undefined" ? readTexts(language) : fetchTexts(from));
  known.set(language, texts);
  return texts;
}

/** On the server, where pages are drawn first. */
async function readTexts(language: Language): Promise<Texts> {
  if (language === "de") return (await import("@/app/messages/german")).german;
  return (await import("@/app/messages/catalog")).messages;
}

async function fetchTexts(from: TextsFrom): Promise<Texts> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await fetch(from);
      if (!answer.ok) throw new TypeError(`texts answered ${answer.status}`);
      // Our own server's, of the same build as this script; what has placeholders is already read (`web/browser-texts.ts`).
      const texts: Texts = await answer.json();
      return texts;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await new Promise((done) => setTimeout(done, attempt * PAUSE_MS));
    }
  }
}

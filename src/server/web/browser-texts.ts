import compile from "icu-minify/compile";
import type { CompiledMessage } from "icu-minify/format";

/** Texts by name; what has placeholders is a list of its parts. */
export interface BrowserTexts {
  readonly [key: string]: CompiledMessage | BrowserTexts;
}

/** What ICU may read as more than itself; most texts have none of it. */
const SYNTAX = /[{}<']/;

/**
 * Texts as a browser formats them: their ICU syntax is read here, once, so that no browser loads what reads it.
 *
 * @param texts - A catalog or a part of one: texts, and texts by name.
 * @throws SyntaxError - Where a text is no ICU message.
 */
export function browserTexts(texts: object): BrowserTexts {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]: [string, string | object]) => [
      key,
      typeof text !== "string" ? browserTexts(text) : SYNTAX.test(text) ? compile(text) : text,
    ]),
  );
}

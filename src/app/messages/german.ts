import { messages } from "./catalog";
import { de } from "./de";

/** Texts of a language as a tree: what is not there yet is not there. */
export type Texts = { readonly [key: string]: string | Texts };

type Messages = typeof messages;

/** Every text of the catalog in German. */
export const german: Messages = translated(messages, de);

/** The catalog with those of its texts that there are in another language. What the catalog does not have is left out. */
export function translated<T extends object>(catalog: T, texts: Texts): T {
  const entries = Object.entries(catalog).map(([key, text]: [string, unknown]) => {
    const own = texts[key];
    if (typeof text === "object" && text !== null) return [key, translated(text, typeof own === "object" ? own : {})];
    return [key, typeof own === "string" ? own : text];
  });
  return Object.assign({}, catalog, Object.fromEntries(entries));
}

import { createHash } from "node:crypto";
import { browserTexts } from "./browser-texts";
import { TEXT_PATH } from "./guard";
import type { Language } from "./language";

/** The texts of one language as browsers get them: one file that is kept until a text of it changes. */
export interface CatalogFile {
  /** With what it holds in its name, so that it may be kept for good. */
  readonly address: string;
  readonly tag: string;
  readonly json: string;
}

const files = new Map<Language, Promise<CatalogFile>>();

/** Made once for each language: Next's pages and our server name the same file, for they read the same texts. */
export function catalogFile(language: Language): Promise<CatalogFile> {
  const known = files.get(language) ?? makeFile(language);
  files.set(language, known);
  return known;
}

/** Loaded where it is asked for: a process that speaks no German reads none. */
async function makeFile(language: Language): Promise<CatalogFile> {
  const texts =
    language === "de"
      ? (await import("@/app/messages/german")).german
      : (await import("@/app/messages/catalog")).messages;
  const json = JSON.stringify(browserTexts(texts));
  const tag = createHash("sha256").update(json).digest("base64url").slice(0, 16);
  return { address: `${TEXT_PATH}?${new URLSearchParams({ language, tag })}`, tag, json };
}

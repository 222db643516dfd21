/** Texts of people hold only what can be seen: what cannot makes a name read as another, or a line run backwards. */

/**
 * Control characters but tab and line break; those that turn the direction of what follows (`\u202a` to `\u202e`, `\u2066` to
 * `\u2069`); those without a width that join nothing. Joiners that languages and emoji need are let through.
 */
const HIDDEN = /(?![\t\n\r])\p{Cc}|[\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/u;
/** Secrets are nobody's to read, and may hold anything. Files may begin with the mark of their encoding. */
const SECRETS = new Set(["password", "current", "next", "token", "secret", "mailPassword", "telegramToken", "key"]);
const BYTE_ORDER_MARK = "\ufeff";
/** Deeper than any input goes. */
const DEPTH_MAX = 20;

export interface HiddenCharacter {
  /** Of the input it stands in: `change.name`. */
  readonly path: string;
  /** `U+202E`. */
  readonly character: string;
}

/** The first character of an input that cannot be seen, wherever it stands, names of fields included; null: there is none. */
export function hiddenIn(input: unknown, path: readonly string[] = []): HiddenCharacter | null {
  if (typeof input === "string") return hiddenInText(input, path);
  if (typeof input !== "object" || input === null || path.length > DEPTH_MAX) return null;
  for (const [name, value] of Object.entries(input)) {
    if (SECRETS.has(name)) continue;
    const found = hiddenInText(name, path) ?? hiddenIn(value, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}

function hiddenInText(text: string, path: readonly string[]): HiddenCharacter | null {
  const [found] = HIDDEN.exec(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text) ?? [];
  if (found === undefined) return null;
  const code = (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return { path: path.join("."), character: `U+${code}` };
}

/** Letters, digits and hyphens: what an address, a run card and the command line take alike. */
const SLUG = /^[a-z][a-z0-9-]{1,39}$/;
export const SLUG_LENGTH_MAX = 40;

/** Addresses below `/strategies` that are pages of their own. */
const PAGES: ReadonlySet<string> = new Set(["backtest", "search", "rules", "new", "examples"]);

export type SlugFault = "malformed" | "reserved" | "taken";

/** Why a new strategy cannot have this name; null when it can, as far as this person may know. */
export function slugFault(slug: string, taken: ReadonlySet<string>): SlugFault | null {
  if (!SLUG.test(slug)) return "malformed";
  if (PAGES.has(slug)) return "reserved";
  return taken.has(slug) ? "taken" : null;
}

/** `my-<name>`, or the first of `my-<name>-2`, `-3`, ... that is free. */
export function suggestSlug(name: string, taken: ReadonlySet<string>): string {
  const base = `my-${name}`;
  for (let number = 1; number <= taken.size + 1; number += 1) {
    const tail = number === 1 ? "" : `-${number}`;
    const slug = `${base.slice(0, SLUG_LENGTH_MAX - tail.length)}${tail}`;
    if (!taken.has(slug)) return slug;
  }
  return base;
}

/** Characters of a name in addresses and run cards. */
const SLUG_MAX = 40;

/** A name for addresses made of a title: "Pullback, 2 ATR" is `pullback-2-atr`. Empty where no letter is left. */
export function slugFrom(title: string): string {
  return title
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, SLUG_MAX)
    .replace(/-+$/, "");
}

/** Languages that texts are there in; the first is spoken where none of them is asked for. */
export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

/** More than any browser lists; the rest is not looked at. */
const WISHES_MAX = 20;

/** The language a browser asks for most, out of those there are. */
export function languageOf(acceptLanguage: string | null | undefined): Language {
  const wishes = (acceptLanguage ?? "").split(",", WISHES_MAX).map((wish) => {
    const [tag = "", ...options] = wish.split(";").map((part) => part.trim().toLowerCase());
    const weight = options.find((option) => option.startsWith("q="))?.slice(2);
    return { language: tag.split("-")[0] ?? "", weight: weight === undefined ? 1 : Number(weight) };
  });
  let best: { readonly language: Language; readonly weight: number } | null = null;
  for (const { language, weight } of wishes) {
    const known = LANGUAGES.find((each) => each === language);
    if (known === undefined || !(weight > 0)) continue;
    if (best === null || weight > best.weight) best = { language: known, weight };
  }
  return best?.language ?? LANGUAGES[0];
}

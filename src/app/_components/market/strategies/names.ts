/** A run names one version of a strategy as `<slug>@<version>`, and the newest one, or a built-in, by its name alone. */
const VERSIONED = /^([a-z0-9-]+)@([1-9][0-9]{0,8})$/;

export function slugOf(strategy: string): string {
  return strategy.split("@", 1)[0] ?? strategy;
}

export function nameOfVersion(slug: string, number: number): string {
  return `${slug}@${number}`;
}

/** The version that a name names; null when it names none in particular. */
export function versionOf(strategy: string): { readonly slug: string; readonly number: number } | null {
  const [, slug, number] = VERSIONED.exec(strategy) ?? [];
  return slug === undefined || number === undefined ? null : { slug, number: Number(number) };
}

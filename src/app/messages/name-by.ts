/**
 * A choice in a message: the name in quotation marks that `names` has for the value of a placeholder. What has none there is said as
 * it is.
 */
export function nameBy(
  placeholder: string,
  names: Readonly<Record<string, string>>,
  [open, close]: readonly [string, string],
): string {
  const each = Object.entries(names).map(([value, name]) => `${value} {${open}${name}${close}}`);
  return `{${placeholder}, select, ${each.join(" ")} other {{${placeholder}}}}`;
}

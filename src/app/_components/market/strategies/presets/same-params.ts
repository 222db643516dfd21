type Params = Readonly<Record<string, number | boolean | string>>;

/** Whether two sets hold the same values. What a form cannot read as a number equals nothing. */
export function sameParams(a: Params, b: Params): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

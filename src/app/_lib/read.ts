/**
 * Readers of small values that this browser kept or a route of ours answered, for pages that a phone loads: a library of schemas
 * would be a third of their script. What comes from people is checked by the server.
 */

/** The value when it is one; undefined when it is not. */
export type Read<T> = (value: unknown) => T | undefined;

export const readFlag: Read<boolean> = (value) => (typeof value === "boolean" ? value : undefined);

/** A finite number of `least` to `most`. */
export const readNumber =
  (least: number, most: number): Read<number> =>
  (value) =>
    typeof value === "number" && value >= least && value <= most ? value : undefined;

/** Text of up to `most` characters. */
export const readText =
  (most: number): Read<string> =>
  (value) =>
    typeof value === "string" && value.length <= most ? value : undefined;

export const readOneOf =
  <T extends string>(choices: readonly T[]): Read<T> =>
  (value) =>
    choices.find((choice) => choice === value);

/** Null where it is null, else what `read` makes of it. */
export const readNullable =
  <T>(read: Read<T>): Read<T | null> =>
  (value) =>
    value === null ? null : read(value);

/** A list of up to `most`, all of which can be read. */
export const readList =
  <T>(read: Read<T>, most: number): Read<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value) || value.length > most) return undefined;
    const items = value.flatMap((item) => {
      const found = read(item);
      return found === undefined ? [] : [found];
    });
    return items.length === value.length ? items : undefined;
  };

/** Values by name, up to `most` of them: names of `name`, values of `read`. */
export const readRecord =
  <T>(name: Read<string>, read: Read<T>, most: number): Read<Readonly<Record<string, T>>> =>
  (value) => {
    if (!isRecord(value)) return undefined;
    const entries = Object.entries(value).flatMap(([key, item]): [string, T][] => {
      const found = read(item);
      return name(key) === undefined || found === undefined ? [] : [[key, found]];
    });
    return entries.length === Object.keys(value).length && entries.length <= most
      ? Object.fromEntries(entries)
      : undefined;
  };

/** An object with these fields, each of which can be read; others are left out. */
export const readFields =
  <T extends object>(fields: { readonly [Name in keyof T]: Read<T[Name]> }): Read<T> =>
  (value) => {
    if (!isRecord(value)) return undefined;
    const found: Partial<T> = {};
    for (const name in fields) {
      const own = fields[name](Object.hasOwn(value, name) ? value[name] : undefined);
      if (own === undefined) return undefined;
      found[name] = own;
    }
    return isWhole(found, fields) ? found : undefined;
  };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isWhole = <T extends object>(found: Partial<T>, fields: object): found is T =>
  Object.keys(found).length === Object.keys(fields).length;

import { z } from "zod";

/** What bodies and answers of the API for programs are made of. Amounts are decimal text, times ISO 8601 in UTC. */

/** A moment inside is a number of milliseconds; outside it is text. */
export const time = z
  .number()
  .transform((ms) => new Date(ms).toISOString())
  .pipe(z.iso.datetime());

/** A moment of an answer that flows name for milliseconds, and its name outside, which promises text. */
export interface Moment {
  readonly old: string;
  readonly name: string;
  readonly isNullable?: true;
}

/**
 * An object of an answer with moments under both of their names: the old one says milliseconds and always was text. It stays for
 * programs that read it.
 */
export function withMoments(shape: z.ZodRawShape, moments: readonly Moment[], id: string | null) {
  const fields = moments.flatMap(({ old, name, isNullable }) => {
    const is = isNullable === true ? time.nullable() : time;
    return [
      [name, is],
      [old, is.meta({ deprecated: true, description: `The same text as \`${name}\`: read that one` })],
    ] as const;
  });
  const object = z.object({ ...shape, ...Object.fromEntries(fields) });
  const both = (row: unknown): unknown => {
    if (typeof row !== "object" || row === null) return row;
    const named = moments.map(({ old, name }): readonly [string, unknown] => [name, Reflect.get(row, old)]);
    return { ...row, ...Object.fromEntries(named) };
  };
  return z.preprocess(both, id === null ? object : object.meta({ id }));
}

/** Decimal text, exact: `"12.34"`. */
export const decimal = z.string().meta({ description: "A decimal number as text, exact", example: "12.34" });
export const maybeDecimal = decimal.nullable();

/** One page of rows; the cursor is given back to read on, null on the last page. */
export const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), cursor: z.string().nullable() });

/** Numbers of an address come as text. */
export const limitOf = (most: number, usual: number) =>
  z.coerce.number(`1 to ${most}`).int(`1 to ${most}`).min(1, `1 to ${most}`).max(most, `1 to ${most}`).default(usual);

export const NO_FIELDS = z.strictObject({});

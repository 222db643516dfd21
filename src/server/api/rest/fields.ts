import { z } from "zod";

/** What bodies and answers of the API for programs are made of. Amounts are decimal text, times ISO 8601 in UTC. */

/** A moment inside is a number of milliseconds; outside it is text. */
export const time = z
  .number()
  .transform((ms) => new Date(ms).toISOString())
  .pipe(z.iso.datetime());

/** Decimal text, exact: `"12.34"`. */
export const decimal = z.string().meta({ description: "A decimal number as text, exact", example: "12.34" });
export const maybeDecimal = decimal.nullable();

/** One page of rows; the cursor is given back to read on, null on the last page. */
export const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), cursor: z.string().nullable() });

/** Numbers of an address come as text. */
export const limitOf = (most: number, usual: number) =>
  z.coerce.number(`1 to ${most}`).int(`1 to ${most}`).min(1, `1 to ${most}`).max(most, `1 to ${most}`).default(usual);

export const NO_FIELDS = z.strictObject({});

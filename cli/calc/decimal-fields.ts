import { z } from "zod";
import { type Exact, parseExact } from "@/modules/_kernel";

const DECIMAL_WORDS = 'decimal text like "12.34", at most 30 digits on each side of the point';

function decimalThat(words: string, passes: (value: Exact) => boolean) {
  return z
    .string(words)
    .transform((text, context): Exact => {
      const parsed = parseExact(text);
      if (parsed !== null && passes(parsed)) return parsed;
      context.issues.push({ code: "custom", message: words, path: [], input: text });
      return z.NEVER;
    })
    .meta({ description: words });
}

/** Any decimal, as text. */
export const decimal = decimalThat(DECIMAL_WORDS, () => true);
/** A decimal above 0, as text. */
export const decimalAboveZero = decimalThat(`${DECIMAL_WORDS}, above 0`, (value) => value.isPositive());

/** Longest name of anything. */
const NAME_LENGTH_MAX = 200;
const NAME_WORDS = `text of 1 to ${NAME_LENGTH_MAX} characters`;

/** A name: of a symbol, a currency, a limit. */
export const name = z.string(NAME_WORDS).min(1, NAME_WORDS).max(NAME_LENGTH_MAX, NAME_WORDS);

/** What the caller calls something: text or a whole number, given back as it came. */
export const givenId = z.union([name, z.int()], `${NAME_WORDS}, or a whole number`);

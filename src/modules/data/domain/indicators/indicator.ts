import { invariant } from "@/modules/_kernel";

/** Longest window of an indicator, in bars: bounds memory and what a mistyped parameter can cost. */
export const INDICATOR_LENGTH_MAX = 100_000;

/**
 * An indicator of one series, one value at a time. `next` takes the value of the bar that just closed and returns the
 * indicator there, NaN while warming up. There is no other form: a batch is this in a loop, so batch equals stream bit for bit.
 */
export interface SeriesIndicator {
  next(value: number): number;
}

/** Breaks an invariant unless `length` is a usable window. Text from outside is checked by `params.ts` first. */
export function assertLength(name: string, length: number): void {
  invariant(
    Number.isInteger(length) && length >= 1 && length <= INDICATOR_LENGTH_MAX,
    `${name} is a whole number from 1 to ${INDICATOR_LENGTH_MAX}, was ${length}`,
  );
}

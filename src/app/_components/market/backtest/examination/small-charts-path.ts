export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Lowest and highest of the values that are there; null when none is. */
export function rangeOf(values: readonly (number | null)[]): ValueRange | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return known.reduce<ValueRange>(
    ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }),
    { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY },
  );
}

/** The path of a line that fills its box: the lowest value at the bottom, the highest at the top. A gap lifts the pen. */
export function pathOf(
  values: readonly (number | null)[],
  { low, high }: ValueRange,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const span = high > low ? high - low : 1;
  const x = (place: number) => (values.length < 2 ? 0 : (place / (values.length - 1)) * width);
  let isDown = false;
  return values
    .map((value, place) => {
      if (value === null) {
        isDown = false;
        return "";
      }
      const step = `${isDown ? "L" : "M"}${x(place).toFixed(1)} ${((1 - (value - low) / span) * height).toFixed(1)}`;
      isDown = true;
      return step;
    })
    .join("");
}

/**
 * Calls `found(start, end)` for each stretch of bars, from `start` up to and without `end`, whose windows of `length` hold one
 * value only. Bars are those from `from` up to and without `to`; the `length - 1` values before `from` belong to their windows.
 *
 * A flat window holds two neighbours of marks that are half a window apart, so a column that moves costs one comparison a
 * mark: asking at each bar whether it equals the one before guesses wrong wherever prices sometimes stand still.
 */
export function eachFlatStretch(
  values: Float64Array,
  { from, to, length }: { readonly from: number; readonly to: number; readonly length: number },
  found: (start: number, end: number) => void,
): void {
  if (length === 1) {
    for (let i = from; i < to; i += 1) found(i, i + 1);
    return;
  }
  const step = length >> 1;
  const first = Math.max(0, from - length + 1);
  let mark = first;
  while (mark + step < to) {
    const value = values[mark];
    if (value !== values[mark + step]) {
      mark += step;
      continue;
    }
    let end = mark + 1;
    while (end < to && values[end] === value) end += 1;
    if (end <= mark + step) {
      mark += step;
      continue;
    }
    let start = mark;
    while (start > first && values[start - 1] === value) start -= 1;
    const flat = Math.max(from, start + length - 1);
    if (flat < end) found(flat, end);
    mark = end;
  }
}

/** Writes to `line` at each bar with a flat window the one value that is in it: that is its mean, whatever rounding says. */
export function writeFlatMeans(
  values: Float64Array,
  { from, to, length }: { readonly from: number; readonly to: number; readonly length: number },
  line: Float64Array,
): void {
  if (length === 1) {
    line.set(values.subarray(from, to), from);
    return;
  }
  eachFlatStretch(values, { from, to, length }, (start, end) => {
    line.fill(values[start] ?? Number.NaN, start, end);
  });
}

/** How many of the values before `end` equal the last of them, that one included; `length` when there are as many or more. */
export function equalRunBefore(values: Float64Array, end: number, length: number): number {
  const value = values[end - 1];
  let run = 1;
  while (run < length && run < end && values[end - 1 - run] === value) run += 1;
  return run;
}

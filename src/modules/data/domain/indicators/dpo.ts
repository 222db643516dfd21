import { makeSma } from "./sma";

/**
 * Detrended price oscillator: the value minus the simple moving average of `floor(length / 2) + 1` bars **later**. It looks
 * ahead, so it is a picture of cycles in what is known and has no incremental form.
 *
 * @param length - Bars of the average, 1 to {@link INDICATOR_LENGTH_MAX}.
 * @param values - Oldest first.
 * @param line - Takes the answer, one value a value: NaN before the first average and for the last `floor(length / 2) + 1`.
 * Formula: Skender Stock.Indicators `GetDpo`.
 */
export function computeDpo(length: number, values: Float64Array, line: Float64Array): void {
  const ahead = Math.floor(length / 2) + 1;
  const sma = makeSma(length);
  line.fill(Number.NaN);
  for (let i = 0; i < values.length; i += 1) {
    const average = sma.next(values[i] ?? Number.NaN);
    if (i >= ahead) line[i - ahead] = (values[i - ahead] ?? Number.NaN) - average;
  }
}

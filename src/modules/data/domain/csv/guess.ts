import { isResolution, RESOLUTIONS, type Resolution, resolutionMs } from "../resolution";

const SYMBOL = /^[A-Z0-9^][A-Z0-9.^=_:/-]{0,31}$/;

/** True for text that may be a symbol: 1 to 32 of A-Z 0-9 ^ . = _ : / -, upper case. */
export function isSymbol(text: string): boolean {
  return SYMBOL.test(text);
}

/** Words of file names that are no symbol. */
const NOISE =
  /^(?:daily|day|minute|min|hour|hourly|weekly|monthly|bars?|candles?|ohlcv?|prices?|quotes?|historical|history|data|download|export|stock|adjusted|raw|full|sample|test|chart|\d+|\d+(?:m|min|h|hr|d|w|mo)|csv|txt)$/i;

/** A symbol guessed from a file's name: `spy-daily.csv` is SPY, `BTC-USD_1h.csv` is BTC-USD. Empty when nothing fits. */
export function guessSymbol(fileName: string): string {
  const base = fileName.replace(/\.[A-Za-z0-9]{1,8}$/, "");
  const words = base.split(/[\s_()[\],]+/).flatMap((word) => trimNoise(word));
  return words.find(isSymbol) ?? "";
}

function trimNoise(word: string): readonly string[] {
  const parts = word.split("-");
  const end = parts.findIndex((part) => NOISE.test(part));
  const kept = (end < 0 ? parts : parts.slice(0, end)).join("-").toUpperCase();
  return kept === "" ? [] : [kept];
}

/**
 * The resolution of a file whose neighbours are usually `stepMs` apart: the nearest that is not longer than the step, with
 * a day's slack for sessions (weekends and months of 28 days). `1d` when there is no step to go by.
 */
export function guessResolution(stepMs: number | null): Resolution {
  if (stepMs === null) return "1d";
  const nominal = [...RESOLUTIONS].toReversed().find((resolution) => stepMs >= resolutionMs(resolution) * SLACK);
  return nominal !== undefined && isResolution(nominal) ? nominal : "1m";
}

/** A month may have 28 days of the nominal 30: 0.93; an hour lost to a clock change makes a day of 23: 0.96. */
const SLACK = 0.92;

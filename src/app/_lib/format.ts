/** How numbers, dates and durations are written on every screen. Pure: zone and locale come in. */

/** U+2212: as wide as a digit, unlike the hyphen. */
export const MINUS = "\u2212";
/** Stands where a value is unknown; the reason goes into a tooltip beside it. */
export const NOT_AVAILABLE = "n/a";
/** Between a number and its unit: never breaks. */
export const UNIT_SPACE = "\u00a0";

const LOCALE = "en-US";
const DECIMALS_MAX = 12;
const FORMATS_KEPT_MAX = 200;

const numberFormats = new Map<string, Intl.NumberFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** Intl formatters cost more to make than to use; the caches are bounded because zones and decimals are. */
function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= FORMATS_KEPT_MAX) cache.clear();
  const made = make();
  cache.set(key, made);
  return made;
}

export interface NumberStyle {
  /** Digits after the point, exactly. */
  readonly decimals?: number;
  /** Writes a plus before gains. */
  readonly signed?: boolean;
}

/** `1,234.50`, `−3.00`, `+7`. A value that rounds to zero has no sign. Null, NaN and infinity are `n/a`. */
export function formatNumber(value: number | null | undefined, style: NumberStyle = {}): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOT_AVAILABLE;
  const decimals = Math.min(Math.max(style.decimals ?? 0, 0), DECIMALS_MAX);
  const format = cached(
    numberFormats,
    `${decimals}`,
    () => new Intl.NumberFormat(LOCALE, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
  );
  const digits = format.format(Math.abs(value));
  if (!/[1-9]/.test(digits)) return digits;
  if (value < 0) return MINUS + digits;
  return style.signed === true ? `+${digits}` : digits;
}

export function formatInteger(value: number | null | undefined, style: Pick<NumberStyle, "signed"> = {}): string {
  return formatNumber(value, { ...style, decimals: 0 });
}

const customaryDecimals = new Map<string, number>();

/** Digits after the point that a currency has by custom: USD 2, JPY 0. An unknown code has 2. */
export function currencyDecimals(currency: string): number {
  return cached(customaryDecimals, currency, () => readDecimals(currency));
}

function readDecimals(currency: string): number {
  try {
    return new Intl.NumberFormat(LOCALE, { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch (error) {
    // Codes of crypto currencies have more than three letters, which Intl refuses.
    if (error instanceof RangeError) return 2;
    throw error;
  }
}

/** An amount without its currency: that stands in the head of the column, once. */
export function formatMoney(
  value: number | null | undefined,
  currency: string,
  style: Pick<NumberStyle, "signed"> = {},
): string {
  return formatNumber(value, { ...style, decimals: currencyDecimals(currency) });
}

/** A fraction as percent: 0.047 is `4.70 %`. With `unit: false` for a column whose head has the sign. */
export function formatPercent(
  fraction: number | null | undefined,
  style: NumberStyle & { readonly unit?: boolean } = {},
): string {
  const scaled = fraction === null || fraction === undefined ? null : fraction * 100;
  const digits = formatNumber(scaled, { decimals: 2, ...style });
  if (digits === NOT_AVAILABLE || style.unit === false) return digits;
  return `${digits}${UNIT_SPACE}%`;
}

/** Digits after the point of a tick given as decimal text: "0.01" has 2, "1" has 0, "0.0500" has 2. */
export function tickDecimals(tick: string): number {
  const fraction = /^[0-9]*\.([0-9]*?)0*$/.exec(tick)?.[1] ?? "";
  return Math.min(fraction.length, DECIMALS_MAX);
}

/** A price with the decimals of its instrument's tick. */
export function formatPrice(value: number | null | undefined, tick: string): string {
  return formatNumber(value, { decimals: tickDecimals(tick) });
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `512 B`, `1.2 MB`: powers of 1,000, as drives are sold. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < BYTE_UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${formatNumber(value, { decimals: unit === 0 ? 0 : 1 })}${UNIT_SPACE}${BYTE_UNITS[unit] ?? ""}`;
}

interface DateParts {
  readonly date: string;
  readonly minutes: string;
  readonly seconds: string;
}

function dateParts(ms: number, timeZone: string): DateParts {
  const format = cached(
    dateFormats,
    timeZone,
    () =>
      // Parts are put together below, so the order of this locale is no matter; one that is not used elsewhere is slow to begin.
      new Intl.DateTimeFormat(LOCALE, {
        timeZone,
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
        second: "2-digit",
        hourCycle: "h23",
      }),
  );
  const parts = new Map(format.formatToParts(ms).map((part) => [part.type, part.value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  const minutes = `${part("hour")}:${part("minute")}`;
  return {
    date: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`,
    minutes,
    seconds: `${minutes}:${part("second")}`,
  };
}

/** `2020-12-31`, the day it is in `timeZone`. */
export function formatDate(ms: number | null | undefined, timeZone: string): string {
  return typeof ms === "number" && Number.isFinite(ms) ? dateParts(ms, timeZone).date : NOT_AVAILABLE;
}

/** `14:32:08`, or `14:32` without seconds. */
export function formatTime(ms: number | null | undefined, timeZone: string, seconds = true): string {
  if (typeof ms !== "number" || !Number.isFinite(ms)) return NOT_AVAILABLE;
  const parts = dateParts(ms, timeZone);
  return seconds ? parts.seconds : parts.minutes;
}

/** `2020-12-31 14:32`, or with seconds. */
export function formatDateTime(ms: number | null | undefined, timeZone: string, seconds = false): string {
  if (typeof ms !== "number" || !Number.isFinite(ms)) return NOT_AVAILABLE;
  const parts = dateParts(ms, timeZone);
  return `${parts.date} ${seconds ? parts.seconds : parts.minutes}`;
}

const DURATION_UNITS = [
  ["d", 86_400],
  ["h", 3_600],
  ["m", 60],
  ["s", 1],
] as const;

/** The two largest units: `42 s`, `6 m 12 s`, `3 h 24 m`, `2 d`. Under a second: `0.4 s`. Negative is taken as 0. */
export function formatDuration(ms: number | null | undefined): string {
  if (typeof ms !== "number" || !Number.isFinite(ms)) return NOT_AVAILABLE;
  const seconds = Math.max(ms, 0) / 1_000;
  if (seconds > 0 && seconds < 10 && !Number.isInteger(seconds)) {
    return `${formatNumber(seconds, { decimals: 1 })}${UNIT_SPACE}s`;
  }
  let rest = Math.round(seconds);
  const written: string[] = [];
  for (const [unit, size] of DURATION_UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) written.push(`${formatInteger(count)}${UNIT_SPACE}${unit}`);
    else if (written.length > 0) break;
    if (written.length === 2) break;
  }
  return written.length === 0 ? `0${UNIT_SPACE}s` : written.join(" ");
}

/** The first format of a kind takes a browser longer than all that follow: each of these has one made, in a moment of its own. */
export const beginFormats: readonly (() => void)[] = [
  () => formatDateTime(0, "UTC"),
  () => formatMoney(0, "USD"),
  () => formatInteger(0),
];

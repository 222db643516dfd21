/** Currencies and time zones as lists to choose from, and the guess that a browser allows. */

export interface PlaceOption {
  readonly value: string;
  readonly label: string;
  readonly note?: string;
  readonly keywords?: readonly string[];
}

const CURRENCY_FALLBACK = "USD";
const ZONE_FALLBACK = "UTC";

const EURO_REGIONS = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK BG".split(" ");

/** Currencies of the regions most browsers name; anything else starts at USD and is one search away. */
const CURRENCY_BY_REGION = new Map<string, string>([
  ...EURO_REGIONS.map((region) => [region, "EUR"] as const),
  ["US", "USD"],
  ["GB", "GBP"],
  ["CH", "CHF"],
  ["LI", "CHF"],
  ["JP", "JPY"],
  ["CA", "CAD"],
  ["AU", "AUD"],
  ["NZ", "NZD"],
  ["SE", "SEK"],
  ["NO", "NOK"],
  ["DK", "DKK"],
  ["PL", "PLN"],
  ["CZ", "CZK"],
  ["HU", "HUF"],
  ["IN", "INR"],
  ["CN", "CNY"],
  ["HK", "HKD"],
  ["SG", "SGD"],
  ["KR", "KRW"],
  ["BR", "BRL"],
  ["MX", "MXN"],
  ["ZA", "ZAR"],
  ["IL", "ILS"],
  ["TR", "TRY"],
]);

/** The currency of the first language that names a region: `de-CH` is CHF, plain `de` names none. */
export function guessCurrency(languages: readonly string[]): string {
  for (const language of languages) {
    const region = /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?-([A-Z]{2})\b/.exec(language)?.[1];
    const currency = region === undefined ? undefined : CURRENCY_BY_REGION.get(region);
    if (currency !== undefined) return currency;
  }
  return CURRENCY_FALLBACK;
}

/** The zone of this machine's clock. */
export function guessZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || ZONE_FALLBACK;
}

export function currencyOptions(): readonly PlaceOption[] {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  return Intl.supportedValuesOf("currency").map((code) => ({ value: code, label: code, note: names.of(code) ?? "" }));
}

/** `UTC+05:30` of a zone at a moment; `UTC` itself where there is no difference. */
export function offsetOf(zone: string, atMs: number): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(atMs);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  return name.replace("GMT", "UTC").replace("+00:00", "").replace("-", "\u2212");
}

/** Every zone this machine knows, by region and city, with the offset it has now. */
export function zoneOptions(atMs: number): readonly PlaceOption[] {
  const zones = new Set([ZONE_FALLBACK, guessZone(), ...Intl.supportedValuesOf("timeZone")]);
  return [...zones].map((zone) => ({
    value: zone,
    label: zone.replaceAll("_", " "),
    note: offsetOf(zone, atMs),
    keywords: [zone],
  }));
}

import type { InstrumentId } from "@/modules/_kernel";

export const INSTRUMENT_KINDS = ["equity", "etf", "index", "crypto", "fx", "future"] as const;
export type InstrumentKind = (typeof INSTRUMENT_KINDS)[number];

/** Something that has a price. */
export interface Instrument {
  readonly instrumentId: InstrumentId;
  /** Unique, upper case: `SPY`, `^GSPC`, `BTC-USD`. */
  readonly symbol: string;
  readonly name: string;
  readonly kind: InstrumentKind;
  /** Of its prices, such as `USD`. */
  readonly currency: string;
  /** Smallest price step, decimal text. */
  readonly tick: string;
  /** Smallest quantity step, decimal text. */
  readonly lot: string;
  /** Of its exchange: a session date is a date there. */
  readonly timeZone: string;
  /** Quote currency per point and unit, decimal text: 50 for an E-mini, 1 for a share. */
  readonly multiplier: string;
  /** Id of its trading calendar (`calendarOf`); null is unknown, and then nothing is said about gaps. */
  readonly calendar: string | null;
  readonly sector: string;
  readonly status: InstrumentStatus;
}

export const INSTRUMENT_STATUSES = ["active", "halted", "delisted"] as const;
export type InstrumentStatus = (typeof INSTRUMENT_STATUSES)[number];

/** The calendar to begin with when nobody said otherwise; null where the facts do not tell. */
export function defaultCalendar(kind: InstrumentKind, timeZone: string): string | null {
  if (kind === "crypto") return "24/7";
  if (kind === "fx") return "FX";
  return kind !== "future" && timeZone === "America/New_York" ? "XNYS" : null;
}

/** Price and quantity steps of a kind when nobody said otherwise: cents and whole units; finer where people trade finer. */
const STEPS: Readonly<Record<InstrumentKind, { readonly tick: string; readonly lot: string }>> = {
  equity: { tick: "0.01", lot: "1" },
  etf: { tick: "0.01", lot: "1" },
  index: { tick: "0.01", lot: "1" },
  crypto: { tick: "0.01", lot: "0.00000001" },
  fx: { tick: "0.00001", lot: "1" },
  future: { tick: "0.01", lot: "1" },
};

/** Tick and lot to begin with, as decimal text. */
export function defaultSteps(kind: InstrumentKind): { readonly tick: string; readonly lot: string } {
  return STEPS[kind];
}

/** True for text that names a kind. */
export function isInstrumentKind(value: unknown): value is InstrumentKind {
  return INSTRUMENT_KINDS.some((kind) => kind === value);
}

/** True for a currency code as we keep it: three to five capitals, `USD`, `USDT`. */
export function isCurrency(text: string): boolean {
  return /^[A-Z]{3,5}$/.test(text);
}

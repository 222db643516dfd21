/** One trading session of a calendar. */
export interface TradingSession {
  /** Its date as bars carry it: 00:00 UTC of that date. A name, not a moment. */
  readonly dateMs: number;
  /** First moment of trading, epoch milliseconds. */
  readonly openMs: number;
  /** First moment after trading. */
  readonly closeMs: number;
  /** A pause inside the session, `[start, end)`; null where there is none. */
  readonly breakMs: { readonly startMs: number; readonly endMs: number } | null;
  /** Shorter than a regular session of its calendar. */
  readonly short: boolean;
}

/** A date on which a market does something else than usual, and why. Weekends are not special. */
export type SpecialDay =
  /** No session at all. */
  | { readonly kind: "closed"; readonly dateMs: number; readonly name: string }
  /** A session that was announced to end early. */
  | { readonly kind: "short"; readonly dateMs: number; readonly name: string }
  /** Trading stopped unannounced inside the session, `[startMs, endMs)`: why bars are missing there. */
  | {
      readonly kind: "interrupted";
      readonly dateMs: number;
      readonly name: string;
      readonly startMs: number;
      readonly endMs: number;
    };

/** When a market trades. The same answers on any machine and in any time zone. */
export interface Calendar {
  /** `XNYS`, `XNAS`, `FX`, `24/7`. */
  readonly id: string;
  readonly title: string;
  /** IANA zone of its dates. */
  readonly timeZone: string;
  /** First and last date for which it is exact, as {@link TradingSession.dateMs}. */
  readonly fromDateMs: number;
  readonly toDateMs: number;
  /**
   * Sessions from one date to another, both inside, oldest first. None before `fromDateMs`; after `toDateMs` those that
   * today's rules will give, up to the end of {@link CALENDAR_YEAR_MAX}.
   */
  sessions(fromDateMs: number, toDateMs: number): readonly TradingSession[];
  /** The session in which a moment lies, from its open up to and without its close (a pause inside belongs to it). */
  sessionAt(atMs: number): TradingSession | null;
  /** Holidays, half days and interruptions from one date to another, both inside, oldest first. */
  specialDays(fromDateMs: number, toDateMs: number): readonly SpecialDay[];
  /** The span with trading before the open and after the close; the session's own where the market has none such. */
  extendedHours(session: TradingSession): { readonly openMs: number; readonly closeMs: number };
}

/** Bars reach as far. */
export const CALENDAR_YEAR_MAX = 2099;

import type { RouterOutputs } from "@/server/api/root";

export type FeedPart = RouterOutputs["feed"]["found"][number];
export type FoundInstrument = FeedPart["instruments"][number];

/** One venue that has what was searched for. */
export interface VenueRow {
  readonly id: string;
  readonly feedTitle: string;
  /** Resolutions whose history it gives, shortest first. */
  readonly history: FeedPart["history"];
  readonly streams: boolean;
  readonly instrument: FoundInstrument;
}

/** More than anybody looks through: a longer word finds less. */
export const VENUES_MAX = 50;

/** How people write a pair does not matter: `BTC/USDT`, `btc-usdt` and `btc usdt` are one. */
const keyOf = (text: string) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");

/**
 * What every feed found so far, best first: the very symbol before what only resembles it, live before history alone, then
 * in the order in which the feeds and their answers stand.
 */
export function venueRows(parts: readonly FeedPart[], text: string): readonly VenueRow[] {
  const key = keyOf(text);
  const rank = ({ instrument, streams }: VenueRow) => (keyOf(instrument.symbol) === key ? 0 : 2) + (streams ? 0 : 1);
  return parts
    .flatMap(({ feed, title: feedTitle, history, streams, instruments }) =>
      instruments.map((instrument) => ({ id: `${feed} ${instrument.alias}`, feedTitle, history, streams, instrument })),
    )
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, VENUES_MAX);
}

/** The resolution to begin with: minutes where prices stream, for they grow before one's eyes; else days. */
export function firstResolution({ history, streams }: VenueRow): FeedPart["history"][number] | null {
  const wanted = streams ? "1m" : "1d";
  return history.find((resolution) => resolution === wanted) ?? history[0] ?? null;
}

/** The zone of an instrument's dates, by its calendar. */
export function timeZoneOfCalendar(calendar: string | null): string {
  return calendar === "XNYS" || calendar === "XNAS" || calendar === "FX" ? "America/New_York" : "UTC";
}

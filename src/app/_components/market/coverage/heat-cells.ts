import type { RouterInputs, RouterOutputs } from "@/server/api/root";

export type MapZoom = RouterInputs["quality"]["map"];
export type MapRow = RouterOutputs["quality"]["map"][number];

/** How much of what is expected is there; `none`: nothing is there and nothing is missing. */
export type HeatLevel = "full" | "some" | "much" | "none";

export interface HeatCell {
  /** A year, a month (1 to 12) or a day (1 to 31). */
  readonly at: number;
  readonly bars: number;
  readonly missing: number;
  readonly level: HeatLevel;
  /** What is there of what is expected, 0 to 1. */
  readonly share: number;
}

/** Under this share a hole is seen at a glance. */
const MUCH_MISSING = 0.9;

/** The places of a map: from the first to the last year of all series, twelve months, or the days of the month. */
export function placesOf(zoom: MapZoom, rows: readonly MapRow[]): readonly number[] {
  if (zoom.by === "month") return range(1, 12);
  if (zoom.by === "day") return range(1, daysOf(zoom.year, zoom.month));
  const years = rows.flatMap(({ at }) => [at[0] ?? Number.NaN, at.at(-1) ?? Number.NaN]).filter((year) => year > 0);
  if (years.length === 0) return [];
  return range(
    years.reduce((least, year) => Math.min(least, year)),
    years.reduce((most, year) => Math.max(most, year)),
  );
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** One cell for each place. */
export function cellsOf(row: MapRow | undefined, places: readonly number[]): readonly HeatCell[] {
  const indexOf = new Map(row?.at.map((at, index) => [at, index]));
  return places.map((at) => {
    const index = indexOf.get(at);
    const bars = index === undefined ? 0 : (row?.bars[index] ?? 0);
    const missing = index === undefined ? 0 : (row?.missing[index] ?? 0);
    const share = bars + missing === 0 ? 0 : bars / (bars + missing);
    return { at, bars, missing, share, level: levelOf(bars, missing, share) };
  });
}

function levelOf(bars: number, missing: number, share: number): HeatLevel {
  if (bars + missing === 0) return "none";
  if (missing === 0) return "full";
  return share >= MUCH_MISSING ? "some" : "much";
}

/** What a press on a cell shows: a year's months, a month's days; null where there is nothing closer. */
export function zoomInto(zoom: MapZoom, at: number): MapZoom | null {
  if (zoom.by === "year") return { by: "month", year: at };
  return zoom.by === "month" ? { by: "day", year: zoom.year, month: at } : null;
}

import { indexesOf, type SearchSpace } from "@/modules/strategy";

/** One cell of a map over two parameters: the best there is of the others. */
export interface HeatCell {
  /** Numbers of the values across and up. */
  readonly x: number;
  readonly y: number;
  readonly point: number;
  /** NaN: tried, but nothing there had a score. */
  readonly score: number;
}

export interface HeatMap {
  /** Row by row from the lowest value up; null where nothing was tried. */
  readonly rows: readonly (readonly (HeatCell | null)[])[];
  /** Bounds of the colours; equal where all scores are. */
  readonly lowest: number;
  readonly highest: number;
}

/** Cells that fit a screen side by side; a finer axis is drawn in this many. */
export interface HeatRoom {
  readonly across: number;
  readonly up: number;
}

export const DESK_ROOM: HeatRoom = { across: 36, up: 20 };
/** Cells wide enough for a thumb. */
export const PHONE_ROOM: HeatRoom = { across: 10, up: 16 };

/** Each tried combination in the cell of its two values; of several the best. */
export function heatMap(
  space: SearchSpace,
  axes: { readonly x: number; readonly y: number },
  results: { readonly point: Float64Array; readonly score: Float64Array },
  room: HeatRoom,
): HeatMap {
  const [across, up] = [space.axes[axes.x]?.count ?? 1, space.axes[axes.y]?.count ?? 1];
  const columns = Math.min(across, room.across);
  const lines = Math.min(up, room.up);
  const rows: (HeatCell | null)[][] = Array.from({ length: lines }, () => Array.from({ length: columns }, () => null));
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  results.point.forEach((point, place) => {
    const score = results.score[place] ?? Number.NaN;
    const indexes = indexesOf(space, point);
    const [x, y] = [indexes[axes.x] ?? 0, indexes[axes.y] ?? 0];
    const row = rows[Math.floor((y * lines) / up)];
    const column = Math.floor((x * columns) / across);
    if (row === undefined) return;
    const held = row[column] ?? null;
    // Comparisons with NaN are false: a score beats none.
    if (held === null || score > held.score || (Number.isNaN(held.score) && !Number.isNaN(score)))
      row[column] = { x, y, point, score };
  });
  for (const cell of rows.flat()) {
    if (cell === null || !Number.isFinite(cell.score)) continue;
    lowest = Math.min(lowest, cell.score);
    highest = Math.max(highest, cell.score);
  }
  return { rows, lowest, highest };
}

/** Where a score lies between the bounds, from 0 to 1; 1 where all are the same or it has no end. */
export function heatShare({ lowest, highest }: Pick<HeatMap, "lowest" | "highest">, score: number): number {
  if (!(highest > lowest) || score >= highest) return 1;
  return Math.max(0, (score - lowest) / (highest - lowest));
}

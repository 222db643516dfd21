import type { HeatMap } from "./heat-cells";

/** A cell: rows count upwards, as they are shown. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** The cell itself, or the nearest that the map has. */
export function within({ rows }: Pick<HeatMap, "rows">, { row, column }: Place): Place {
  const inside = (place: number, count: number) => Math.max(0, Math.min(place, count - 1));
  return { row: inside(row, rows.length), column: inside(column, rows[0]?.length ?? 0) };
}

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
}

/**
 * Where a key leads, as in any grid: arrows by one, Page Up and Page Down to the ends of the column, Home and End to those of
 * the row, with Control to the corners. Null for any other key.
 */
export function nextCell(map: Pick<HeatMap, "rows">, { row, column }: Place, { key, ctrlKey }: Key): Place | null {
  const end = Number.POSITIVE_INFINITY;
  const moves: Readonly<Record<string, Place>> = {
    ArrowUp: { row: row + 1, column },
    ArrowDown: { row: row - 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    PageUp: { row: end, column },
    PageDown: { row: 0, column },
    Home: { row: ctrlKey ? end : row, column: 0 },
    End: { row: ctrlKey ? 0 : row, column: end },
  };
  const next = moves[key];
  return next === undefined ? null : within(map, next);
}

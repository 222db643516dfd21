/** A price that the chart draws a line at: an order, a position. */
export interface PriceLevel {
  readonly id: string;
  readonly price: number;
  /** What it is, written on the tag of the line. */
  readonly label: string;
  readonly tone: "up" | "down" | "neutral" | "accent";
  /** Orders are dashed, what is held is not. */
  readonly dashed: boolean;
  /** May be drawn to another price. */
  readonly movable: boolean;
}

export const NO_LEVELS: readonly PriceLevel[] = [];

/** Where tags can stand: inside the pane of prices, not over each other. */
export interface TagPlaces {
  /** By id, px from the top; null is out of sight. */
  readonly tops: ReadonlyMap<string, number | null>;
  /** Width of the price axis. */
  readonly axisPx: number;
}

/** Height of a tag with the least gap to the next. */
export const TAG_PX = 22;

/**
 * Tops of the tags of lines at those heights, in the order of the lines: each at its line as far as the one above it leaves room.
 * Lines outside of `0..heightPx` have no tag.
 */
export function placeTags(heights: readonly (number | null)[], heightPx: number): readonly (number | null)[] {
  const placed: (number | null)[] = heights.map(() => null);
  const seen = heights
    .map((y, index) => ({ y, index }))
    .filter((one): one is { y: number; index: number } => one.y !== null && one.y >= 0 && one.y <= heightPx)
    .toSorted((one, other) => one.y - other.y || one.index - other.index);
  let free = Number.NEGATIVE_INFINITY;
  for (const { y, index } of seen) {
    const top = Math.max(y - TAG_PX / 2, free);
    placed[index] = top;
    free = top + TAG_PX;
  }
  return placed;
}

/** The multiple of the tick next to a price that was drawn by hand. */
export function toTick(price: number, tick: string): number {
  const step = Number(tick);
  const decimals = (tick.split(".")[1] ?? "").length;
  return Number((Math.round(price / step) * step).toFixed(decimals));
}

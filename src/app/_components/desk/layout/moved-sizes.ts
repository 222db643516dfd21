import type { SplitPanel } from "./split-sizes";

/**
 * Sizes in px after the line behind panel `edge` was moved by `byPx` from where `sizesPx` were measured. A panel gives way down to the
 * least it can be read at, then the one behind it; one that may be shut is, past half of its least.
 */
export function movedSizes(
  panels: readonly SplitPanel[],
  sizesPx: readonly number[],
  edge: number,
  byPx: number,
): readonly number[] {
  const next = [...sizesPx];
  const [grows, step] = byPx > 0 ? [edge, 1] : [edge + 1, -1];
  let wanted = Math.abs(byPx);
  let taken = 0;
  const grower = panels[grows];
  if (grower?.isOpen !== undefined && (next[grows] ?? 0) < grower.leastPx) {
    // What is shut opens at its least or not at all.
    if (wanted < grower.leastPx / 2) return sizesPx;
    wanted = Math.max(wanted, grower.leastPx);
  }
  for (let place = byPx > 0 ? edge + 1 : edge; place >= 0 && place < panels.length && taken < wanted; place += step) {
    const panel = panels[place];
    const px = next[place] ?? 0;
    if (panel === undefined) break;
    const rest = px - (wanted - taken);
    const isShut = panel.isOpen !== undefined && (px === 0 || rest < panel.leastPx / 2);
    const least = isShut ? 0 : Math.min(panel.leastPx, px);
    const left = isShut ? 0 : Math.max(rest, least);
    taken += px - left;
    next[place] = left;
  }
  next[grows] = (next[grows] ?? 0) + taken;
  // Less room than a shut panel needs is none.
  return grower?.isOpen !== undefined && (next[grows] ?? 0) < grower.leastPx ? sizesPx : next;
}

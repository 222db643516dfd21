/**
 * Two values closer than this share of the right one are equal: Float64 rounds the averages of 10 and of 30 decimal prices apart
 * by a hair where the decimals themselves agree, and that is no cross.
 */
const TIE = 1e-12;

/** 1: `left` is above `right`; -1: below; 0: they are equal, up to rounding. */
export function sideOf(left: number, right: number): -1 | 0 | 1 {
  const gap = left - right;
  if (!(Math.abs(gap) > TIE * Math.abs(right))) return 0;
  return gap > 0 ? 1 : -1;
}

const UNITS = [
  { letter: "y", ms: 365.25 * 86_400_000 },
  { letter: "d", ms: 86_400_000 },
  { letter: "h", ms: 3_600_000 },
  { letter: "m", ms: 60_000 },
  { letter: "s", ms: 1_000 },
] as const;

/** An age in the largest unit that it fills, for a cell of four letters: `5s`, `42m`, `3h`, `12d`, `5y`. */
export function shortAge(ageMs: number): string {
  const unit = UNITS.find(({ ms }) => ageMs >= ms) ?? UNITS[UNITS.length - 1];
  return unit === undefined ? "" : `${Math.floor(Math.max(ageMs, 0) / unit.ms)}${unit.letter}`;
}

/** Speeds that are offered; any from 0.1 to 10 000 may be set from the command line. */
export const SPEEDS = [0.1, 0.5, 1, 2, 5, 10, 60, 600, 3_600] as const;
/** What a choice of no number is called in a form: as fast as possible. */
export const AS_FAST_AS_POSSIBLE = "max";

/** A speed as a choice of a form. */
export function choiceOfSpeed(speed: number | null): string {
  return speed === null ? AS_FAST_AS_POSSIBLE : String(speed);
}

/** The speed that a choice stands for. */
export function speedOfChoice(choice: string): number | null {
  return choice === AS_FAST_AS_POSSIBLE ? null : Number(choice);
}

/** The choices there are, with one that is set otherwise among them. */
export function speedsWith(speed: number | null): readonly (number | null)[] {
  const known: readonly number[] = SPEEDS;
  const all = speed === null || known.includes(speed) ? known : [...known, speed].toSorted((a, b) => a - b);
  return [...all, null];
}

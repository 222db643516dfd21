/** Work done at a moment. */
interface Mark {
  readonly done: number;
  readonly atMs: number;
}

/** What was seen of work that moves in steps: the first step and the newest one. */
export interface Pace {
  /** Null until a step was seen: what was there before says nothing of the pace now. */
  readonly first: Mark | null;
  readonly last: Mark;
}

/** Work that went back was begun anew, and so is its pace. */
export function paceAfter({ first, last }: Pace, mark: Mark): Pace {
  return { first: mark.done < last.done ? null : (first ?? mark), last: mark };
}

/** How long the rest takes at the pace between the first and the newest step, in milliseconds; null with fewer than two. */
export function paceLeftMs({ first, last }: Pace, total: number, nowMs: number): number | null {
  if (first === null || last.done <= first.done || last.atMs <= first.atMs) return null;
  const msEach = (last.atMs - first.atMs) / (last.done - first.done);
  // Between two steps time goes by as well.
  return Math.max(0, (total - last.done) * msEach - (nowMs - last.atMs));
}

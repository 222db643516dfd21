/** Longest that pieces of work follow each other without a pause, in ms. */
const SLICE_MS = 4;

/** Frames in which what was told is drawn: a chart that learns in the first how wide its axis is draws once more. */
const FRAMES = 2;

/**
 * Work on `whose`, in order: at first in pieces, between which the browser answers fingers and paints, and at once when all that
 * was told before {@link end} is done and drawn.
 */
export class Pieces<Whose> {
  readonly whose: Whose;
  private waiting: ((whose: Whose) => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private frame = 0;
  private isOver = false;

  constructor(whose: Whose) {
    this.whose = whose;
  }

  /** Does `work` after what was told before. */
  tell(work: (whose: Whose) => void): void {
    if (this.isOver) {
      work(this.whose);
      return;
    }
    this.waiting.push(work);
    this.timer ??= setTimeout(() => this.go());
  }

  /** Does `last` when what was told before is drawn; from there on everything is done at once. */
  end(last: (whose: Whose) => void): void {
    const after = (frames: number) => {
      this.frame = requestAnimationFrame(() => (frames > 1 ? after(frames - 1) : finish()));
    };
    const finish = () => {
      // What came meanwhile belongs to the picture.
      for (const work of [...this.waiting.splice(0), last]) work(this.whose);
      this.isOver = true;
    };
    this.tell(() => after(FRAMES));
  }

  /** Forgets what was not done. */
  drop(): void {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
    this.waiting = [];
  }

  private go(): void {
    const since = performance.now();
    this.timer = undefined;
    try {
      do this.waiting.shift()?.(this.whose);
      while (this.waiting.length > 0 && performance.now() - since < SLICE_MS);
    } finally {
      if (this.waiting.length > 0) this.timer ??= setTimeout(() => this.go());
    }
  }
}

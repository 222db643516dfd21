/** Calls at once, and again after a while where more calls came meanwhile: however many come, at most one each `everyMs`. */
export interface Conflated {
  readonly call: () => void;
  /** Drops what waits. */
  readonly stop: () => void;
}

export interface ConflatedPorts {
  /** Calls back after `delayMs`, unless canceled by what it answers. */
  readonly later: (delayMs: number, call: () => void) => () => void;
}

export const byTimer: ConflatedPorts = {
  later(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};

export function makeConflated(work: () => void, everyMs: number, { later }: ConflatedPorts = byTimer): Conflated {
  let isResting = false;
  let isWanted = false;
  let cancel = () => {};
  const run = () => {
    isWanted = false;
    isResting = true;
    cancel = later(everyMs, () => {
      isResting = false;
      if (isWanted) run();
    });
    work();
  };
  return {
    call() {
      if (isResting) isWanted = true;
      else run();
    },
    stop() {
      cancel();
      isResting = false;
      isWanted = false;
    },
  };
}

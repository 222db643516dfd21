import { invariant } from "@/modules/_kernel";
import type { FillNotice, Market, PortfolioRun } from "../../domain/portfolio/market";
import type { BarView, DecisionNote, Desk, FillFacts, StrategyRun } from "../../domain/strategy";
import type { AskFile } from "./vm-ask";

/** What a thread and who started it share: calls into somebody's code, odd while one is under way, and what it is about. */
export const PULSE = { calls: 0, place: 1, length: 2 } as const;

/** Says in shared memory that somebody's code is being called: who looks at it knows a thread that does not come back. */
export class Pulse {
  readonly #shared: Int32Array;

  constructor(shared: Int32Array = new Int32Array(PULSE.length)) {
    this.#shared = shared;
  }

  /** What the next calls are about: a bar, a combination. */
  at(place: number): void {
    Atomics.store(this.#shared, PULSE.place, place);
  }

  during<T>(call: () => T): T {
    this.begin();
    try {
      return call();
    } finally {
      this.end();
    }
  }
  begin(): void {
    Atomics.add(this.#shared, PULSE.calls, 1);
  }
  end(): void {
    Atomics.add(this.#shared, PULSE.calls, 1);
  }
}

/** The pulse of a thread, from what it was given when it was started. */
export function pulseOf(given: { readonly pulse: unknown }): Pulse {
  invariant(given.pulse instanceof Int32Array, "a thread is given its pulse");
  return new Pulse(given.pulse);
}

/** The same questions, each of which the pulse tells of. */
export const pulsingAsk = (ask: AskFile, pulse: Pulse): AskFile => ({
  open: ask.open,
  describe: (compiled) => pulse.during(() => ask.describe(compiled)),
  prepare: (compiled, params) => pulse.during(() => ask.prepare(compiled, params)),
});

/** The same run, each call of which the pulse tells of. */
export class PulsingRun implements StrategyRun {
  readonly #run: StrategyRun;
  readonly #pulse: Pulse;
  readonly onFill?: (fill: FillFacts, desk: Desk) => void;

  constructor(run: StrategyRun, pulse: Pulse) {
    this.#run = run;
    this.#pulse = pulse;
    if (run.onFill !== undefined) this.onFill = (fill, desk) => pulse.during(() => run.onFill?.(fill, desk));
  }
  get notes(): readonly DecisionNote[] {
    return this.#run.notes ?? [];
  }
  onBar(bar: BarView, desk: Desk): void {
    this.#pulse.begin();
    try {
      this.#run.onBar(bar, desk);
    } finally {
      this.#pulse.end();
    }
  }
  end(): void {
    this.#run.end?.();
  }
}

/** The same of a run on several instruments. */
export class PulsingPortfolioRun implements PortfolioRun {
  readonly #run: PortfolioRun;
  readonly #pulse: Pulse;
  readonly onFill?: (fill: FillNotice, market: Market) => void;

  constructor(run: PortfolioRun, pulse: Pulse) {
    this.#run = run;
    this.#pulse = pulse;
    if (run.onFill !== undefined) this.onFill = (fill, market) => pulse.during(() => run.onFill?.(fill, market));
  }
  get notes(): readonly DecisionNote[] {
    return this.#run.notes ?? [];
  }
  onBars(market: Market): void {
    this.#pulse.begin();
    try {
      this.#run.onBars(market);
    } finally {
      this.#pulse.end();
    }
  }
  end(): void {
    this.#run.end?.();
  }
}

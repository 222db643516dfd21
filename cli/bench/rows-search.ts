import { DEFAULT_BROKER } from "@/modules/execution";
import { makeSeededBars, type TrialTask } from "@/modules/strategy";
import { makeTrialPool } from "@/modules/strategy/server";
import { SEARCH_THREAD_FILE } from "../search-thread";
import { bareLoop } from "./bare-loop";
import type { Figure } from "./figure";
import { COMMISSION_RATE, WrongAnswer } from "./fixture";

/** Row 2: a sweep on 100 000 bars, threads and their start included, beside the bare loop on one thread. */

const BARS = 100_000;
const TRIES = 3;
const QUANTITY = 10;
/** What the peers agree on for the 100 combinations. */
const PUBLISHED = { combinations: 100, equity: "99465.776803", filled: 119_576 };

interface Params {
  readonly [name: string]: number;
  readonly fast: number;
  readonly slow: number;
  readonly quantity: number;
}

const steps = (from: number, count: number, step: number) => Array.from({ length: count }, (_, i) => from + i * step);
const grid = (slows: readonly number[]): readonly Params[] =>
  steps(5, 10, 5).flatMap((fast) => slows.map((slow) => ({ fast, slow, quantity: QUANTITY })));

/** Tens, the published hundred, and a thousand combinations. */
const GRIDS = [grid([120]), grid(steps(60, 10, 20)), grid(steps(60, 100, 2))];

const TASK: TrialTask = {
  strategy: "sma-cross",
  own: null,
  broker: { ...DEFAULT_BROKER, commission: { kind: "percent", rate: COMMISSION_RATE } },
  periodsPerYear: 252,
  windows: [],
  returnEveryDays: 1,
  sessions: null,
  objective: "finalEquity",
  minTrades: 0,
};

type Bars = ReturnType<typeof makeSeededBars>;

/** A pool that has never run, from its start to the last answer. */
async function sweep(bars: Bars, trials: readonly Params[]) {
  const startedMs = performance.now();
  const pool = makeTrialPool({ threadFile: SEARCH_THREAD_FILE });
  const outcome = await pool.run(
    { key: "bench", bars, task: TASK, trials },
    { signal: new AbortController().signal, progress: () => undefined },
  );
  const tookMs = performance.now() - startedMs;
  await pool.close();
  const equity = outcome?.columns["finalEquity"] ?? new Float64Array(0);
  const filled = outcome?.columns["filled"] ?? new Float64Array(0);
  return { tookMs, best: Math.max(...equity).toFixed(6), filled: filled.reduce((sum, count) => sum + count, 0) };
}

function bareSweep(bars: Bars, trials: readonly Params[]) {
  const startedMs = performance.now();
  const answers = trials.map((params) => bareLoop(bars, params));
  const tookMs = performance.now() - startedMs;
  const best = Math.max(...answers.map(({ equity }) => equity)).toFixed(6);
  return { tookMs, best, filled: answers.reduce((sum, { fills }) => sum + fills, 0) };
}

export async function measureSearch(): Promise<readonly Figure[]> {
  const bars = makeSeededBars(BARS);
  const figures: Figure[] = [];
  for (const trials of GRIDS) {
    const bare = bareSweep(bars, trials);
    const expected = trials.length === PUBLISHED.combinations ? PUBLISHED : { equity: bare.best, filled: bare.filled };
    let tookMs = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const swept = await sweep(bars, trials);
      if (swept.best !== expected.equity || swept.filled !== expected.filled) {
        throw new WrongAnswer(
          `the best of ${trials.length} combinations is ${expected.equity} with ${expected.filled} orders, was ${swept.best} with ${swept.filled}: the figures are not printed`,
        );
      }
      tookMs = Math.min(tookMs, swept.tookMs);
    }
    figures.push({
      row: 2,
      what: "sweep on 100 000 bars, threads started for it",
      bars: trials.length,
      value: tookMs,
      unit: "ms",
      against: "hand-written loop, one thread",
      againstValue: bare.tookMs,
    });
  }
  return figures;
}

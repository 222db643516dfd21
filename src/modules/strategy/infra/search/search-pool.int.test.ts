import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_BROKER } from "@/modules/execution";
import { runTrials, type TrialTask } from "../../domain/search";
import { makeSeededBars } from "../../domain/seeded-bars";
import type { TrialPool } from "../../ports-search";
import { bundleThread } from "../../testing/bundle-thread";
import { compileSource } from "../sandbox/compile";
import { EXAMPLES } from "../sandbox/sdk-text";
import { makeTrialPool } from "./search-pool";

const BARS = makeSeededBars(100_000);
const TASK: TrialTask = {
  strategy: "sma-cross",
  own: null,
  broker: { ...DEFAULT_BROKER, commission: { kind: "percent", rate: 0.001 } },
  periodsPerYear: 252,
  windows: [],
  returnEveryDays: 1,
  sessions: null,
  objective: "finalEquity",
  minTrades: 0,
};
const steps = (from: number, to: number, step: number) =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
const GRID = steps(5, 50, 5).flatMap((fast) => steps(60, 240, 20).map((slow) => ({ fast, slow, quantity: 10 })));
const SHORT = { key: "short", bars: makeSeededBars(3_000), task: TASK, trials: GRID };
const never = { signal: new AbortController().signal, progress: () => undefined };

let pool: TrialPool;
/** Enough for whatever comes back, on a busy machine; where nothing comes back the test waits less. */
const patience = { answerMs: 30_000 };
beforeAll(async () => {
  const threadFile = await bundleThread(join(import.meta.dirname, "search-thread.ts"));
  pool = makeTrialPool({ threadFile, threads: 2, patience });
});
afterAll(() => pool.close());

/** 10 million bars of backtest: seconds by itself, and more beside everything else. */
const SWEEP_MS = 60_000;

describe("the pool of threads", () => {
  it(
    "gives the published answer of the sweep of 100 combinations on 100 000 bars",
    async () => {
      const outcome = await pool.run({ key: "sweep", bars: BARS, task: TASK, trials: GRID }, never);
      const { finalEquity, filled } = outcome?.columns ?? {};
      expect(Math.max(...(finalEquity ?? [])).toFixed(6)).toBe("99465.776803");
      expect(filled?.reduce((sum, count) => sum + count, 0)).toBe(119_576);
      expect(outcome?.faults).toEqual([]);
    },
    SWEEP_MS,
  );

  it("gives the bits of one thread, in the order asked", async () => {
    const alone = runTrials(SHORT.bars, TASK, GRID);
    expect(await pool.run(SHORT, never)).toEqual(alone);
    const none = makeTrialPool({ threadFile: "/nowhere/thread.mjs", threads: 2 });
    expect(await none.run(SHORT, never)).toEqual(alone);
  });

  it("sums a search up to the bits of one thread", async () => {
    const windows = [{ trainFrom: 0, trainTo: 1_500, testFrom: 1_500, testTo: 3_000 }];
    const task = { ...TASK, windows };
    const ranges = {
      fast: { kind: "range", from: 5, to: 50, step: 5 },
      slow: { kind: "range", from: 60, to: 240, step: 20 },
      quantity: { kind: "fixed", value: 10 },
    } as const;
    const { columns, returns } = runTrials(SHORT.bars, task, GRID);
    const point = Float64Array.from(GRID, (_, place) => place);
    const periods = returns.length / GRID.length;
    const job = {
      ranges,
      task,
      bars: SHORT.bars,
      columns: { ...columns, point },
      returns: { trials: GRID.length, periods, returns },
    };
    const summed = await pool.sumUp(job);
    expect(summed).toEqual(await makeTrialPool({ threadFile: "/nowhere/thread.mjs" }).sumUp(job));
    expect(summed.outcome).toMatchObject({ trials: 100, walk: { windows: [{ testTrades: expect.any(Number) }] } });
  });

  it("says how far it is and stops when told to", async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const many = { ...SHORT, trials: [...GRID, ...GRID, ...GRID, ...GRID] };
    const stopped = await pool.run(many, {
      signal: controller.signal,
      progress: (done) => {
        seen.push(done);
        controller.abort();
      },
    });
    expect(stopped).toBeNull();
    expect(seen.length).toBeLessThanOrEqual(2);
  });

  it("answers a call whose thread cannot work with the fault, and the next one as ever", async () => {
    const broken = { ...SHORT, task: { ...TASK, strategy: "no-such" } };
    await expect(pool.run(broken, never)).rejects.toThrow("a search names a strategy there is");
    expect((await pool.run(SHORT, never))?.columns["score"]?.length).toBe(GRID.length);
  });

  it("runs strategies in code to the bits of the built-in one, and by itself those that do not come back", async () => {
    const example = EXAMPLES.find(({ name }) => name === "sma-cross")?.source ?? "";
    const hang = "const far: number[] = []; far.length = 2 ** 32 - 1; JSON.stringify({}, far as never);";
    const own = async (source: string) => {
      const { compiled } = await compileSource(source);
      return { kind: "code" as const, name: "mine@1", version: "1", compiled: compiled ?? "" };
    };
    const trials = GRID.slice(0, 12);
    const task = { ...TASK, strategy: "mine@1", own: await own(example) };
    const windows = [{ trainFrom: 0, trainTo: 1_500, testFrom: 1_500, testTo: 3_000 }];
    const builtIn = runTrials(SHORT.bars, { ...TASK, windows }, trials);
    expect(await pool.run({ ...SHORT, task: { ...task, windows }, trials }, never)).toEqual(builtIn);

    const hanging = await own(example.replace("const gap", `if (params.slow === 80) { ${hang} }\nconst gap`));
    // Of one call, however long a fresh thread takes to begin: what hangs computes all that time.
    patience.answerMs = 1_000;
    const outcome = await pool.run(
      { ...SHORT, key: "hang", task: { ...task, own: hanging }, trials: trials.slice(0, 3) },
      never,
    );
    patience.answerMs = 30_000;
    expect(outcome?.faults).toEqual([{ place: 1, message: expect.stringContaining("did not come back") }]);
    const plain = runTrials(SHORT.bars, TASK, trials.slice(0, 3));
    expect([...(outcome?.columns["score"] ?? [])]).toEqual([
      plain.columns["score"]?.[0],
      Number.NaN,
      plain.columns["score"]?.[2],
    ]);
    expect(outcome?.returns.length).toBe(plain.returns.length);
  }, 60_000);
});

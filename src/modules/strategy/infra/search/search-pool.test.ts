import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_BROKER } from "@/modules/execution";
import { runTrials, type TrialTask } from "../../domain/search";
import { makeSeededBars } from "../../domain/seeded-bars";
import type { TrialPool } from "../../ports-search";
import { makeTrialPool } from "./search-pool";

const BARS = makeSeededBars(100_000);
const TASK: TrialTask = {
  strategy: "sma-cross",
  own: null,
  broker: { ...DEFAULT_BROKER, commission: { kind: "percent", rate: 0.001 } },
  periodsPerYear: 252,
  windows: [],
  returnEveryDays: 1,
  objective: "finalEquity",
  minTrades: 0,
};
const steps = (from: number, to: number, step: number) =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
const GRID = steps(5, 50, 5).flatMap((fast) => steps(60, 240, 20).map((slow) => ({ fast, slow, quantity: 10 })));
const SHORT = { key: "short", bars: makeSeededBars(3_000), task: TASK, trials: GRID };
const never = { signal: new AbortController().signal, progress: () => undefined };

let pool: TrialPool;
const threadFile = join(process.cwd(), "node_modules/.cache/bifrost-test/search-thread.mjs");
beforeAll(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, "search-thread.ts")],
    outfile: threadFile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    alias: { "@": join(process.cwd(), "src") },
    logLevel: "error",
  });
  pool = makeTrialPool({ threadFile, threads: 2 });
});
afterAll(() => pool.close());

describe("the pool of threads", () => {
  it("gives the published answer of the sweep of 100 combinations on 100 000 bars", async () => {
    const outcome = await pool.run({ key: "sweep", bars: BARS, task: TASK, trials: GRID }, never);
    const { finalEquity, filled } = outcome?.columns ?? {};
    expect(Math.max(...(finalEquity ?? [])).toFixed(6)).toBe("99465.776803");
    expect(filled?.reduce((sum, count) => sum + count, 0)).toBe(119_576);
    expect(outcome?.faults).toEqual([]);
  });

  it("gives the bits of one thread, in the order asked", async () => {
    const alone = runTrials(SHORT.bars, TASK, GRID);
    expect(await pool.run(SHORT, never)).toEqual(alone);
    const none = makeTrialPool({ threadFile: "/nowhere/thread.mjs", threads: 2 });
    expect(await none.run(SHORT, never)).toEqual(alone);
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
});

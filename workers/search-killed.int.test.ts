import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decodeColumns } from "@/modules/data";
import { makeSeededBars } from "@/modules/strategy";
import { makeSearchStore } from "@/modules/strategy/server";
import type { Actor } from "@/server/flows/contract";
import type { FlowDeps } from "@/server/flows/deps";
import { makeSearchFlows } from "@/server/flows/search/search-flows";
import { seedBars } from "@/server/flows/testing/seed-bars";
import { makeTestDeps } from "@/server/flows/testing/test-house";
import { bundleProcess, SHORT_LIVED } from "@/server/infra/testing/bundle-process";
import { type TestDatabase, withTestDatabase } from "@/server/infra/testing/database";

/** Kills in all: a sample here, the full number in `npm run soak`. */
const KILLS = Number(process.env["DRILL_KILLS"] ?? 1);
const SEED = Number(process.env["DRILL_SEED"] ?? 1);
/** A job is begun three times at most: it survives two kills. */
const KILLS_PER_ROUND = 2;
/** Statements of a worker that does a search without being killed; past them it has ended, and that counts as well. */
const STATEMENTS = 260;
const ACTOR: Actor = { kind: "cli", userId: null, requestId: "drill" };
/** Four chunks. */
const POINTS = 1_000;

let database: TestDatabase;
let deps: FlowDeps;
let dataDir: string;
let worker: string;
const thread = join(process.cwd(), "node_modules/.cache/bifrost-test", "drill-thread.mjs");
beforeAll(async () => {
  database = await withTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "bifrost-search-drill-"));
  deps = makeTestDeps(database, { dataDir });
  await seedBars(deps, { symbol: "SEED", resolution: "1m", bars: makeSeededBars(2_000) });
  worker = await bundleProcess(join(import.meta.dirname, "testing/work-until-killed.ts"));
  const source = join(process.cwd(), "src/modules/strategy/infra/search/search-thread.ts");
  await build({
    entryPoints: [source],
    outfile: thread,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    alias: { "@": join(process.cwd(), "src") },
    logLevel: "error",
  });
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A worker's life; how it ended. */
function live(statement: number, searchId: string): Promise<"killed" | "done"> {
  const args = [
    ...SHORT_LIVED,
    worker,
    database.url,
    "-",
    dataDir,
    String(statement),
    `search:${searchId}`,
    `thread:${thread}`,
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("exit", (code, signal) => {
      if (signal === "SIGKILL") resolve("killed");
      else if (code === 0) resolve("done");
      else reject(new Error(`the worker ended with ${String(code ?? signal)}`));
    });
  });
}

/** As much later as the sweeper wants, so that the drill does not wait for it. */
const letTimePass = () => deps.sql.$executeRaw`
  UPDATE job SET heartbeat_at = heartbeat_at - interval '5 minutes', created_at = created_at - interval '5 minutes'
  WHERE finished_at IS NULL`;

/** Numbers from a seed (mulberry32), so that a failing drill can be run again. */
function makeRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function start(): Promise<string> {
  const submitted = await makeSearchFlows(deps).submitSearch(ACTOR, {
    strategy: "sma-cross",
    symbol: "SEED",
    resolution: "1m",
    from: null,
    to: null,
    adjustment: "raw",
    cash: 100_000,
    commissionPercent: 0.1,
    slippageBps: 0,
    ranges: { fast: { kind: "range", from: 2, to: 41, step: 1 }, slow: { kind: "range", from: 50, to: 74, step: 1 } },
    constraints: [],
    method: { kind: "grid" },
    seed: 1,
    objective: "totalReturn",
    minTrades: 1,
    walkForward: { mode: "rolling", windows: 3, trainRatio: 3, embargoBars: 0 },
  });
  if (!submitted.ok) throw new Error(submitted.error.kind);
  return submitted.value.searchId;
}

/** Everything a person sees of a search, without its ids and times: equal for equal searches. */
async function found(searchId: string) {
  const flows = makeSearchFlows(deps);
  const view = await flows.getSearch(searchId);
  const results = await flows.readSearchResults(searchId, 0);
  const decoded = results.ok ? decodeColumns(results.value) : null;
  if (!view.ok || decoded?.ok !== true) throw new Error("it can be read");
  const { point = new Float64Array(0), score = new Float64Array(0) } = decoded.value;
  const scores = new Map(Array.from(point, (each, place) => [each, score[place]] as const));
  const { status, trials, trialsDone, chunksDone, chunksFailed, outcome } = view.value;
  const rows = [...scores].toSorted(([left], [right]) => left - right);
  return { status, trials, trialsDone, chunksDone, chunksFailed, outcome, results: point.length, rows };
}

it(
  "a worker may be killed at any statement of a search: no combination is lost, none counted twice",
  async () => {
    const undisturbed = await start();
    expect(await live(0, undisturbed)).toBe("done");
    const expected = await found(undisturbed);
    expect(expected).toMatchObject({ status: "succeeded", trialsDone: POINTS, results: POINTS, chunksDone: 4 });
    const random = makeRandom(SEED);
    for (let killed = 0; killed < KILLS; ) {
      const searchId = await start();
      for (let kill = 0; kill < KILLS_PER_ROUND; kill += 1) {
        if ((await live(1 + Math.floor(random() * STATEMENTS), searchId)) === "done") break;
        killed += 1;
        await letTimePass();
      }
      expect(await live(0, searchId)).toBe("done");
      expect(await found(searchId)).toEqual(expected);
    }
    const subject = { strategy: "sma-cross", instrumentId: 1, resolution: "1m" };
    const trials = await makeSearchStore(deps.sql).countTrials(subject);
    expect(trials % POINTS).toBe(0);
  },
  120_000 * (1 + KILLS),
);

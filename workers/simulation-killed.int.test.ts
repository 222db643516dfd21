import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type JobId, ok, type Result } from "@/modules/_kernel";
import { makeSeededBars } from "@/modules/strategy";
import { makeBacktestFlows } from "@/server/flows/backtest-flows";
import { makeBacktestJobs } from "@/server/flows/backtest-jobs";
import type { Actor } from "@/server/flows/contract";
import type { FlowDeps } from "@/server/flows/deps";
import { makeRiskFlows } from "@/server/flows/risk/limit-flows";
import { seedBars } from "@/server/flows/testing/seed-bars";
import { makeTestDeps } from "@/server/flows/testing/test-house";
import { bundleProcess, SHORT_LIVED } from "@/server/infra/testing/bundle-process";
import { type TestDatabase, withTestDatabase } from "@/server/infra/testing/database";
import { readJob } from "@/server/platform/work";

/**
 * Statements about the simulation at which a worker kills itself: as it begins to work, and as it is about to write the result.
 */
const STATEMENTS = [1, 2] as const;
const ACTOR: Actor = { kind: "cli", userId: null, requestId: "drill" };

let database: TestDatabase;
let deps: FlowDeps;
let dataDir: string;
let runId: string;
let worker: string;
const must = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

beforeAll(async () => {
  database = await withTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "bifrost-simulation-drill-"));
  deps = makeTestDeps(database, { dataDir });
  await seedBars(deps, { symbol: "SEED", resolution: "1m", bars: makeSeededBars(5_000) });
  const submitted = must(
    await makeBacktestFlows(deps).submitBacktest(ACTOR, {
      strategy: "sma-cross",
      params: { fast: 5, slow: 20 },
      symbol: "SEED",
      resolution: "1m",
      from: null,
      to: null,
      adjustment: "raw",
      cash: 100_000,
      commissionPercent: 0.1,
      slippageBps: 0,
    }),
  );
  runId = submitted.runId;
  const job = makeBacktestJobs(deps).find(({ name }) => name === "strategy.run-backtest");
  const context = { requestId: "drill", userId: null, signal: new AbortController().signal, progress: () => undefined };
  must(must((await job?.run({ runId }, { ...context, jobId: submitted.jobId })) ?? ok(ok({}))));
  // Only the jobs of this drill are to be done.
  await deps.sql.$executeRaw`UPDATE job SET status = 'canceled', finished_at = now() WHERE finished_at IS NULL`;
  worker = await bundleProcess(join(import.meta.dirname, "testing/work-until-killed.ts"));
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A worker's life; how it ended. */
function live(statement: number, jobId: JobId): Promise<"killed" | "done"> {
  const child = spawn(
    process.execPath,
    [...SHORT_LIVED, worker, database.url, "-", dataDir, String(statement), jobId, "counting:risk_simulation"],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
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

it("a simulation goes on by itself after its worker was killed, whenever that was", async () => {
  const flows = makeRiskFlows(deps);
  const ask = async () =>
    must(
      await flows.simulateLimit(ACTOR, {
        terms: { kind: "order_value", value: "100" },
        source: { of: "run", runId },
        limitId: null,
      }),
    );
  const resultOf = async (simulationId: string) => {
    const { status, replay } = must(await flows.readSimulation(ACTOR, simulationId));
    return { status, replay: replay === null ? null : { ...replay, asOf: 0 } };
  };
  const undisturbed = await ask();
  expect(await live(0, undisturbed.jobId)).toBe("done");
  const expected = await resultOf(undisturbed.simulationId);
  expect(expected).toMatchObject({ status: "succeeded", replay: { currency: "USD" } });
  expect(expected.replay?.refusedOrders).toBeGreaterThan(0);
  for (const statement of STATEMENTS) {
    const asked = await ask();
    expect(await live(statement, asked.jobId)).toBe("killed");
    expect((await readJob(deps.sql, asked.jobId))?.status).toBe("running");
    await letTimePass();
    expect(await live(0, asked.jobId)).toBe("done");
    expect(await resultOf(asked.simulationId)).toEqual(expected);
  }
}, 240_000);

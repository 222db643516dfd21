import { createInterface } from "node:readline";
import { EpochMs } from "@/modules/_kernel";
import { openDatabase } from "../../infra/db";
import { openDeploymentDesk } from "../deployments/deployment-desk";
import { openRunShared } from "../deployments/desk-context";
import { makeTestDeps } from "./test-house";

/**
 * A process of its own that works one deployment at each line on its standard input, until it is killed. A line is the time that it
 * takes it to be; it says "ready" once it can work, and "done" after each.
 *
 * usage: run-until-killed.ts DATABASE_URL DEPLOYMENT_ID
 */
const [url = "", deploymentId = ""] = process.argv.slice(2);
const db = openDatabase({
  url,
  applicationName: "bifrost-deployment-drill",
  poolSize: 4,
  statementTimeoutMs: 60_000,
  // A process that is one of many on few cores hears of its connection when it is its turn.
  connectTimeoutMs: 60_000,
  onIdleError: (error) => process.stderr.write(`${error.message}\n`),
});
let now = EpochMs.of(0);
const deps = makeTestDeps({ url, ownerUrl: url, db, close: () => db.close() }, { clock: { nowMs: () => now } });
const shared = openRunShared(deps);
await deps.sql.$queryRaw`SELECT 1 AS one LIMIT 1`;
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  now = EpochMs.of(Number(line));
  const { transactions } = deps;
  await openDeploymentDesk(shared, { transactions, signal: new AbortController().signal }, deploymentId).round();
  process.stdout.write("done\n");
}

import { EpochMs } from "@/modules/_kernel";
import { makePostgresQuoteStore, makeRedisQuoteStore } from "@/modules/data/server";
import { makeTestDeps } from "@/server/flows/testing/test-house";
import { makeTradingFlows } from "@/server/flows/trading/trading-flows";
import { openDatabase } from "@/server/infra/db";
import { silentLogger } from "@/server/infra/logger";
import { openRedis } from "@/server/infra/redis";
import { askForPart } from "./drill-wishes";
import { killAtStatement } from "./kill-at-statement";

/**
 * What a web process does with the orders that somebody sends, until it kills itself at the statement of a number. Sends those of a
 * part of the drill, and says how many statements that took.
 *
 * usage: ask-until-killed.ts DATABASE_URL REDIS_URL|- STATEMENT|0 NOW_MS ACCOUNT_ID PART
 */
const [databaseUrl = "", redis = "-", statement = "0", now = "0", accountId = "", part = "0"] = process.argv.slice(2);
const statements = killAtStatement(Number(statement));
const db = openDatabase({
  url: databaseUrl,
  applicationName: "drill",
  poolSize: 6,
  statementTimeoutMs: 60_000,
  // A process that is one of many on few cores hears of its connection when it is its turn.
  connectTimeoutMs: 60_000,
  onIdleError: () => undefined,
});
const nowMs = EpochMs.of(Number(now));
const quotes =
  redis === "-" ? makePostgresQuoteStore(db.sql) : makeRedisQuoteStore(openRedis({ url: redis, log: silentLogger }));
const house = { url: databaseUrl, ownerUrl: databaseUrl, db, close: () => db.close() };
const flows = makeTradingFlows(makeTestDeps(house, { clock: { nowMs: () => nowMs }, quotes }));
await askForPart(flows, accountId, Number(part));
process.stdout.write(String(statements.sent()));
process.exit(0);

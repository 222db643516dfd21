import { randomUUID } from "node:crypto";
import { AccountId as Account, type AccountId, EpochMs } from "@/modules/_kernel";
import { makePostgresQuoteStore, makeRedisQuoteStore } from "@/modules/data/server";
import { openTradeShared, type TradeDeps } from "@/server/flows/trading/trade-shared";
import { openAccountDesk } from "@/server/flows/trading/work-accounts";
import { openDatabase } from "@/server/infra/db";
import { silentLogger } from "@/server/infra/logger";
import { openRedis } from "@/server/infra/redis";
import { makeOutboxNudge, makeWork } from "@/server/platform/work";
import { keepLease } from "@/server/platform/work/lease";
import { makeLocalSignals } from "@/server/platform/work/testing/local-signals";
import { killAtStatement } from "./kill-at-statement";

/**
 * A trading worker that kills itself, as `kill -9` would, at the statement of a number: before it is sent or right after. Without a
 * number it works the account until there is nothing to do, and says how many statements that took.
 *
 * usage: trade-until-killed.ts DATABASE_URL REDIS_URL|- STATEMENT|0 AHEAD_MS ACCOUNT_ID
 */
const [databaseUrl = "", redis = "-", statement = "0", ahead = "0", accountId = ""] = process.argv.slice(2);
const killAt = Number(statement);
/** Each life is later than the one before by more than anybody waits for an answer. */
const aheadMs = Number(ahead);
/** Rounds in a row after which nothing is to be expected any more. */
const QUIET_ROUNDS = 3;

const statements = killAtStatement(killAt);

const { sql, transactions, guarded } = openDatabase({
  url: databaseUrl,
  applicationName: "drill",
  poolSize: 6,
  statementTimeoutMs: 60_000,
  // A process that is one of many on few cores hears of its connection when it is its turn.
  connectTimeoutMs: 60_000,
  onIdleError: () => undefined,
});
const deps: TradeDeps = {
  sql,
  transactions,
  guarded,
  work: makeWork(randomUUID, makeOutboxNudge()),
  signals: makeLocalSignals(),
  quotes:
    redis === "-" ? makePostgresQuoteStore(sql) : makeRedisQuoteStore(openRedis({ url: redis, log: silentLogger })),
  clock: { nowMs: () => EpochMs.of(Date.now() + aheadMs) },
  newId: randomUUID,
  log: silentLogger,
};
const holder = `life-${process.pid}`;

await work(Account.of(accountId));

/** By rounds, not by time: each does whatever can be done. Who is to be killed goes on until it is. */
async function work(account: AccountId): Promise<void> {
  const shared = openTradeShared(deps, 0);
  await new Promise<void>((resolve) => {
    keepLease(deps, { name: `trading:${account}`, holder }, async (lease) => {
      const desk = await openAccountDesk(shared, lease, account);
      let quiet = 0;
      while (quiet < QUIET_ROUNDS) {
        const before = await countEvents(account);
        await desk.round(true);
        quiet = killAt === 0 && (await countEvents(account)) === before ? quiet + 1 : 0;
      }
      resolve();
    });
  });
  process.stdout.write(String(statements.sent()));
  process.exit(0);
}

async function countEvents(account: AccountId): Promise<string> {
  const rows = await deps.sql.$queryRaw<{ n: string }[]>`
    SELECT count(*)::text AS n FROM order_event JOIN order_intent USING (order_id) WHERE account_id = ${account}`;
  return rows[0]?.n ?? "0";
}

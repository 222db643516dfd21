import { join, resolve } from "node:path";
import type { LoadCcxt } from "@/modules/data/server";
import { makePostgresQuoteStore, makeRedisQuoteStore } from "@/modules/data/server";
import type { FlowDeps } from "./flows/deps";
import { openFeeds } from "./flows/feeds/open-feeds";
import { type BuildInfo, readBuildInfo } from "./infra/build-info";
import { wallClock } from "./infra/clock";
import { type Database, openDatabase } from "./infra/db";
import { readImportRoot, readSecretsKey } from "./infra/env";
import { makeLogger } from "./infra/logger";
import { type Metrics, makeMetrics } from "./infra/metrics";
import { openPrisma, openRecords } from "./infra/prisma";
import { openRedis } from "./infra/redis";
import { makeSecrets, openKeyRing } from "./platform/secrets";
import { makeOutboxNudge, makePostgresSignals, makeRedisSignals, makeWork, nudgingTransactions } from "./platform/work";

export interface HouseOptions {
  readonly process: "web" | "workers" | "gateway" | "cli";
  readonly databaseUrl: string;
  readonly redisUrl: string | null;
  readonly dataDir: string;
  readonly logLevel: string;
  readonly logPretty: boolean;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  /** What loads ccxt: given by workers, who alone call exchanges. */
  readonly loadCcxt?: LoadCcxt;
}

/** The drivers of one process and what flows are made from. Nothing connects before it is first used. */
export interface House {
  readonly database: Database;
  readonly deps: FlowDeps;
  readonly metrics: Metrics;
  readonly build: BuildInfo;
  /** Stops listening, then closes the pool. May be called twice. */
  close(): Promise<void>;
}

export function openHouse(options: HouseOptions): House {
  const log = makeLogger({ process: options.process, level: options.logLevel, pretty: options.logPretty });
  const build = readBuildInfo();
  const database = openDatabase({
    url: options.databaseUrl,
    applicationName: `bifrost-${options.process}`,
    poolSize: options.poolSize,
    statementTimeoutMs: options.statementTimeoutMs,
    onIdleError: (error) => log.warn({ error }, "Idle database connection lost"),
  });
  const prisma = openPrisma(database.pool);
  const signals =
    options.redisUrl === null
      ? makePostgresSignals({ pool: database.pool, url: options.databaseUrl, log })
      : makeRedisSignals({ url: options.redisUrl, log });
  const redis = options.redisUrl === null ? null : openRedis({ url: options.redisUrl, log });
  const nudge = makeOutboxNudge();
  const dataDir = resolve(options.dataDir);
  const importRoot = readImportRoot(dataDir);
  const newId = () => crypto.randomUUID();
  const keyRing = openKeyRing(dataDir, readSecretsKey());
  const secrets = makeSecrets({ sql: database.sql, ring: keyRing });
  let closing: Promise<void> | null = null;
  const close = async () => {
    await signals.close();
    redis?.disconnect();
    await prisma.$disconnect();
    await database.close();
  };
  return {
    database,
    metrics: makeMetrics(),
    build,
    deps: {
      sql: database.sql,
      reads: database.reads,
      ...nudgingTransactions(database, nudge, signals),
      prisma,
      records: openRecords(prisma),
      work: makeWork(newId, nudge),
      signals,
      quotes: redis === null ? makePostgresQuoteStore(database.sql) : makeRedisQuoteStore(redis),
      feeds: openFeeds({
        sql: database.sql,
        clock: wallClock,
        secrets,
        loadCcxt: options.loadCcxt ?? null,
        files: { root: importRoot, workDir: join(dataDir, "folder") },
      }),
      secrets,
      keyRing,
      clock: wallClock,
      newId,
      log,
      dataDir,
      importRoot,
      build,
    },
    close: () => (closing ??= close()),
  };
}

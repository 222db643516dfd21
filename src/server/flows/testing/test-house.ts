import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { makePostgresQuoteStore } from "@/modules/data/server";
import { wallClock } from "../../infra/clock";
import { silentLogger } from "../../infra/logger";
import { openPrisma, openRecords } from "../../infra/prisma";
import type { TestDatabase } from "../../infra/testing/database";
import { makeOutboxNudge, makeWork } from "../../platform/work";
import { makeLocalSignals } from "../../platform/work/testing/local-signals";
import type { FlowDeps } from "../deps";

/** What flows are made from, on a test's own database; signals stay inside the test. */
export function makeTestDeps(database: TestDatabase, change: Partial<FlowDeps> = {}): FlowDeps {
  const { sql, transactions, pool } = database.db;
  const prisma = openPrisma(pool);
  return {
    sql,
    transactions,
    prisma,
    records: openRecords(prisma),
    work: makeWork(randomUUID, makeOutboxNudge()),
    signals: makeLocalSignals(),
    quotes: makePostgresQuoteStore(sql),
    feeds: { get: async () => null },
    clock: wallClock,
    newId: randomUUID,
    log: silentLogger,
    dataDir: tmpdir(),
    build: { version: "0.0.0", commit: "unknown" },
    ...change,
  };
}

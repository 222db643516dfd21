import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeFeeds, makePostgresQuoteStore, timers } from "@/modules/data/server";
import { wallClock } from "../../infra/clock";
import { silentLogger } from "../../infra/logger";
import { openPrisma, openRecords } from "../../infra/prisma";
import type { TestDatabase } from "../../infra/testing/database";
import {
  makeGuessThrottle,
  makeKnownDevices,
  makePasskeyChallenges,
  makeSignInThrottle,
} from "../../platform/identity";
import { makeSecrets, openKeyRing } from "../../platform/secrets";
import { makeOutboxNudge, makeWork } from "../../platform/work";
import { makeLocalSignals } from "../../platform/work/testing/local-signals";
import type { FlowDeps } from "../deps";
import { passkeyPlaceOf } from "../people/check-passkey";
import { makeSignIn, type SignIn } from "../sign-in";

/** The way in, as a web process that has just started has it: nothing but the database is shared with the one before. */
export function makeTestSignIn(database: TestDatabase, deps: FlowDeps): SignIn {
  const { pool } = database.db;
  return makeSignIn({
    ...deps,
    throttle: makeSignInThrottle(pool),
    codes: makeGuessThrottle(pool, "code"),
    devices: makeKnownDevices(deps.keyRing),
    place: passkeyPlaceOf("http://localhost:3000"),
    challenges: makePasskeyChallenges(deps.keyRing),
  });
}

/** A key of tests, never of an installation. */
const TEST_KEY = "0123456789abcdef".repeat(4);

/** What flows are made from, on a test's own database; signals stay inside the test. */
export function makeTestDeps(database: TestDatabase, change: Partial<FlowDeps> = {}): FlowDeps {
  const { sql, reads, transactions, guarded, pool } = database.db;
  const prisma = openPrisma(pool);
  const clock = change.clock ?? wallClock;
  const keyRing = openKeyRing(tmpdir(), TEST_KEY);
  return {
    sql,
    reads,
    transactions,
    guarded,
    prisma,
    records: openRecords(prisma),
    work: makeWork(randomUUID, makeOutboxNudge()),
    signals: makeLocalSignals(),
    quotes: makePostgresQuoteStore(sql),
    feeds: makeFeeds({
      providers: [],
      clock,
      waiting: timers,
      fetch,
      settingsOf: async () => ({ enabled: true, baseUrls: {}, key: null }),
    }),
    secrets: makeSecrets({ sql, ring: keyRing }),
    keyRing,
    clock,
    newId: randomUUID,
    log: silentLogger,
    dataDir: tmpdir(),
    importRoot: join(tmpdir(), "no-import-root"),
    build: { version: "0.0.0", commit: "unknown" },
    ...change,
  };
}

import { PrismaPg } from "@prisma/adapter-pg";
import type { Pool } from "pg";
import { type Prisma as Generated, PrismaClient } from "@/generated/prisma/client";
import { preparedName } from "./db";

/** Rows that people read: users, sessions, settings, notifications, catalogs, runs. */
export type Prisma = PrismaClient;

/** One transaction over such rows. Also a `SqlPort`: audit and outbox rows are written in it as in any other. */
export type RecordTx = Generated.TransactionClient;

/** Runs `work` in one transaction of Prisma's: all of it is committed, or none of it when `work` throws. */
export interface Records {
  run<T>(work: (tx: RecordTx) => Promise<T>): Promise<T>;
}

/** Waiting for a connection, and the whole of a transaction: people's rows are few and a change of them is short. */
const CONNECT_TIMEOUT_MS = 5_000;
const RECORDS_TIMEOUT_MS = 15_000;

/** Prisma on the pool that everything else uses. Connects at the first query. */
export function openPrisma(pool: Pool): Prisma {
  return new PrismaClient({ adapter: new PrismaPg(pool, { statementNameGenerator: ({ sql }) => preparedName(sql) }) });
}

/** Changes of rows that people read. What copies bars, or submits work with them, uses `Transactions` instead. */
export function openRecords(prisma: Prisma): Records {
  return {
    run: (work) => prisma.$transaction(work, { maxWait: CONNECT_TIMEOUT_MS, timeout: RECORDS_TIMEOUT_MS }),
  };
}

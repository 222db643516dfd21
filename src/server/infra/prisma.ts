import { PrismaPg } from "@prisma/adapter-pg";
import type { Pool } from "pg";
import { PrismaClient } from "@/generated/prisma/client";

export type Prisma = PrismaClient;

/**
 * Prisma on the pool that everything else uses: for rows people read (users, settings, notifications, runs). What
 * changes rows goes through `Transactions`, so that its audit and outbox rows commit with it.
 */
export function openPrisma(pool: Pool): Prisma {
  return new PrismaClient({ adapter: new PrismaPg(pool) });
}

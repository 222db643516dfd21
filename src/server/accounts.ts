import { type Clock, EpochMs } from "@/modules/_kernel";
import { makeCreateUser } from "./flows/create-user";
import { makeSetPassword } from "./flows/manage-account";
import type { Database } from "./infra/db";
import { openPrisma, openRecords } from "./infra/prisma";
import { listUsers } from "./platform/identity";

/** What the command line asks about people: a small house of its own, without queues or workers. */
export function makeAccounts({ pool }: Pick<Database, "pool">) {
  const clock: Clock = { nowMs: () => EpochMs.of(Date.now()) };
  const prisma = openPrisma(pool);
  const records = openRecords(prisma);
  const newId = () => crypto.randomUUID();
  return {
    createUser: makeCreateUser({ prisma, records, newId }),
    setPassword: makeSetPassword({ prisma, records, clock }),
    listUsers: () => listUsers(prisma),
  };
}

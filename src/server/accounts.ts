import { type Clock, EpochMs } from "@/modules/_kernel";
import { makeCreateUser } from "./flows/create-user";
import { makeSetPassword } from "./flows/manage-account";
import type { Database } from "./infra/db";
import { listUsers } from "./platform/identity";

/** What the command line asks about people: a small house of its own, without queues or workers. */
export function makeAccounts({ sql, transactions }: Pick<Database, "sql" | "transactions">) {
  const clock: Clock = { nowMs: () => EpochMs.of(Date.now()) };
  const newId = () => crypto.randomUUID();
  return {
    createUser: makeCreateUser({ sql, transactions, newId }),
    setPassword: makeSetPassword({ sql, transactions, clock }),
    listUsers: () => listUsers(sql),
  };
}

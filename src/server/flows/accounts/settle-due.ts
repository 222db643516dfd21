import { isoDate } from "@/modules/data";
import { makeLedgerStore } from "@/modules/portfolio/server";
import type { FlowDeps } from "../deps";
import { announceAccount } from "./manage-accounts";

/** Cash settles by dates: a minute after midnight is soon enough. */
export const SETTLE_EVERY_MS = 60_000;
/** Accounts of one round; what is left is settled in the next, which begins at once. */
const ACCOUNTS_PER_ROUND = 200;

/**
 * Settles cash that is due, account by account, each in its own transaction under its lock: several processes may do it at once, and
 * settle each sum once. True: there may be more.
 */
export const makeSettleDue =
  ({ sql, transactions, clock, work, log }: Pick<FlowDeps, "sql" | "transactions" | "clock" | "work" | "log">) =>
  async (): Promise<boolean> => {
    const ledger = makeLedgerStore();
    const today = isoDate(clock.nowMs());
    const due = await ledger.listDue(sql, today, ACCOUNTS_PER_ROUND);
    for (const accountId of due) {
      const settled = await transactions.run(async (tx) => {
        const account = await ledger.lockAccount(tx, accountId);
        if (account === null) return 0;
        const batches = await ledger.settle(tx, account, today);
        if (batches > 0) await announceAccount(work, tx, account);
        return batches;
      });
      if (settled > 0) log.info({ accountId, batches: settled }, "Cash settled");
    }
    return due.length === ACCOUNTS_PER_ROUND;
  };

import { type Rebuilt, rebuildOrders } from "@/modules/execution/server";
import { closeBooks, rebuildLedger } from "@/modules/portfolio/server";
import { appendAudit } from "../../platform/audit";
import type { Actor } from "../contract";
import type { FlowDeps } from "../deps";

/**
 * Drops every projection of events and makes it anew, in one transaction, and says how each compares with what was there.
 * Nothing of the events themselves changes. May be called at any time: writers wait until it is done.
 */
export const makeRebuildProjections =
  ({ transactions }: Pick<FlowDeps, "transactions">) =>
  (actor: Actor): Promise<readonly Rebuilt[]> =>
    transactions.run(async (tx) => {
      // Accounts, orders, books: as those lock them who book a fill.
      await closeBooks(tx);
      const rebuilt = [...(await rebuildOrders(tx)), ...(await rebuildLedger(tx))];
      const details = Object.fromEntries(
        rebuilt.map(({ projection, rows, differences }) => [projection, { rows, differences }]),
      );
      await appendAudit(tx, {
        actor,
        action: "projections.rebuild",
        subjectType: "projection",
        subjectId: "orders and ledger",
        details,
      });
      return rebuilt;
    });

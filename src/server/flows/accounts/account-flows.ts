import type { AccountFlows } from "../contract/accounts";
import type { FlowDeps } from "../deps";
import { makeAccountAccess } from "./access";
import { makeLedgerFlows } from "./book-entries";
import { makeManageAccounts } from "./manage-accounts";
import { makeMembers } from "./members";
import { makeValueFlows } from "./value-account";

type Deps = Pick<FlowDeps, "sql" | "prisma" | "transactions" | "clock" | "work" | "newId" | "quotes">;

/** Joins the flows about accounts and their ledger. */
export function makeAccountFlows(deps: Deps): AccountFlows {
  const access = makeAccountAccess(deps);
  return {
    ...makeManageAccounts(deps, access),
    ...makeMembers(deps, access),
    ...makeValueFlows(deps, access),
    ...makeLedgerFlows(deps, access),
  };
}

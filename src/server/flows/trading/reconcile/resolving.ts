import type { ReconcileItem } from "@/modules/execution";
import type { AccountFacts } from "@/modules/portfolio";
import type { Deployment } from "@/modules/strategy";
import type { Actor } from "../../contract";
import type { ResolveRequest } from "../../contract/reconcile";

/** What is done with an item of the inbox, and by whom. */
export interface Resolving {
  readonly actor: Actor;
  /** Locked until the transaction ends. */
  readonly account: AccountFacts;
  readonly item: ReconcileItem;
  readonly request: ResolveRequest;
  /** That gets it, locked before the account was; null: nothing is assigned. */
  readonly deployment: Deployment | null;
}

import type { ItemState, ReconcileItem, ReconcileRun, Resolution } from "@/modules/execution";
import type { BatchView } from "./accounts";
import type { OutageView } from "./paper";
import type { Actor, Answer } from "./shared";

export type { Resolution };

export interface ReconcileItemView extends ReconcileItem {
  readonly accountName: string;
  /** Name of the deployment that it was assigned to; null: none. */
  readonly assignedName: string | null;
  /** What may be done with it by whoever asks; none once it has ended. */
  readonly resolutions: readonly Resolution[];
}

/** How an account stands with its venue. */
export interface ReconcileStatus extends ReconcileRun {
  readonly accountId: string;
  readonly accountName: string;
  readonly open: number;
  /** That somebody practices with; null: the venue is as it is. */
  readonly outage: OutageView | null;
}

export interface ResolveRequest {
  readonly itemId: string;
  readonly action: Resolution;
  /** Why, in one line; asked for to ignore, to correct, and to assign a position. */
  readonly reason: string | null;
  /** Of a corrected or assigned position, decimal text: what a unit is booked at. Null is 0, which leaves cash as it is. */
  readonly price: string | null;
  /** To assign: the deployment that gets it, one of the account's that trades the instrument. */
  readonly deploymentId: string | null;
}

/** What assigning an item does to the sub-ledger of a deployment: amounts before and after, decimal text. */
export interface AssignedView {
  readonly deploymentId: string;
  readonly name: string;
  readonly symbol: string;
  /** Units that it holds of the symbol. */
  readonly qtyBefore: string;
  readonly qtyAfter: string;
  /** Cash that is left of its capital. */
  readonly cashBefore: string;
  readonly cashAfter: string;
  readonly currency: string;
}

export interface ResolvedView {
  readonly item: ReconcileItemView;
  /** What was booked for it, or would be, in that order; a fill that was another is taken back before it is booked as it was. */
  readonly batches: readonly BatchView[];
  /** Null: nothing was assigned. */
  readonly assigned: AssignedView | null;
}

/** News: topic `reconcile.changed` with `{accountId}`. */
export interface ReconcileFlows {
  /** Open ones first. `accountId` null: every account that the asking person may see. */
  listReconcileItems(
    actor: Actor,
    filter: { readonly accountId: string | null; readonly state: ItemState | null; readonly limit: number },
  ): Answer<readonly ReconcileItemView[]>;
  /** Of the paper accounts that the asking person may see. */
  listReconcileStatus(actor: Actor): Answer<readonly ReconcileStatus[]>;
  /** What it would book. Nothing is written. */
  previewResolution(actor: Actor, request: ResolveRequest): Answer<ResolvedView>;
  /** An item ends once. The same assignment asked for again is answered as it was, and books nothing more. */
  resolveItem(actor: Actor, request: ResolveRequest): Answer<ResolvedView>;
  /** Holds an account against its venue as soon as its worker comes to it. */
  askReconciliation(actor: Actor, accountId: string): Answer<{ readonly askedAt: number }>;
}

import type { EpochMs } from "@/modules/_kernel";
import type { ProtectionEvent, ProtectionTerms, SymbolProtection } from "@/modules/risk";
import type { Actor, Answer } from "./shared";

/** A change of an account's policy, with what became of it. */
export interface ProtectionChangeView {
  readonly changeId: string;
  readonly accountId: string;
  readonly version: number;
  readonly terms: ProtectionTerms;
  readonly before: ProtectionTerms;
  readonly isLooser: boolean;
  readonly reason: string;
  readonly askedBy: string;
  readonly askedAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly state: "waiting" | "in_force" | "rejected" | "withdrawn" | "expired";
  readonly decidedBy: string | null;
  readonly decidedAt: EpochMs | null;
  /** What the asking person may do about it now. */
  readonly mayDecide: boolean;
  readonly mayWithdraw: boolean;
}

/** What is done about a position that stops do not cover whole, and about stops that are too many. */
export interface ProtectionPolicyView {
  /** 0: nobody ever said anything, and the default stands. */
  readonly version: number;
  readonly terms: ProtectionTerms;
  readonly since: EpochMs | null;
  readonly mayAsk: boolean;
  /** Whether a change that loosens needs a second person. */
  readonly fourEyes: boolean;
  /** Newest first, a few. */
  readonly changes: readonly ProtectionChangeView[];
}

/** What a policy does about a symbol as it stands now. Amounts are decimal text, in units. */
export interface ProtectionPlan {
  readonly symbol: string;
  readonly fault: "uncovered" | "surplus";
  /** What stands uncovered, or is too much. */
  readonly amount: string;
  readonly act: /** Something is under way, and nobody knows yet what it comes to. */
    | { readonly kind: "wait" }
    | {
        readonly kind: "tell";
        readonly why: "policy" | "halted" | "no_price" | "below_lot" | "below_tick" | "may_open";
      }
    | {
        readonly kind: "place";
        readonly side: "buy" | "sell";
        readonly qty: string;
        readonly stopPrice: string;
        readonly from: "last_stop" | "distance";
      }
    /** Stops that are canceled, and what is left of the one that is made smaller. */
    | { readonly kind: "mend"; readonly cancel: number; readonly reduceTo: string | null };
}

/** Whether stops cover what an account holds, and what is done where they do not. Amounts are decimal text. */
export interface ProtectionView {
  readonly accountId: string;
  readonly account: string;
  readonly asOf: EpochMs;
  readonly positions: readonly {
    readonly symbol: string;
    readonly qty: string;
    readonly covered: string;
    readonly state: SymbolProtection["state"];
    readonly since: EpochMs | null;
    readonly unprotectedMs: number;
  }[];
  readonly unprotectedMs: number;
  readonly orphans: readonly { readonly orderId: string; readonly symbol: string }[];
  readonly policy: ProtectionPolicyView;
  /** `dueAt` null: nobody has begun to count. */
  readonly plans: readonly (ProtectionPlan & { readonly dueAt: EpochMs | null })[];
  /** What was seen and done, newest first. */
  readonly events: readonly Pick<ProtectionEvent, "eventId" | "at" | "symbol" | "fault" | "event" | "facts">[];
}

/** A change that waits, with the account's name. */
export interface WaitingProtection extends ProtectionChangeView {
  readonly account: string;
}

/** News: topic `risk.protection` with `{accountId}`. */
export interface ProtectionFlows {
  readProtection(actor: Actor, accountId: string): Answer<ProtectionView>;
  /** What a policy would do about the account as it stands now, once its seconds are over. Nothing is written. */
  previewProtection(
    actor: Actor,
    /** Terms are checked by the flow, with the place of each fault. */
    input: { readonly accountId: string; readonly terms: unknown },
  ): Answer<{ readonly terms: ProtectionTerms; readonly plans: readonly ProtectionPlan[] }>;
  /** A change that does not loosen is in force at once; one that does waits, where there is a second person to ask. */
  askProtection(
    actor: Actor,
    input: { readonly accountId: string; readonly terms: unknown; readonly reason: string },
  ): Answer<ProtectionChangeView>;
  /** Changes that wait for a second person, newest first, of accounts that the asking person may see. */
  listWaitingProtection(actor: Actor): Promise<readonly WaitingProtection[]>;
  decideProtection(
    actor: Actor,
    input: {
      readonly changeId: string;
      readonly decision: "approve" | "reject" | "withdraw";
      readonly note: string | null;
    },
  ): Answer<ProtectionChangeView>;
}

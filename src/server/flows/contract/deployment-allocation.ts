import type { EpochMs } from "@/modules/_kernel";
import type { AllocationMethod } from "@/modules/strategy";
import type { Actor, Answer } from "./shared";

export interface AllocationTermsView {
  readonly method: AllocationMethod;
  /** Fractions. */
  readonly share: number;
  readonly band: number;
  /** A year: what the volatility method aims at. */
  readonly volatility: number;
  /** Of the fixed method, by deployment; fractions of what is handed out, together at most 1. */
  readonly weights: Readonly<Record<string, number>>;
}

export interface AllocationView {
  readonly accountId: string;
  readonly currency: string;
  /** Worth of the account; null: a price of something it holds is not known, and nothing is handed out. */
  readonly equity: string | null;
  /** Null: each deployment has the capital that it was made with. */
  readonly terms: AllocationTermsView | null;
  readonly reckonedAt: EpochMs | null;
  /** What its deployments have, with what they would get. */
  readonly parts: readonly {
    readonly deploymentId: string;
    readonly name: string;
    readonly capital: string;
    readonly target: string | null;
    readonly weight: number | null;
    /** How far off it is, as a share of its target. */
    readonly drift: number | null;
    readonly volatility: number | null;
  }[];
  /** What deployments hold on the account together, and what is nobody's; by instrument. */
  readonly netting: readonly {
    readonly symbol: string;
    /** Of deployments that are long, and of those that are short. */
    readonly long: string;
    readonly short: string;
    /** Of the account; and what of it no deployment has: traded by hand. */
    readonly account: string;
    readonly rest: string;
  }[];
}

export interface AllocationFlows {
  readAllocation(actor: Actor, accountId: string): Answer<AllocationView>;
  /** Null: from now on each keeps what it has. It is reckoned when a session of its instruments has closed. */
  setAllocation(
    actor: Actor,
    input: { readonly accountId: string; readonly terms: AllocationTermsView | null },
  ): Answer<AllocationView>;
  /** Hands out now, whatever the band. */
  allocateNow(actor: Actor, accountId: string): Answer<AllocationView>;
}

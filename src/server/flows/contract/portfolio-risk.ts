import type { EpochMs } from "@/modules/_kernel";
import type { BookFigures, LimitKind, PortfolioRisk, Shock } from "@/modules/risk";
import type { Actor, Answer } from "./shared";

/** Risk of one account, or of all of one's own together. Money is in `currency`; statistics, so plain numbers. */
export interface PortfolioRiskView extends PortfolioRisk {
  readonly asOf: EpochMs;
  readonly accounts: readonly { readonly accountId: string; readonly name: string }[];
  readonly currency: string;
  /** Null: something of it has no price or no rate. */
  readonly equity: number | null;
  /** Positions without a price: they count at what they cost, or not at all where their currency has no rate. */
  readonly unpriced: readonly string[];
  /** Currencies without a rate: what is held in them is not in any number. */
  readonly unrated: readonly string[];
  /** Currencies whose rate has no stored past: how they move is not in any statistic. */
  readonly ratesWithoutPast: readonly string[];
  /** What betas are taken against; null: nothing that would do is stored. */
  readonly benchmark: string | null;
  /** Of the account's daily values; null of several accounts, or while one of its days is unknown. */
  readonly drawdown: {
    /** Fractions, 0 or below. */
    readonly now: number;
    readonly worst: number;
    readonly days: number;
  } | null;
}

/** How much of a limit is used; `part` null is unknown, and then nothing new passes. */
export interface NearestLimit {
  readonly kind: LimitKind;
  readonly name: string | null;
  readonly part: number | null;
  readonly isOver: boolean;
}

/** Six lines of an account, before an order and once all of it filled. `nearest` null: no limit binds. */
export interface OrderImpact {
  readonly before: BookFigures & { readonly nearest: NearestLimit | null };
  readonly after: BookFigures & { readonly nearest: NearestLimit | null };
}

export interface ScenarioView {
  readonly scenarioId: string;
  readonly name: string;
  readonly shocks: readonly Shock[];
  readonly madeBy: string;
  readonly madeAt: EpochMs;
  /** Its maker, and risk and administrators. */
  readonly mayRemove: boolean;
}

export interface PortfolioRiskFlows {
  /** @param query - `accountId` null: all of one's own. `benchmark` null: the first usual one that is stored. */
  readPortfolioRisk(
    actor: Actor,
    query: { readonly accountId: string | null; readonly benchmark: string | null },
  ): Answer<PortfolioRiskView>;
  listScenarios(actor: Actor): Promise<readonly ScenarioView[]>;
  /** Terms are checked by the flow, with the place of each fault. */
  addScenario(actor: Actor, terms: unknown): Answer<ScenarioView>;
  removeScenario(actor: Actor, scenarioId: string): Answer<null>;
}

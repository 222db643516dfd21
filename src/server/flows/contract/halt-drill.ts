import type { EpochMs } from "@/modules/_kernel";
import type { DrilledStep } from "@/modules/risk";
import type { Actor, Answer } from "./shared";

/** A drill of the kill switch, as it stands. */
export interface DrillView {
  readonly drillId: string;
  readonly accountId: string;
  readonly account: string;
  readonly symbol: string;
  readonly trigger: "asked" | "due";
  readonly askedBy: string;
  readonly askedAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly state: "waiting" | "running" | "passed" | "failed";
  readonly steps: readonly DrilledStep[];
}

/** The drill of each month: on which day (UTC), on which paper account, with what. */
export interface DrillPlanTerms {
  readonly day: number;
  readonly accountId: string;
  readonly symbol: string;
}

export interface DrillsView {
  /** Null: no drill is planned, or its account is not there for whoever asks. */
  readonly plan: (DrillPlanTerms & { readonly account: string }) | null;
  /** When the next one is due; null: none is planned. */
  readonly nextAt: EpochMs | null;
  /** It is due now and waits: for its account, or for a price. */
  readonly isDue: boolean;
  readonly mayChange: boolean;
  readonly drills: readonly DrillView[];
}

/** News: topic `risk.drills` with `{drillId}`. */
export interface DrillFlows {
  /** Newest first, of accounts that the asking person may see. */
  readDrills(actor: Actor): Promise<DrillsView>;
  /** Null plans none. Risk and administrators, on a paper account that they may trade. */
  planDrills(actor: Actor, plan: DrillPlanTerms | null): Answer<DrillsView>;
  /** Asks for one now; a worker runs it within seconds. The account is empty, trades, and carries no deployed strategy. */
  beginDrill(actor: Actor, input: Omit<DrillPlanTerms, "day">): Answer<DrillView>;
}

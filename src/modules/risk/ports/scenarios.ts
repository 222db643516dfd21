import type { EpochMs, SqlPort, UserId } from "@/modules/_kernel";
import type { ScenarioTerms } from "../domain/portfolio/scenario-terms";

export interface StoredScenario extends ScenarioTerms {
  readonly scenarioId: string;
  /** Null: the command line. */
  readonly madeBy: UserId | null;
  readonly madeAt: EpochMs;
}

/** Scenarios that people wrote, by name. */
export interface ScenarioStore {
  list(sql: SqlPort): Promise<readonly StoredScenario[]>;
  insert(tx: SqlPort, scenario: StoredScenario): Promise<"created" | "name_taken">;
  remove(tx: SqlPort, scenarioId: string): Promise<void>;
}

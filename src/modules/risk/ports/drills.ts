import type { AccountId, EpochMs, SqlPort, UserId } from "@/modules/_kernel";
import type { DrilledStep, DrillOutcome } from "../domain/drill/halt-drill";

/** A drill of the kill switch on a paper account. */
export interface HaltDrill {
  readonly drillId: string;
  readonly accountId: AccountId;
  readonly symbol: string;
  /** `due`: the plan of the house asked for it. */
  readonly trigger: "asked" | "due";
  /** Whose orders it opens and closes; null: the command line. */
  readonly askedBy: UserId | null;
  readonly askedAt: EpochMs;
  /** Null: nobody has begun it yet. */
  readonly startedAt: EpochMs | null;
  /** When its runner was last heard of. */
  readonly beatAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly outcome: DrillOutcome | null;
  readonly steps: readonly DrilledStep[];
}

/** Drills, of which one at a time is open. Every call runs in the caller's transaction. */
export interface DrillStore {
  /** `one_runs`: another one is not over. */
  insert(tx: SqlPort, drill: HaltDrill): Promise<"inserted" | "one_runs">;
  /** True: it is the caller's to run, and nobody else's. */
  claim(tx: SqlPort, drillId: string, at: EpochMs): Promise<boolean>;
  /** What was done so far. False: it is over, whoever ended it. */
  note(
    tx: SqlPort,
    drillId: string,
    of: { readonly steps: readonly DrilledStep[]; readonly at: EpochMs },
  ): Promise<boolean>;
  /** False: it was over before. */
  end(
    tx: SqlPort,
    drillId: string,
    of: { readonly steps: readonly DrilledStep[]; readonly at: EpochMs; readonly outcome: DrillOutcome },
  ): Promise<boolean>;
  /** The one that is not over. */
  open(sql: SqlPort): Promise<HaltDrill | null>;
  /** Newest first, of those accounts; null: of every one. */
  list(sql: SqlPort, accountIds: readonly string[] | null): Promise<readonly HaltDrill[]>;
}

import type { EpochMs, InstrumentId, SqlPort } from "@/modules/_kernel";
import type { ActionFacts, CorporateAction } from "../domain/corporate-actions/corporate-action";

/** Actions of one instrument as known at a moment, oldest first. */
export interface KnownActions {
  readonly actions: readonly CorporateAction[];
  /** When they last changed, as of that moment. Reading as of this gives the same actions for ever; null: never any. */
  readonly changedAtMs: EpochMs | null;
}

/** What a change did. */
export interface ActionCounts {
  readonly inserted: number;
  readonly replaced: number;
  readonly unchanged: number;
}

/** An action with the symbol that its instrument has now. */
export type DatedAction = CorporateAction & { readonly symbol: string };

/** An action that a person took out. */
export type RemovedAction = Pick<CorporateAction, "type" | "exDateMs">;

/** Corporate actions of instruments. What was known at a moment stays readable as of it. */
export interface CorporateActionStore {
  /** Actions known at `asOfMs`; null is now. At most {@link ACTIONS_PER_INSTRUMENT_MAX}. */
  known(instrumentId: InstrumentId, asOfMs: EpochMs | null): Promise<KnownActions>;
  /** When something of some instruments' actions last changed; one that is missing never had any. */
  changedOf(instrumentIds: readonly InstrumentId[]): Promise<ReadonlyMap<InstrumentId, EpochMs>>;
  /** The actions there are between two dates, both inside, oldest first, of any instrument; at most `limit`. */
  between(fromDateMs: number, toDateMs: number, limit: number): Promise<readonly DatedAction[]>;
  /** Lays a list over what is known, see `mergeActions`. In the caller's transaction; changes of one instrument wait for each other. */
  record(
    tx: SqlPort,
    change: {
      readonly instrumentId: InstrumentId;
      readonly actions: readonly ActionFacts[];
      readonly source: string;
      readonly nowMs: EpochMs;
    },
  ): Promise<ActionCounts>;
  /** What persons took out of an instrument: no feed brings it back. At most {@link ACTIONS_PER_INSTRUMENT_MAX}. */
  removed(sql: SqlPort, instrumentId: InstrumentId): Promise<readonly RemovedAction[]>;
  /** Ends an action on a person's word: from now on it is not known. Null when there is none of that id now. */
  remove(tx: SqlPort, actionId: string, nowMs: EpochMs): Promise<DatedAction | null>;
}

/** A dividend a week for a century. */
export const ACTIONS_PER_INSTRUMENT_MAX = 5_000;

import type { NamedColumns, TimeZone } from "@/modules/data";
import type { BrokerModel } from "@/modules/execution";
import type { CostBreakdown } from "../domain/analysis/cost-breakdown";
import type { LookAhead } from "../domain/analysis/look-ahead";
import type { RunFacts, VolumeFacts } from "../domain/analysis/run-facts";
import type { BacktestResult } from "../domain/backtest";
import type { BacktestSpec } from "../domain/backtest-spec";
import type { ParameterField } from "../domain/strategy";
import type { BacktestStats } from "../domain/tear-sheet";
import type { DataQuality, Pacing } from "../ports";

/** One way in which a run is made again. */
export interface Again {
  readonly broker?: Partial<BrokerModel>;
  /** Only the first so many bars of {@link Subject.bars}; not given: all. */
  readonly cut?: number;
}

/** What a run gave, whatever engine made it. `own` is the engine's own result, for its own kind to compare. */
export interface Made<Own> {
  /** On the bars of the subject. */
  readonly result: BacktestResult;
  readonly resultHash: string;
  readonly own: Own;
}

/** What is known of a run beyond the columns of its result. */
export interface Picture {
  readonly stats: BacktestStats;
  readonly costs: CostBreakdown;
  readonly volume: VolumeFacts;
  /** Held after the last bar. */
  readonly open: RunFacts["open"];
  /** Share of equity at work, one value a bar. */
  readonly exposure: Float64Array;
  /** When each trade was entered: the start of its bar. */
  readonly entryMs: Float64Array;
  /** Columns of the trades, in the order in which the run's own are kept. */
  readonly excursions: NamedColumns;
}

/** A run that can be made again: what an examination works on, on one instrument or on several. */
export interface Subject<Own = unknown> {
  readonly spec: BacktestSpec;
  readonly broker: BrokerModel;
  readonly fields: readonly ParameterField[];
  readonly warmUpBars: number;
  readonly periodsPerYear: number;
  /** Times of the bars, or of the moments at which bars closed, and what was held for comparison. */
  readonly bars: { readonly time: Float64Array; readonly close: Float64Array };
  /** Clocks of the exchange; null: bars are of a session or more. */
  readonly timeZone: TimeZone | null;
  readonly quality: DataQuality | null;
  /** Null: it was told to stop. */
  make(again: Again, pacing: Pacing): Promise<Made<Own> | null>;
  /** Where the run on the first `cut` bars parts from the whole one; null: nowhere. */
  difference(whole: Made<Own>, part: Made<Own>, cut: number): LookAhead | null;
  picture(made: Made<Own>): Picture;
}

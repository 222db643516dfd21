import type { BarColumns } from "@/modules/data";
import type { RoundTripColumns } from "@/modules/portfolio";
import type { BacktestResult } from "../backtest";
import type { BacktestSpec } from "../backtest-spec";
import type { ParameterField } from "../strategy";
import type { BacktestStats } from "../tear-sheet";
import type { ExaminationDetails, Finding, Honesty } from "./examination";

/** Everything that a check may look at. */
export interface RunFacts {
  readonly spec: BacktestSpec;
  readonly fields: readonly ParameterField[];
  readonly stats: BacktestStats;
  readonly trades: RoundTripColumns;
  readonly bars: number;
  /** Bars before the first decision. */
  readonly warmUp: number;
  /** Calendar days from the first bar to the last. */
  readonly days: number;
  readonly volume: VolumeFacts;
  /** Held after the last bar; null: nothing. */
  readonly open: { readonly share: number; readonly profit: number } | null;
  /** Where equity ends under its peak, a fraction at or below 0. */
  readonly drawdownNow: number;
  readonly equityMin: number;
  readonly marginCalls: number;
  readonly details: ExaminationDetails;
  readonly honesty: Honesty;
  /** How far the bars can be trusted, 0 to 100; null: nobody had judged them. */
  readonly quality: { readonly score: number | null } | null;
}

/** How what was traded stands to what the market traded. */
export interface VolumeFacts {
  /** Whether any bar has a volume. */
  readonly known: boolean;
  readonly fills: number;
  /** Fills on bars on which nobody else traded. */
  readonly silent: number;
  /** The largest fill as a share of its bar's volume, of those with one; 0 without any. */
  readonly largestShare: number;
}

/** One question to a run: what it found, or null. Pure. */
export type Check = (facts: RunFacts) => Finding | null;

/** Profit of the whole run, quote currency. */
export const profitOf = ({ stats, spec }: RunFacts): number => stats.finalEquity - spec.cash;

/** Looks up what was traded against the volume of the bars. */
export function volumeFacts(
  { fills }: Pick<BacktestResult, "fills">,
  { volume }: Pick<BarColumns, "volume">,
): VolumeFacts {
  const known = volume.some((each) => each > 0);
  let [silent, largestShare] = [0, 0];
  fills.bar.forEach((bar, fill) => {
    const traded = volume[bar] ?? Number.NaN;
    if (!(traded > 0)) silent += 1;
    else largestShare = Math.max(largestShare, Math.abs(fills.quantity[fill] ?? 0) / traded);
  });
  return { known, fills: fills.bar.length, silent: known ? silent : 0, largestShare };
}

import { z } from "zod";

/**
 * What is kept of the examination of a run, one JSON value: read back from the database, shown on the page, printed and
 * exported. Ratios are fractions, money is quote currency, null is undefined.
 */

const number = z.number();
const ratio = number.nullable();
const moment = z.int();
const list = <T extends z.ZodType>(of: T) => z.array(of).readonly();

const Band = z.object({ low: number, middle: number, high: number });
const Histogram = z.object({ from: number, width: number, counts: list(number) });
const Group = z.object({ trades: number, wins: number, pnl: number });

const Drawdown = z.object({
  peakMs: moment,
  troughMs: moment,
  /** Null: not yet. */
  recoveryMs: moment.nullable(),
  depth: number,
  /** From the peak to the recovery or the end. */
  bars: number,
});

/** Curves over the returns of the run, thinned to what a screen can show. Each value stands at a moment of `timeMs`. */
const Rolling = z.object({
  /** Returns in each window. */
  window: number,
  timeMs: list(moment),
  sharpe: list(ratio),
  beta: list(ratio),
  /** Share of equity at work: |position · close| / equity. */
  exposure: list(ratio),
});

const Details = z.object({
  years: list(z.object({ year: number, return: number, benchmark: ratio })),
  rolling: Rolling,
  drawdowns: list(Drawdown),
  dailyReturns: Histogram.nullable(),
  /** Of the price each was entered at, before costs. */
  tradeReturns: Histogram.nullable(),
  /** By the hour of entry on the exchange's clocks, 0 to 23; null: bars of a day or more have no hour. */
  hours: list(Group).nullable(),
  /** By the weekday of entry, Monday first. */
  weekdays: list(Group),
  costs: z.object({
    commission: number,
    slippage: number,
    spread: number,
    turnover: number,
    /** Where the run ends without any cost; null: it was not run again. */
    freeEquity: ratio,
  }),
});

const Finding = z.object({
  /** Stable name of the check. */
  id: z.string(),
  severity: z.enum(["reject", "doubt", "note"]),
  /** What was found, with its numbers. */
  sentence: z.string(),
  /** What to do about it. */
  todo: z.string(),
});

const BreakEven = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("lost_already") }),
  z.object({ kind: z.literal("dies_at"), bps: number }),
  z.object({ kind: z.literal("survives"), bps: number }),
]);

const Honesty = z.object({
  /** Every different try on this strategy and these data that was ever recorded, this one included. */
  trials: number,
  /** Probability that the true Sharpe ratio is above what luck gives the best of so many tries. */
  deflatedSharpe: ratio,
  /** Probability that it is above 0. */
  probabilisticSharpe: ratio,
  /** Sharpe ratio that the best of so many tries without skill is expected to reach, annualized. */
  luckSharpe: ratio,
  breakEven: BreakEven,
  lookAhead: z.object({ cuts: number, found: z.object({ cut: number, bar: number }).nullable() }),
  /** Whether running it again gave the same bits. */
  sameBits: z.boolean(),
  paths: z
    .object({
      samples: number,
      blockLength: number,
      sharpe: Band.nullable(),
      totalReturn: Band.nullable(),
      maxDrawdown: Band.nullable(),
      lossShare: number,
      fan: list(Band),
    })
    .nullable(),
  trades: z
    .object({ samples: number, profit: Band.nullable(), lossShare: number, shuffledDrawdown: Band.nullable() })
    .nullable(),
});

export const ExaminationSchema = z.object({
  /** Of the rules that made it; see {@link EXAMINATION_VERSION}. */
  version: z.string(),
  verdict: z.enum(["trust", "doubt", "reject"]),
  /** Every check that found something, the worst first. */
  findings: list(Finding),
  /** How many checks were made. */
  checks: number,
  details: Details,
  honesty: Honesty,
});

export type Examination = z.output<typeof ExaminationSchema>;
export type ExaminationDetails = z.output<typeof Details>;
export type Honesty = z.output<typeof Honesty>;
export type Finding = z.output<typeof Finding>;
export type Verdict = Examination["verdict"];

/** Raised whenever the same run may be judged differently. */
export const EXAMINATION_VERSION = "1";

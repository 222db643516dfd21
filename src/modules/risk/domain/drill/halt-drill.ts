import { EpochMs } from "@/modules/_kernel";
import { civilFromDays, daysFromCivil } from "@/modules/data";

const DAY_MS = 86_400_000;
const MONTHS = 12;

/**
 * What a drill of the kill switch goes through, in this order: something small is opened that there is to stop; each step of the
 * switch; and trading goes on as before.
 */
export const DRILL_STEPS = ["prepare", "reduce_only", "cancel", "flatten", "halted", "restore"] as const;
export type DrillStep = (typeof DRILL_STEPS)[number];

export const DRILL_OUTCOMES = ["passed", "failed"] as const;
export type DrillOutcome = (typeof DRILL_OUTCOMES)[number];

/** How one step went. */
export interface DrilledStep {
  readonly step: DrillStep;
  /** `not_tried`: there was nothing that it could have stopped. */
  readonly outcome: DrillOutcome | "not_tried";
  readonly at: EpochMs;
  /** Until the switch had answered. */
  readonly tookMs: number;
  /** Until what it asked for was so: orders gone, positions closed. Null: it asks for nothing that takes time. */
  readonly settledMs: number | null;
  /** Why not, a stable word; null: nothing to say. */
  readonly why: string | null;
}

/** Passed is every step, and nothing less: what was not tried was not shown to work. */
export function drillOutcome(steps: readonly DrilledStep[]): DrillOutcome {
  const isWhole = DRILL_STEPS.every((step) => steps.some((each) => each.step === step && each.outcome === "passed"));
  return isWhole ? "passed" : "failed";
}

/** Every month has it. */
export const DRILL_DAY_MAX = 28;

interface DrillPlan {
  /** Day of the month (UTC), from 1 to {@link DRILL_DAY_MAX}. */
  readonly day: number;
  /** When it was set: days before it are not made up for. */
  readonly setAt: EpochMs;
}

/** When the drill of a month is due: now, or the next one. `lastAt`: when the last one was begun, whoever asked for it. */
export function drillDue(
  { day, setAt }: DrillPlan,
  lastAt: EpochMs | null,
  nowMs: number,
): { readonly at: EpochMs; readonly isDue: boolean } {
  const now = civilFromDays(Math.floor(nowMs / DAY_MS));
  const inMonth = (later: number) => {
    const months = now.year * MONTHS + now.month - 1 + later;
    const month = (months % MONTHS) + 1;
    return daysFromCivil({ year: Math.floor(months / MONTHS), month, day }) * DAY_MS;
  };
  const newest = inMonth(0) <= nowMs ? inMonth(0) : inMonth(-1);
  const isDue = newest >= setAt && (lastAt === null || lastAt < newest);
  return { at: EpochMs.of(isDue ? newest : inMonth(inMonth(0) <= nowMs ? 1 : 0)), isDue };
}

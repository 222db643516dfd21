import { assertNever, err, ok, type Result } from "@/modules/_kernel";
import { type BarColumns, barCount } from "../bar-columns";
import type { IndicatorError } from "../indicators/definition";
import { computeIndicator } from "../indicators/registry";
import { comparisonsOf, type ScreenComparison, type ScreenCondition, type ScreenOperand } from "./condition";
import { sideOf } from "./cross";

/** Fewest and most bars that a screen reads of one instrument. */
const BARS_MIN = 60;
const BARS_MAX = 5_000;
/**
 * Averages that never forget their first value are within 0.1 % of their long-run value after about four times their
 * length; every indicator is given that much.
 */
const WARM_UP_FACTOR = 4;

export type ScreenError =
  | { readonly kind: "screen.indicator_refused"; readonly path: string; readonly refusal: IndicatorError }
  | {
      readonly kind: "screen.line_unknown";
      readonly path: string;
      readonly name: string;
      readonly line: string;
      readonly lines: readonly string[];
    };

/** What one comparison saw at the newest bar. `holds` is null where a side is not known there. */
export interface ScreenFinding {
  readonly path: string;
  readonly left: number | null;
  readonly right: number | null;
  readonly holds: boolean | null;
}

/** The answer for one instrument: it holds, it does not, or that cannot be told (too few bars, no volume). */
export interface ScreenVerdict {
  readonly holds: boolean | null;
  readonly findings: readonly ScreenFinding[];
}

export interface Screen {
  /** How many of the newest bars an answer needs. Fewer give `null` where they do not reach. */
  readonly barsNeeded: number;
  /** Asks the question at the newest bar. Bars oldest first, closed bars only. */
  evaluate(bars: BarColumns): ScreenVerdict;
}

/**
 * Makes a condition tree ready to be asked. Refuses what no bars could answer: an indicator that does not exist or takes
 * other parameters, a line that it does not have or that looks ahead.
 */
export function makeScreen(condition: ScreenCondition): Result<Screen, ScreenError> {
  const [refusal] = screenErrors(condition);
  if (refusal !== undefined) return err(refusal);
  const placed = comparisonsOf(condition);
  const reaches = placed.flatMap(({ comparison }) => [reachOf(comparison.left), reachOf(comparison.right)]);
  return ok({
    barsNeeded: Math.min(BARS_MAX, Math.max(BARS_MIN, ...reaches)),
    evaluate(bars) {
      const series = makeSeries(bars);
      const findings = placed.map(({ path, comparison }) => ({ path, ...compare(comparison, series) }));
      const held = new Map(findings.map(({ path, holds }) => [path, holds]));
      return { holds: judge(condition, "", held), findings };
    },
  });
}

/** Everything that {@link makeScreen} refuses of a tree, in reading order. */
export function screenErrors(condition: ScreenCondition): readonly ScreenError[] {
  return comparisonsOf(condition).flatMap(({ path, comparison }) =>
    (["left", "right"] as const).flatMap((side) => {
      const refusal = refuseOperand(comparison[side], path === "" ? side : `${path}.${side}`);
      return refusal === null ? [] : [refusal];
    }),
  );
}

const NO_BARS = new Float64Array(0);
const EMPTY: BarColumns = {
  time: NO_BARS,
  open: NO_BARS,
  high: NO_BARS,
  low: NO_BARS,
  close: NO_BARS,
  volume: NO_BARS,
};

function refuseOperand(operand: ScreenOperand, path: string): ScreenError | null {
  if (operand.kind !== "indicator") return null;
  const { name, line } = operand;
  const computed = indicatorLines(operand, EMPTY);
  if (!computed.ok) return { kind: "screen.indicator_refused", path, refusal: computed.error };
  const lines = Object.keys(computed.value);
  return lines.includes(line) ? null : { kind: "screen.line_unknown", path, name, line, lines };
}

/** Lines of an indicator as its stream gives them: those that look ahead are not among them. */
function indicatorLines({ name, params }: Extract<ScreenOperand, { kind: "indicator" }>, bars: BarColumns) {
  return computeIndicator(name, params, bars, "stream");
}

/** Bars that an operand needs to be known, the bar before for a cross included. */
function reachOf(operand: ScreenOperand): number {
  switch (operand.kind) {
    case "value":
      return 0;
    case "price":
      return operand.barsAgo + 2;
    case "change":
      return operand.barsAgo + operand.bars + 2;
    case "average_volume":
      return operand.barsAgo + operand.bars + 1;
    case "indicator": {
      const lengths = Object.values(operand.params).reduce((sum, value) => sum + Math.max(0, value), 0);
      return Math.ceil(operand.barsAgo + 2 + WARM_UP_FACTOR * Math.max(lengths, 20));
    }
    default:
      return assertNever(operand, "reachOf");
  }
}

/** Values of an operand, by bars ago; NaN where it is not known. */
type Series = (operand: ScreenOperand, barsAgo: number) => number;

function makeSeries(bars: BarColumns): Series {
  const count = barCount(bars);
  const lines = new Map<string, Readonly<Record<string, Float64Array>>>();
  const valueAt = (column: Float64Array, index: number) => column[index] ?? Number.NaN;
  const indicator = (operand: Extract<ScreenOperand, { kind: "indicator" }>) => {
    const key = JSON.stringify([operand.name, operand.params]);
    const known = lines.get(key);
    if (known !== undefined) return known;
    const computed = indicatorLines(operand, bars);
    const made = computed.ok ? computed.value : {};
    lines.set(key, made);
    return made;
  };
  return (operand, barsAgo) => {
    if (operand.kind === "value") return operand.value;
    const index = count - 1 - barsAgo - operand.barsAgo;
    switch (operand.kind) {
      case "price":
        return operand.times * valueAt(bars[operand.field], index);
      case "change":
        return operand.times * 100 * (valueAt(bars.close, index) / valueAt(bars.close, index - operand.bars) - 1);
      case "average_volume":
        return operand.times * meanBack(bars.volume, index, operand.bars);
      case "indicator":
        return operand.times * valueAt(indicator(operand)[operand.line] ?? NO_BARS, index);
      default:
        return assertNever(operand, "makeSeries");
    }
  };
}

/** Mean of the `length` values up to and including `index`; NaN where they are not all there. */
function meanBack(column: Float64Array, index: number, length: number): number {
  if (index - length + 1 < 0) return Number.NaN;
  let sum = 0;
  for (let i = index - length + 1; i <= index; i += 1) sum += column[i] ?? Number.NaN;
  return sum / length;
}

function compare({ left, is, right }: ScreenComparison, series: Series): Omit<ScreenFinding, "path"> {
  const [now, against] = [series(left, 0), series(right, 0)];
  const seen = { left: known(now), right: known(against) };
  if (seen.left === null || seen.right === null) return { ...seen, holds: null };
  switch (is) {
    case "above":
      return { ...seen, holds: now > against };
    case "below":
      return { ...seen, holds: now < against };
    case "at_least":
      return { ...seen, holds: now >= against };
    case "at_most":
      return { ...seen, holds: now <= against };
    case "crosses_above":
    case "crosses_below":
      return { ...seen, holds: crosses({ left, right }, is === "crosses_above" ? 1 : -1, series) };
    default:
      return assertNever(is, "compare");
  }
}

/**
 * Whether the newest bar is on that side and the last bar on which the two were apart was on the other. Bars on which they touch
 * are looked past; where they have touched for as long as is known, leaving is a cross. Null where the bar before is not known.
 */
function crosses(
  { left, right }: Pick<ScreenComparison, "left" | "right">,
  to: 1 | -1,
  series: Series,
): boolean | null {
  const sideAt = (barsAgo: number): -1 | 0 | 1 | null => {
    const [now, against] = [series(left, barsAgo), series(right, barsAgo)];
    return known(now) === null || known(against) === null ? null : sideOf(now, against);
  };
  let before = sideAt(1);
  if (before === null) return null;
  if (sideAt(0) !== to) return false;
  for (let barsAgo = 2; before === 0; barsAgo += 1) before = sideAt(barsAgo);
  return before !== to;
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Three-valued: one "no" decides `all`, one "yes" decides `any`, and what is not known stays so otherwise. */
function judge(condition: ScreenCondition, path: string, held: ReadonlyMap<string, boolean | null>): boolean | null {
  const under = (step: string) => (path === "" ? step : `${path}.${step}`);
  switch (condition.kind) {
    case "compare":
      return held.get(path) ?? null;
    case "not": {
      const inner = judge(condition.of, under("of"), held);
      return inner === null ? null : !inner;
    }
    case "all":
    case "any": {
      const parts = condition.of.map((part, index) => judge(part, under(`of[${index}]`), held));
      const decisive = condition.kind === "any";
      if (parts.includes(decisive)) return decisive;
      return parts.includes(null) ? null : !decisive;
    }
    default:
      return assertNever(condition, "judge");
  }
}

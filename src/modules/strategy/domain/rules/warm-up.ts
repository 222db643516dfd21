import { assertNever } from "@/modules/_kernel";
import { comparisonsOf, findIndicator, type ScreenComparison, type ScreenOperand } from "@/modules/data";
import { conditionsOf, type RuleStrategy } from "./rule-strategy";

/** Bars that an indicator is watched for its first value: one that has none by then waits for something in the price. */
const PROBE_BARS_MAX = 200_000;

/** Bars that a rule watches before every number it looks at is known. */
export function warmUpBarsOf(rules: RuleStrategy): number {
  const reaches = conditionsOf(rules).flatMap(({ condition }) =>
    comparisonsOf(condition).map(({ comparison }) => reachOfComparison(comparison)),
  );
  for (const part of [rules.stop, rules.trail]) if (part?.kind === "atr") reaches.push(part.length + 1);
  if (rules.stop?.kind === "extreme") reaches.push(rules.stop.bars);
  return Math.max(1, ...reaches);
}

function reachOfComparison({ left, is, right }: ScreenComparison): number {
  const before = is === "crosses_above" || is === "crosses_below" ? 1 : 0;
  return Math.max(reachOf(left), reachOf(right)) + before;
}

function reachOf(operand: ScreenOperand): number {
  switch (operand.kind) {
    case "value":
      return 1;
    case "price":
      return operand.barsAgo + 1;
    case "change":
      return operand.barsAgo + operand.bars + 1;
    case "average_volume":
      return operand.barsAgo + operand.bars;
    case "indicator":
      return operand.barsAgo + firstValueOf(operand);
    default:
      return assertNever(operand, "reachOf");
  }
}

/**
 * Bars until an indicator's line has a value, seen on bars made up for it: definitions do not say. Twice the bars each time, until
 * it has one; the most are {@link PROBE_BARS_MAX}, or some multiples of its lengths where it waits for a turn of the price.
 */
function firstValueOf({ name, params, line }: Extract<ScreenOperand, { kind: "indicator" }>): number {
  const definition = findIndicator(name);
  const place = definition?.lines.indexOf(line) ?? -1;
  if (definition === undefined || place < 0) return 1;
  const lengths = Object.values(params).reduce((sum, value) => sum + Math.max(0, Math.ceil(value)), 0);
  const most = Math.min(PROBE_BARS_MAX, 4 * lengths + 50);
  for (let bars = Math.min(most, 64); ; bars = Math.min(most, bars * 2)) {
    const started = definition.start(params);
    if (!started.ok) return 1;
    const made = wave(bars);
    const lines = definition.lines.map(() => new Float64Array(bars));
    started.value(
      definition.inputs.map((input) => (input === "other" ? made.close : made[input])),
      0,
      bars,
      lines,
    );
    const first = lines[place]?.findIndex(Number.isFinite) ?? -1;
    if (first >= 0) return first + 1;
    if (bars === most) return lengths + 1;
  }
}

/** Bars that rise and fall: every usual indicator has a value on them. */
function wave(bars: number) {
  const close = Float64Array.from({ length: bars }, (_, i) => 100 + 10 * Math.sin(i * 0.7) + (i % 7) * 0.3);
  return {
    close,
    open: close.map((value) => value - 0.2),
    high: close.map((value) => value + 1),
    low: close.map((value) => value - 1),
    volume: close.map((_, i) => 1_000 + (i % 11) * 10),
  };
}

import { err, ok, type Result } from "@/modules/_kernel";
import { averages } from "./catalog/averages";
import { momenta } from "./catalog/momentum";
import { statistics } from "./catalog/statistics";
import { trends } from "./catalog/trend";
import { volatilities } from "./catalog/volatility";
import { volumes } from "./catalog/volume";
import {
  at,
  type IndicatorDefinition,
  type IndicatorError,
  type IndicatorInputs,
  type IndicatorMode,
} from "./definition";

/** Every indicator there is. What is not in it does not exist: no menu, no `calc` answer, no strategy has it. */
export const indicatorList: readonly IndicatorDefinition[] = [
  ...averages,
  ...trends,
  ...momenta,
  ...volatilities,
  ...volumes,
  ...statistics,
];

const byName: ReadonlyMap<string, IndicatorDefinition> = new Map(
  indicatorList.map((definition) => [definition.name, definition]),
);

/** Looks an indicator up by its name. */
export function findIndicator(name: string): IndicatorDefinition | undefined {
  return byName.get(name);
}

function gather(
  definition: IndicatorDefinition,
  inputs: IndicatorInputs,
): Result<readonly Float64Array[], IndicatorError> {
  const { name } = definition;
  const columns: Float64Array[] = [];
  for (const input of definition.inputs) {
    const path = input === "other" ? "other" : `bars.${input}`;
    const stands = input !== "other" && definition.takesSeries ? inputs.series : undefined;
    const column = stands ?? inputs[input];
    if (column === undefined) {
      const own = definition.inputs.filter((each) => each !== "other").join(", ");
      const asBars = definition.takesSeries ? `series, or bars with ${own}` : `bars with ${own}`;
      const expected = input === "other" ? "a second array beside bars or series" : asBars;
      return err({ kind: "indicator.missing_input", name, path, expected });
    }
    const length = columns[0]?.length ?? column.length;
    if (column.length !== length) {
      return err({ kind: "indicator.unequal_inputs", name, path, expected: `${length} values, was ${column.length}` });
    }
    columns.push(column);
  }
  return ok(columns);
}

/**
 * Computes an indicator over whole columns: one value an input bar for every line, NaN while warming up. A bar with
 * something that is no number has no value.
 *
 * @param params - From outside: missing ones take their default, unknown or out-of-range ones are refused by name.
 * @param inputs - Bar columns of one length, or `series` for an indicator of one column; `other` for one of two.
 * @param mode - `stream` feeds one bar at a time; the answer equals `batch` bit for bit. Lines that look ahead are not in
 * it, and an indicator that has no others is refused.
 */
export function computeIndicator(
  name: string,
  params: unknown,
  inputs: IndicatorInputs,
  mode: IndicatorMode = "batch",
): Result<Readonly<Record<string, Float64Array>>, IndicatorError> {
  const definition = findIndicator(name);
  if (definition === undefined) {
    return err({ kind: "indicator.unknown", name, expected: indicatorList.map((candidate) => candidate.name) });
  }
  const run = definition.start(params);
  if (!run.ok) return run;
  const columns = gather(definition, inputs);
  if (!columns.ok) return columns;
  const streamed = definition.lines.filter((line) => !definition.lookAhead.includes(line));
  if (mode === "stream" && streamed.length === 0) {
    const expected = `batch: ${name} looks ahead, so no bar has its value when it closes`;
    return err({ kind: "indicator.no_stream", name, path: "mode", expected });
  }
  const count = at(columns.value, 0).length;
  const lines = definition.lines.map(() => new Float64Array(count));
  if (mode === "batch") run.value(columns.value, 0, count, lines);
  else for (let i = 0; i < count; i += 1) run.value(columns.value, i, i + 1, lines);
  const kept = mode === "batch" ? definition.lines : streamed;
  return ok(Object.fromEntries(kept.map((line) => [line, at(lines, definition.lines.indexOf(line))])));
}
